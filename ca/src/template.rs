//! From a profile and what was approved to everything that stands in a certificate.
//!
//! Nothing is copied from a request: the profile says what a certificate has, and the register and the request
//! say what fills it. What the profile does not list has no way in.

use s1spki_policies::{
    AttributeContent, AttributeType, AuthorityKeyForm, Eui64, ExtensionPart, ExtensionType,
    KeyIdentifierMethod, Moment, NamePart, Oid, Policy, Profile, RemotePartyRole, SerialNumber, StringType,
    Validity,
};

use crate::encode::{
    AttributeValue, CertificateTemplate, EncodeError, ExtensionValue, Name, NameAttribute, TbsCertificate,
    TemplateExtension,
};
use crate::event::RequestedCertificate;
use crate::refusal::{Refusal, ground};
use crate::register::AuthorityRecord;
use crate::{KeyIdentifier, PublicKey};

/// Why a profile cannot be filled.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TemplateError {
    /// The profile has a part of the name for which there is no value.
    #[error("the profile has {0} in the name, and there is no value for it")]
    NoValue(AttributeType),
    /// The subject has a common name, and the profile has no place for it.
    #[error("the subject has a common name, and the profile has none")]
    NoPlaceForCommonName,
    /// A text is empty or too long.
    #[error("`{text}` has {} octets, and 1 to {most} are wanted", .text.len())]
    Length {
        /// The text.
        text: String,
        /// The most octets.
        most: u16,
    },
    /// The profile has an extension that this version cannot write.
    #[error("the profile has the extension {0}, which this version cannot write into a certificate")]
    Extension(ExtensionType),
    /// The validity would end after the year 9999.
    #[error("the validity would end after the year 9999")]
    Validity,
    /// The template cannot be written.
    #[error(transparent)]
    Encode(#[from] EncodeError),
}

/// Whom a certificate is about.
#[derive(Clone, Debug)]
pub(crate) struct Subject<'a> {
    pub(crate) role: RemotePartyRole,
    pub(crate) eui64: Option<Eui64>,
    pub(crate) common_name: Option<&'a str>,
    pub(crate) public_key: &'a PublicKey,
}

/// Who signs a certificate.
#[derive(Clone, Debug)]
pub(crate) struct Issuer {
    pub(crate) name: Name,
    pub(crate) key_identifier: KeyIdentifier,
}

impl Issuer {
    /// The issuer is named octet by octet as in its own certificate (RFC 5280 4.1.2.4).
    pub(crate) fn of(authority: &AuthorityRecord) -> Result<Self, EncodeError> {
        Ok(Self {
            name: Name::from_der(&authority.subject)?,
            key_identifier: authority.key_identifier,
        })
    }
}

/// Fills a profile.
pub(crate) fn fill(
    policy: &Policy,
    profile: &Profile,
    issuer: &Issuer,
    subject: &Subject<'_>,
    serial: &SerialNumber,
    validity: Validity,
) -> Result<CertificateTemplate, TemplateError> {
    let extensions = profile.extensions.value().iter();
    Ok(CertificateTemplate {
        serial: serial.clone(),
        issuer: issuer.name.clone(),
        validity,
        subject: name(profile.subject.value(), subject)?,
        public_key: subject.public_key.clone(),
        extensions: extensions
            .filter_map(|part| extension(policy, profile, part, issuer, subject.public_key).transpose())
            .collect::<Result<_, _>>()?,
    })
}

/// The name with the parts of the profile, in their order.
pub(crate) fn name(parts: &[NamePart], subject: &Subject<'_>) -> Result<Name, TemplateError> {
    let has_place = parts.iter().any(|part| part.content == AttributeContent::Text);
    if subject.common_name.is_some() && !has_place {
        return Err(TemplateError::NoPlaceForCommonName);
    }
    let mut attributes = Vec::with_capacity(parts.len());
    for part in parts {
        match value(part, subject)? {
            Some(value) => attributes.push(NameAttribute {
                oid: oid(part.attribute)?,
                value,
            }),
            None if part.optional => {}
            None => return Err(TemplateError::NoValue(part.attribute)),
        }
    }
    Ok(Name::new(&attributes)?)
}

fn oid(attribute: AttributeType) -> Result<Oid, TemplateError> {
    let oid = attribute.oid().parse();
    oid.map_err(|error| EncodeError::Encoder(format!("{attribute}: {error}")).into())
}

/// The value of a part; nothing where the subject has none.
fn value(part: &NamePart, subject: &Subject<'_>) -> Result<Option<AttributeValue>, TemplateError> {
    let text = match part.content {
        AttributeContent::Role => Some(part.role.unwrap_or(subject.role).to_string()),
        AttributeContent::Text => subject.common_name.map(ToOwned::to_owned),
        AttributeContent::EntityIdentifier => {
            let octets = subject.eui64.map(|identifier| identifier.octets().to_vec());
            return Ok(octets.map(AttributeValue::BitString));
        }
    };
    let Some(text) = text else { return Ok(None) };
    if let Some(most) = part.at_most
        && !(1..=usize::from(most)).contains(&text.len())
    {
        return Err(TemplateError::Length { text, most });
    }
    match part.string {
        StringType::Printable => Ok(Some(AttributeValue::Printable(text))),
        StringType::Utf8 => Ok(Some(AttributeValue::Utf8(text))),
        StringType::BitString => Err(TemplateError::NoValue(part.attribute)),
    }
}

/// An extension of the profile; nothing where the profile lists it and says that it is absent.
fn extension(
    policy: &Policy,
    profile: &Profile,
    part: &ExtensionPart,
    issuer: &Issuer,
    public_key: &PublicKey,
) -> Result<Option<TemplateExtension>, TemplateError> {
    let value = match part.extension {
        ExtensionType::KeyUsage => Some(ExtensionValue::KeyUsage(profile.key_usage.value().clone())),
        ExtensionType::BasicConstraints => {
            let constraints = profile.basic_constraints.as_ref();
            constraints.map(|constraints| ExtensionValue::BasicConstraints {
                path_length: constraints.value().path_length,
            })
        }
        ExtensionType::SubjectKeyIdentifier => match profile.subject_key_identifier.value() {
            KeyIdentifierMethod::Method2 => {
                Some(ExtensionValue::SubjectKeyIdentifier(public_key.identifier()))
            }
            KeyIdentifierMethod::Absent => None,
        },
        ExtensionType::AuthorityKeyIdentifier => match profile.authority_key_identifier.value() {
            AuthorityKeyForm::KeyIdentifier => {
                Some(ExtensionValue::AuthorityKeyIdentifier(issuer.key_identifier))
            }
            AuthorityKeyForm::Absent => None,
        },
        ExtensionType::CertificatePolicies => {
            let policies = profile.policies.value().iter();
            Some(ExtensionValue::CertificatePolicies(
                policies.map(|reference| policy.resolve(reference)).collect(),
            ))
        }
        ExtensionType::CrlNumber | ExtensionType::IssuingDistributionPoint | ExtensionType::ReasonCode => {
            return Err(TemplateError::Extension(part.extension));
        }
    };
    Ok(value.map(|value| TemplateExtension {
        critical: part.critical,
        value,
    }))
}

/// The profile with this name.
pub(crate) fn profile<'a>(policy: &'a Policy, name: &str) -> Result<&'a Profile, Refusal> {
    let profile = policy.profiles().get(name);
    profile.ok_or_else(|| Refusal::on(&ground::NO_PROFILE, format!("the policy has no profile `{name}`")))
}

/// From the first second of the day on, for as long as the profile says.
pub(crate) fn validity(profile: &Profile, at: Moment) -> Result<Validity, Refusal> {
    let period = profile.validity.value().period;
    Validity::lasting(at.start_of_day(), period)
        .ok_or_else(|| refusal(&TemplateError::Validity).resting_on(&profile.validity))
}

/// What stands in the certificate of an organisation.
pub(crate) fn organisation(
    policy: &Policy,
    profile: &Profile,
    issuing: &AuthorityRecord,
    asks_for: &RequestedCertificate,
    serial: &SerialNumber,
    validity: Validity,
) -> Result<CertificateTemplate, Refusal> {
    let subject = Subject {
        role: asks_for.role,
        eui64: Some(asks_for.eui64),
        common_name: asks_for.common_name.as_deref(),
        public_key: &asks_for.public_key,
    };
    Issuer::of(issuing)
        .map_err(TemplateError::from)
        .and_then(|issuer| fill(policy, profile, &issuer, &subject, serial, validity))
        .map_err(|error| refusal(&error))
}

/// The octets to be signed.
pub(crate) fn encode(template: &CertificateTemplate) -> Result<TbsCertificate, Refusal> {
    template
        .encode()
        .map_err(|error| refusal(&TemplateError::Encode(error)))
}

/// Whether a subject of this profile can have this common name, or none.
pub(crate) fn inspect_common_name(
    policy: &Policy,
    profile: &str,
    common_name: Option<&str>,
) -> Result<(), Refusal> {
    let profile = self::profile(policy, profile)?;
    let mut texts = profile
        .subject
        .value()
        .iter()
        .filter(|part| part.content == AttributeContent::Text);
    let fits = match (texts.next(), common_name) {
        (None, None) => true,
        (None, Some(_)) => false,
        (Some(part), None) => part.optional,
        (Some(part), Some(text)) => {
            part.at_most
                .is_none_or(|most| (1..=usize::from(most)).contains(&text.len()))
                && !text.chars().any(char::is_control)
                && (part.string != StringType::Printable
                    || text.chars().all(|c| c.is_ascii_graphic() || c == ' '))
        }
    };
    if fits {
        return Ok(());
    }
    let what = match common_name {
        Some(text) => format!(
            "the common name `{}` does not fit the profile",
            text.escape_debug()
        ),
        None => "the profile wants a common name".to_owned(),
    };
    Err(Refusal::on(&ground::REQUEST_COMMON_NAME, what).resting_on(&profile.subject))
}

fn refusal(error: &TemplateError) -> Refusal {
    Refusal::on(&ground::TEMPLATE, error.to_string())
}

#[cfg(test)]
mod tests;

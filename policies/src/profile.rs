//! Certificate profiles.

use std::collections::BTreeSet;

use crate::RemotePartyRole;
use crate::error::PolicyError;
use crate::file::ProfileSection;
use crate::provision::{Provision, Taker};
use crate::value::{
    AuthorityConstraint, AuthorityKeyForm, ExtensionOrder, ExtensionPart, ExtensionType, KeyForm,
    KeyIdentifierMethod, KeyUsage, NamePart, PolicyReference, ProfileKind, SignatureAlgorithm, ValidityRule,
};

/// RFC 3647 7.1: what a certificate of one kind looks like, field by field.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Profile {
    /// What it is called in the policy file, such as `organisation-signing`.
    pub name: String,
    /// What its certificates are to the hierarchy.
    pub kind: Provision<ProfileKind>,
    /// The X.509 version, counted from 1.
    pub version: Provision<u8>,
    /// The most octets that a serial number may have.
    pub serial_octets: Provision<u8>,
    /// How its certificates are signed.
    pub signature_algorithm: Provision<SignatureAlgorithm>,
    /// The issuer's name, in order.
    pub issuer: Provision<Vec<NamePart>>,
    /// How long its certificates last.
    pub validity: Provision<ValidityRule>,
    /// The subject's name, in order.
    pub subject: Provision<Vec<NamePart>>,
    /// The roles that a subject may have.
    pub roles: Provision<BTreeSet<RemotePartyRole>>,
    /// The form of the public key.
    pub key: Provision<KeyForm>,
    /// The extensions: these and no others.
    pub extensions: Provision<Vec<ExtensionPart>>,
    /// Whether they stand in that order.
    pub extension_order: Provision<ExtensionOrder>,
    /// keyUsage: exactly these bits.
    pub key_usage: Provision<BTreeSet<KeyUsage>>,
    /// basicConstraints of an authority; an organisation has none.
    pub basic_constraints: Option<Provision<AuthorityConstraint>>,
    /// certificatePolicies: exactly these.
    pub policies: Provision<Vec<PolicyReference>>,
    /// How the subject's key is named.
    pub subject_key_identifier: Provision<KeyIdentifierMethod>,
    /// How the issuer's key is named.
    pub authority_key_identifier: Provision<AuthorityKeyForm>,
}

impl Profile {
    /// The extension of this type, if the profile lists it.
    #[must_use]
    pub fn extension(&self, extension: ExtensionType) -> Option<&ExtensionPart> {
        self.extensions
            .value()
            .iter()
            .find(|part| part.extension == extension)
    }

    /// Whether its certificates are authorities.
    #[must_use]
    pub fn is_authority(&self) -> bool {
        *self.kind.value() != ProfileKind::Organisation
    }

    pub(crate) fn take(take: &Taker<'_>, name: &str, section: ProfileSection) -> Result<Self, PolicyError> {
        let path = |field: &str| format!("profile.{name}.{field}");
        Ok(Self {
            name: name.to_owned(),
            kind: take.value(&path("kind"), section.kind)?,
            version: take.value(&path("version"), section.version)?,
            serial_octets: take.value(&path("serial-octets"), section.serial_octets)?,
            signature_algorithm: take.value(&path("signature-algorithm"), section.signature_algorithm)?,
            issuer: take.value(&path("issuer"), section.issuer)?,
            validity: take.value(&path("validity"), section.validity)?,
            subject: take.value(&path("subject"), section.subject)?,
            roles: take.value(&path("roles"), section.roles)?,
            key: take.value(&path("key"), section.key)?,
            extensions: take.value(&path("extensions"), section.extensions)?,
            extension_order: take.value(&path("extension-order"), section.extension_order)?,
            key_usage: take.value(&path("key-usage"), section.key_usage)?,
            basic_constraints: section.basic_constraints.map(Provision::from),
            policies: take.value(&path("policies"), section.policies)?,
            subject_key_identifier: take
                .value(&path("subject-key-identifier"), section.subject_key_identifier)?,
            authority_key_identifier: take.value(
                &path("authority-key-identifier"),
                section.authority_key_identifier,
            )?,
        })
    }
}

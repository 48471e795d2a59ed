//! Making a request, for organisations that have no tool of their own.

use s1spki_policies::{Eui64, ExtensionType, Profile, RemotePartyRole};

use crate::OperationError;
use crate::encode::{ExtensionValue, RequestTemplate, TemplateExtension};
use crate::signer::{Signer, SignerError};
use crate::template::{self, Subject};

/// What an organisation asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Application {
    /// Its role.
    pub role: RemotePartyRole,
    /// Its identifier.
    pub eui64: Eui64,
    /// Its common name, if it is to have one.
    pub common_name: Option<String>,
}

/// A request that was made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeRequest(Vec<u8>);

impl MadeRequest {
    /// The DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The PEM.
    #[must_use]
    pub fn to_pem(&self) -> String {
        crate::pem_text("CERTIFICATE REQUEST", self.0.clone())
    }
}

/// Makes a request for a certificate of this profile, spelled as App M Appendix F has it, and signed with the key
/// that it is about.
///
/// # Errors
/// [`OperationError::Template`] where the profile has no place for what is asked, [`OperationError::Signer`] where
/// the key does not sign, or signs wrongly.
pub fn make(
    profile: &Profile,
    application: &Application,
    key: &dyn Signer,
) -> Result<MadeRequest, OperationError> {
    let subject = Subject {
        role: application.role,
        eui64: Some(application.eui64),
        common_name: application.common_name.as_deref(),
        public_key: key.public_key(),
    };
    let key_usage = TemplateExtension {
        critical: profile
            .extension(ExtensionType::KeyUsage)
            .is_some_and(|part| part.critical),
        value: ExtensionValue::KeyUsage(profile.key_usage.value().clone()),
    };
    let template = RequestTemplate {
        subject: template::name(profile.subject.value(), &subject)?,
        public_key: key.public_key().clone(),
        extensions: vec![key_usage],
    };
    let info = template.encode()?;
    let signature = key.sign(info.der())?;
    if !key.public_key().has_signed(info.der(), &signature) {
        let wrong = SignerError {
            key: key.public_key().identifier(),
            reason: "its signature is wrong".to_owned(),
        };
        return Err(wrong.into());
    }
    Ok(MadeRequest(info.assemble(&signature)))
}

#[cfg(test)]
mod tests {
    use s1spki_policies::Policy;
    use s1spki_validator::{CertificateRequest, Outcome, crypto, inspect_request};

    use super::*;
    use crate::double::new_key;

    #[test]
    fn a_request_that_is_made_here_breaks_no_rule_of_any_profile() {
        let policy = Policy::embedded("lab").unwrap().unwrap();
        let profiles = policy
            .profiles()
            .values()
            .filter(|profile| !profile.is_authority());
        for (profile, common_name) in profiles.zip([None, Some("SUPPLIER-1".to_owned())]) {
            let application = Application {
                role: RemotePartyRole::new(2),
                eui64: "90-B3-D5-1F-30-01-00-00".parse().unwrap(),
                common_name,
            };
            let made = make(profile, &application, &new_key()).unwrap();
            let request = CertificateRequest::decode(made.der()).unwrap();
            let findings = inspect_request(&request, crypto::verify_possession(&request), &policy);
            let against: Vec<_> = findings
                .iter()
                .filter(|finding| !matches!(finding.outcome(), Outcome::Pass | Outcome::NotApplicable))
                .collect();
            assert!(against.is_empty(), "{}: {against:#?}", profile.name);
            assert!(findings.iter().any(|finding| finding.outcome() == Outcome::Pass));
        }
    }
}

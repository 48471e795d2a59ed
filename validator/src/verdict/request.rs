//! The verdict on one request.

use s1spki_policies::{Policy, Standing};
use serde::Serialize;

use super::{Decision, Identity, standing};
use crate::crypto;
use crate::facts::RequestFacts;
use crate::finding::Finding;
use crate::request::CertificateRequest;
use crate::rule::{inspect_request, requested_profile, unreadable};

/// The verdict on one request: whether it can be put up for approval.
#[derive(Clone, Debug, Serialize)]
pub struct RequestVerdict {
    /// What the caller calls it, such as its file.
    pub label: String,
    /// What is to be done with it.
    pub decision: Decision,
    /// On what standing that rests.
    pub standing: Standing,
    /// Whom it asks a certificate for; nothing where it cannot be read.
    #[serde(flatten)]
    pub identity: Option<Identity>,
    /// The profile that it asks for; nothing where its key usage is that of none.
    pub profile: Option<String>,
    /// The findings.
    pub findings: Vec<Finding>,
}

impl RequestVerdict {
    /// Decodes and inspects a request, its proof of possession included.
    #[must_use]
    pub fn on(label: impl Into<String>, bytes: &[u8], policy: &Policy) -> Self {
        match CertificateRequest::decode(bytes) {
            Err(error) => Self::new(
                label,
                None,
                None,
                vec![unreadable(&error, "a certificate request in DER")],
            ),
            Ok(request) => {
                let facts = RequestFacts::of(&request);
                let possession = crypto::verify_possession(&request);
                let profile = requested_profile(&facts, policy);
                Self::new(
                    label,
                    Some(Identity::of_request(&facts, policy)),
                    profile.map(|profile| profile.name.clone()),
                    inspect_request(&request, possession, policy),
                )
            }
        }
    }

    fn new(
        label: impl Into<String>,
        identity: Option<Identity>,
        profile: Option<String>,
        findings: Vec<Finding>,
    ) -> Self {
        let decision = Decision::of(&findings);
        Self {
            label: label.into(),
            decision,
            standing: standing(decision, &findings),
            identity,
            profile,
            findings,
        }
    }
}

//! The form of message and signature, and whether the signature holds.

use std::sync::Arc;

use s1spki_policies::{Authority, Commands, Moment};

use super::facts::{Facts, Signer};
use crate::duis::{self, Header, MessageKind, SignatureAlgorithms, XmlLimits};
use crate::finding::{Detail, Finding, Rule};
use crate::rule::Ground;

/// The algorithms that the policy allows in a signature; none where it states none.
#[derive(Clone, Debug, Default)]
pub(super) struct AllowedAlgorithms {
    canonicalization: Vec<String>,
    signature: Vec<String>,
    digest: Vec<String>,
    authority: Option<Arc<Authority>>,
}

impl AllowedAlgorithms {
    pub(super) fn of(commands: &Commands, at: Moment) -> Self {
        let Some(version) = commands.signature.at(at).version() else {
            return Self::default();
        };
        let form = &version.value;
        Self {
            canonicalization: form.canonicalisation.iter().cloned().collect(),
            signature: form.signature.iter().cloned().collect(),
            digest: form.digest.iter().cloned().collect(),
            authority: Some(Arc::clone(&version.authority)),
        }
    }

    /// The same finding, resting on the policy where it is about the algorithms.
    fn resting(&self, finding: Finding) -> Finding {
        let of_algorithms = [
            &duis::rule::CANONICALIZATION,
            &duis::rule::METHOD,
            &duis::rule::DIGEST_METHOD,
        ];
        match &self.authority {
            Some(authority) if of_algorithms.contains(&finding.rule()) => finding.resting_on(authority),
            _ => finding,
        }
    }
}

/// How large a message may be at `at`.
pub(super) fn limits(commands: &Commands, at: Moment) -> XmlLimits {
    let limits = commands.xml_limits_at(at);
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    XmlLimits {
        octets: size(limits.octets),
        depth: usize::from(limits.depth),
        // An element has a text before it and a text inside it.
        nodes: limits.elements.saturating_mul(3),
        ..XmlLimits::default()
    }
}

/// The rules of message and signature, which DUIS and XML Signature state.
pub(super) fn rules() -> impl Iterator<Item = (&'static Rule, Ground)> {
    let of_message = duis::rule::OF_MESSAGE.into_iter();
    let of_signature = duis::rule::OF_SIGNATURE.into_iter();
    of_message
        .chain(of_signature)
        .chain(duis::rule::OF_VERIFICATION)
        .map(|rule| (rule, ground(rule)))
}

fn ground(rule: &'static Rule) -> Ground {
    match rule.code {
        "signature.canonicalization" | "signature.method" | "signature.digest-method" => {
            Ground::Dated("command.signature")
        }
        "message.too-large" | "message.too-deep" | "message.too-many-nodes" => {
            Ground::Dated("command.xml-limits")
        }
        _ => Ground::Standard,
    }
}

/// What is found before anybody asks who signed what.
pub(super) fn findings(facts: &Facts<'_>, allowed: &AllowedAlgorithms) -> Vec<Finding> {
    let mut findings = facts.message.findings();
    let [present, one] = facts.message.signature_findings();
    findings.push(if is_unsigned_acknowledgement(facts) {
        unsigned_acknowledgement()
    } else {
        present
    });
    findings.push(one);
    let algorithms = SignatureAlgorithms {
        canonicalization: &allowed.canonicalization,
        signature: &allowed.signature,
        digest: &allowed.digest,
    };
    if let Some(signature) = facts.message.signature() {
        let of_signature = signature.findings(&algorithms).into_iter();
        findings.extend(of_signature.map(|finding| allowed.resting(finding)));
    }
    findings.extend(verification(facts));
    findings
}

/// Whether the signature holds: the digest can be compared whoever signed, the signature needs the signer's key.
fn verification(facts: &Facts<'_>) -> Vec<Finding> {
    let (digest, verifies) = (&duis::rule::DIGEST, &duis::rule::VERIFIES);
    if facts.message.signatures().is_empty() {
        return vec![
            Finding::not_applicable(digest),
            Finding::not_applicable(verifies),
        ];
    }
    let Some(signature) = facts.message.signature() else {
        let detail = || Detail::new("several signatures", "one signature");
        return vec![
            Finding::not_checked(digest, detail()),
            Finding::not_checked(verifies, detail()),
        ];
    };
    match &facts.signer {
        Signer::Known(signer) => signer.outcome.findings().into(),
        _ => {
            let [digest, _] = signature.verify_digest().findings();
            let detail = Detail::new(
                "a signer whose certificate is not known",
                "the key of the certificate that KeyInfo names",
            );
            vec![digest, Finding::not_checked(verifies, detail)]
        }
    }
}

/// The schema lets a response be unsigned, and error acknowledgements come so.
fn is_unsigned_acknowledgement(facts: &Facts<'_>) -> bool {
    let Header::Response(header) = facts.message.header() else {
        return false;
    };
    let code = header.response_code.as_ref().map(|code| code.text.trim());
    let is_error = code.is_some_and(|code| code.starts_with('E'));
    facts.message.kind() == MessageKind::Response && facts.message.signatures().is_empty() && is_error
}

fn unsigned_acknowledgement() -> Finding {
    let detail = Detail::new(
        "an error acknowledgement without a signature",
        "a signature; the schema permits that there is none, and then nobody can tell who sent it",
    );
    Finding::not_checked(&duis::rule::PRESENT, detail)
}

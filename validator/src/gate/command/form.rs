//! The form of message and signature, and whether the signature holds.

use std::collections::BTreeSet;

use s1spki_policies::XmlSignatureForm;

use super::facts::{Facts, Signer};
use crate::duis::{self, Header, MessageKind, XmlSignature};
use crate::finding::{Detail, Finding, Rule};

/// Which algorithms are allowed is for the policy to say.
fn is_about_algorithms(rule: &'static Rule) -> bool {
    let about = [
        &duis::rule::CANONICALIZATION,
        &duis::rule::METHOD,
        &duis::rule::DIGEST_METHOD,
    ];
    about.contains(&rule)
}

/// What is found before anybody asks who signed what.
pub(super) fn findings(facts: &Facts<'_>) -> Vec<Finding> {
    let mut findings = facts.message.findings();
    let [present, one] = facts.message.signature_findings();
    findings.push(if is_unsigned_acknowledgement(facts) {
        unsigned_acknowledgement()
    } else {
        present
    });
    findings.push(one);
    if let Some(signature) = facts.message.signature() {
        findings.extend(of_signature(facts, signature));
    }
    findings.extend(verification(facts));
    findings
}

/// The form of a signature, held against the algorithms that the policy allows; under a policy that states none, none is
/// allowed.
fn of_signature(facts: &Facts<'_>, signature: &XmlSignature) -> Vec<Finding> {
    let Some(version) = facts.commands.signature.at(facts.at).version() else {
        return signature.findings(&NO_ALGORITHMS);
    };
    let findings = signature.findings(&version.value).into_iter();
    let resting = findings.map(|finding| match is_about_algorithms(finding.rule()) {
        true => finding.resting_on(&version.authority),
        false => finding,
    });
    resting.collect()
}

const NO_ALGORITHMS: XmlSignatureForm = XmlSignatureForm {
    canonicalisation: BTreeSet::new(),
    signature: BTreeSet::new(),
    digest: BTreeSet::new(),
    transforms: Vec::new(),
};

/// Whether the signature holds: the digest can be compared whoever signed, the signature needs the signer's key.
fn verification(facts: &Facts<'_>) -> Vec<Finding> {
    let (digest, verifies) = (&duis::rule::DIGEST, &duis::rule::VERIFIES);
    if facts.message.signatures().is_empty() {
        return vec![Finding::not_applicable(digest), Finding::not_applicable(verifies)];
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

//! What can be said of a certificate without what is above it.

use s1spki_policies::{KeyUsage, Moment};

use super::{Place, SignatureAnswer, not_checked_for};
use crate::algorithm::SubjectPublicKeyInfo;
use crate::certificate::Certificate;
use crate::finding::{Detail, Finding, Rule};
use crate::path::extensions::PathExtensions;
use crate::path::rule;
use crate::path::settings::{KeyKind, PermittedAlgorithms};

/// The certificate being processed.
pub(super) struct Subject<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) extensions: PathExtensions<'a>,
    /// Whether it is self-issued and stands above others: such a one is exempt from much.
    pub(super) is_self_issued: bool,
    /// Whether the trust anchor issued it.
    pub(super) is_first: bool,
    pub(super) place: Place,
}

/// The findings about one certificate.
pub(super) struct Report {
    pub(super) findings: Vec<Finding>,
}

impl Report {
    pub(super) fn new() -> Self {
        Self {
            findings: Vec::with_capacity(rule::OF_CERTIFICATE.len()),
        }
    }

    pub(super) fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
    }

    /// Adds that the rule was kept, or the fault.
    pub(super) fn check(&mut self, rule: &'static Rule, fault: Option<Detail>) {
        self.add(match fault {
            None => Finding::pass(rule),
            Some(detail) => Finding::breach(rule, detail),
        });
    }
}

/// 6.1.3 (a)(1)
pub(super) fn signature_finding(answer: SignatureAnswer) -> Finding {
    let rule = &rule::SIGNATURE;
    match answer {
        SignatureAnswer::Verified => Finding::pass(rule),
        SignatureAnswer::Fault(fault) => {
            Finding::breach(rule, Detail::new(fault, "a signature by the key of the issuer"))
        }
        SignatureAnswer::Exhausted(exhausted) => not_checked_for(rule, exhausted),
        SignatureAnswer::NoIssuer => {
            let detail = Detail::new("no certificate of the issuer", "the issuer's key");
            Finding::not_checked(rule, detail)
        }
    }
}

/// RFC 5280 4.1.1.2: the algorithm is named twice alike; and it is one that the relying party permits.
pub(super) fn algorithm_fault(certificate: &Certificate, permitted: &PermittedAlgorithms) -> Option<Detail> {
    let (outer, inner) = (
        certificate.signature_algorithm(),
        certificate.tbs_signature_algorithm(),
    );
    if outer != inner {
        let found = format!(
            "{} beside the signature, {} in the signed part",
            outer.oid(),
            inner.oid()
        );
        return Some(Detail::new(
            found,
            "the same algorithm with the same parameters twice",
        ));
    }
    if !permitted.permits_signature(outer) {
        let found = format!("signed with {}", outer.oid());
        return Some(Detail::new(found, permitted.signatures_text()));
    }
    key_fault("a key", certificate.public_key(), permitted)
}

/// A key that the relying party does not permit.
pub(super) fn key_fault(
    whose: &str,
    key: &SubjectPublicKeyInfo,
    permitted: &PermittedAlgorithms,
) -> Option<Detail> {
    (!permitted.permits_key(key)).then(|| {
        let found = format!("{whose} for {}", KeyKind::of(key));
        Detail::new(found, permitted.keys_text())
    })
}

/// 6.1.3 (a)(2)
pub(super) fn validity_fault(certificate: &Certificate, at: Moment) -> Option<Detail> {
    let validity = certificate.validity();
    let word = if at < validity.not_before {
        "not yet valid"
    } else if at > validity.not_after {
        "expired"
    } else {
        return None;
    };
    Some(Detail::new(
        format!("{word}: {validity}"),
        format!("a validity that contains {at}"),
    ))
}

/// 6.1.4 (k)
pub(super) fn not_a_ca(certificate: &Certificate, extensions: &PathExtensions<'_>) -> Option<Detail> {
    let found = match extensions.basic_constraints {
        _ if certificate.version() < 3 => "a certificate without extensions (before X.509 v3)",
        None => "no basicConstraints",
        Some(constraints) if !constraints.ca => "basicConstraints with cA FALSE",
        Some(_) => return None,
    };
    Some(Detail::new(found, "basicConstraints with cA TRUE"))
}

/// 6.1.4 (n)
pub(super) fn may_not_sign_certificates(extensions: &PathExtensions<'_>) -> Option<Detail> {
    let usage = extensions.key_usage?;
    (!usage.contains(KeyUsage::KeyCertSign)).then(|| Detail::new(usage, KeyUsage::KeyCertSign))
}

/// 6.1.4 (o), 6.1.5 (f)
pub(super) fn unprocessed_extension(extensions: &PathExtensions<'_>) -> Option<Detail> {
    let extension = extensions.unprocessed_critical?;
    let found = format!("critical extension {}", extension.oid());
    let wanted = "critical extensions of RFC 5280 only, those that are processed";
    Some(Detail::new(found, wanted).at_offset(extension.offset()))
}

/// RFC 5280 4.2: each extension once.
pub(super) fn duplicate_extension(extensions: &PathExtensions<'_>) -> Option<Detail> {
    let extension = extensions.duplicate?;
    let found = format!("extension {} twice", extension.oid());
    Some(Detail::new(found, "each extension once").at_offset(extension.offset()))
}

/// RFC 5280 4.2: what is processed can be read.
pub(super) fn malformed_extension(extensions: &PathExtensions<'_>) -> Option<Detail> {
    let (extension, reason) = extensions.malformed?;
    let found = format!("extension {}: {reason}", extension.oid());
    Some(Detail::new(found, "a value that can be read").at_offset(extension.offset()))
}

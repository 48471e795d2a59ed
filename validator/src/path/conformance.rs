//! What RFC 5280 section 4 asks of CAs, and section 6 does not ask a relying party to check.

use crate::algorithm::Parameters;
use crate::certificate::Certificate;
use crate::extension::{Extension, ExtensionContent, ExtensionKind, GeneralName};
use crate::finding::Detail;

use super::name_syntax::{below_wildcard, is_host_name, is_mail_address};

/// What is wrong with a certificate, and the clause that says so.
type Fault = (String, &'static str);

/// The checks, in the order of RFC 5280 4.
static CHECKS: [fn(&Certificate) -> Option<Fault>; 9] = [
    encoding,
    empty_subject,
    curve,
    authority_key_identifier,
    subject_key_identifier,
    key_usage,
    critical_marks,
    place_of_name_constraints,
    names,
];

/// The first thing in a certificate that RFC 5280 section 4 forbids.
pub(super) fn section_4_fault(certificate: &Certificate) -> Option<Detail> {
    let (found, wanted) = CHECKS.iter().find_map(|check| check(certificate))?;
    Some(Detail::new(found, wanted))
}

fn encoding(certificate: &Certificate) -> Option<Fault> {
    let fault = certificate.encoding_faults().first()?;
    Some((fault.to_string(), "a certificate without a fault of encoding"))
}

fn empty_subject(certificate: &Certificate) -> Option<Fault> {
    if !certificate.subject().is_empty() {
        return None;
    }
    let alternative = certificate.extension(ExtensionKind::SubjectAltName);
    if is_ca(certificate) {
        let wanted = "a CA has a subject (RFC 5280 4.1.2.6)";
        Some(("a CA with an empty subject".to_owned(), wanted))
    } else if !alternative.is_some_and(Extension::is_critical) {
        let wanted = "an empty subject goes with a critical subjectAltName (RFC 5280 4.1.2.6)";
        let found = "an empty subject without a critical subjectAltName";
        Some((found.to_owned(), wanted))
    } else {
        None
    }
}

/// 1.2.840.10045.2.1, id-ecPublicKey.
const EC_PUBLIC_KEY: [u8; 7] = [0x2A, 0x86, 0x48, 0xCE, 0x3D, 0x02, 0x01];

fn curve(certificate: &Certificate) -> Option<Fault> {
    let algorithm = certificate.public_key().algorithm();
    let is_unnamed = algorithm.oid().der_content() == EC_PUBLIC_KEY
        && !matches!(algorithm.parameters(), Parameters::Oid(_));
    is_unnamed.then(|| {
        let found = "a key on a curve without a name";
        (found.to_owned(), "a curve is given by its name (RFC 5480 2.1.1)")
    })
}

fn authority_key_identifier(certificate: &Certificate) -> Option<Fault> {
    let identifier = certificate.authority_key_identifier();
    let is_there = identifier.is_some_and(|identifier| identifier.key_identifier.is_some());
    let may_be_absent = certificate.is_self_issued() || certificate.version() < 3;
    (!is_there && !may_be_absent).then(|| {
        let found = "no keyIdentifier in authorityKeyIdentifier";
        let wanted = "every certificate that is not self-signed has one (RFC 5280 4.2.1.1)";
        (found.to_owned(), wanted)
    })
}

fn subject_key_identifier(certificate: &Certificate) -> Option<Fault> {
    let is_missing = is_ca(certificate) && certificate.subject_key_identifier().is_none();
    is_missing.then(|| {
        let found = "a CA without subjectKeyIdentifier";
        (found.to_owned(), "every CA has one (RFC 5280 4.2.1.2)")
    })
}

fn key_usage(certificate: &Certificate) -> Option<Fault> {
    let signs = certificate
        .key_usage()
        .is_some_and(|usage| usage.contains(s1spki_policies::KeyUsage::KeyCertSign));
    (signs && !is_ca(certificate)).then(|| {
        let found = "keyCertSign where cA is not asserted";
        (
            found.to_owned(),
            "only a CA signs certificates (RFC 5280 4.2.1.9)",
        )
    })
}

fn critical_marks(certificate: &Certificate) -> Option<Fault> {
    certificate.extensions().iter().find_map(|extension| {
        let (must, wanted) = match extension.kind()? {
            ExtensionKind::AuthorityKeyIdentifier
            | ExtensionKind::SubjectKeyIdentifier
            | ExtensionKind::FreshestCrl => (false, "an extension that is not critical (RFC 5280 4.2.1)"),
            ExtensionKind::NameConstraints
            | ExtensionKind::PolicyConstraints
            | ExtensionKind::InhibitAnyPolicy => (true, "an extension that is critical (RFC 5280 4.2.1)"),
            ExtensionKind::BasicConstraints if says_ca(extension) => (
                true,
                "an extension that is critical in the certificate of a CA (RFC 5280 4.2.1.9)",
            ),
            _ => return None,
        };
        let state = if must { "not critical" } else { "critical" };
        (extension.is_critical() != must).then(|| (format!("extension {} {state}", extension.oid()), wanted))
    })
}

fn place_of_name_constraints(certificate: &Certificate) -> Option<Fault> {
    let has_constraints = certificate.extension(ExtensionKind::NameConstraints).is_some();
    (has_constraints && !is_ca(certificate)).then(|| {
        let found = "nameConstraints in a certificate that is no CA's";
        (
            found.to_owned(),
            "only the certificates of CAs have them (RFC 5280 4.2.1.10)",
        )
    })
}

fn names(certificate: &Certificate) -> Option<Fault> {
    certificate.extensions().iter().find_map(|extension| {
        let (wrong, wanted) = match extension.content() {
            ExtensionContent::SubjectAltName(names) => {
                let wrong = names.iter().find(|name| !is_name(name));
                (wrong, "each name in the syntax of its form (RFC 5280 4.2.1.6)")
            }
            ExtensionContent::NameConstraints(constraints) => {
                let mut subtrees = constraints.permitted.iter().chain(&constraints.excluded);
                let wrong = subtrees.find(|base| !is_subtree(base));
                (
                    wrong,
                    "each subtree in the syntax of its form (RFC 5280 4.2.1.10)",
                )
            }
            _ => return None,
        };
        Some((wrong?.to_string(), wanted))
    })
}

/// RFC 5280 does not say what `*` means, and leaves it to applications.
fn is_name(name: &GeneralName) -> bool {
    match name {
        GeneralName::DnsName(host) => is_host_name(below_wildcard(host).unwrap_or(host)),
        GeneralName::Rfc822Name(address) => is_mail_address(address),
        _ => true,
    }
}

fn is_subtree(base: &GeneralName) -> bool {
    match base {
        GeneralName::DnsName(host) => host.is_empty() || is_host_name(host),
        GeneralName::Rfc822Name(text) => {
            is_mail_address(text) || is_host_name(text.strip_prefix('.').unwrap_or(text))
        }
        GeneralName::Uri(host) => is_host_name(host.strip_prefix('.').unwrap_or(host)),
        _ => true,
    }
}

fn is_ca(certificate: &Certificate) -> bool {
    certificate
        .extension(ExtensionKind::BasicConstraints)
        .is_some_and(says_ca)
}

fn says_ca(extension: &Extension) -> bool {
    matches!(extension.content(), ExtensionContent::BasicConstraints(constraints) if constraints.ca)
}

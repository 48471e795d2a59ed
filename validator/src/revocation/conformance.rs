//! What RFC 5280 section 5 asks of those who issue lists, and section 6.3 does not ask a relying party to check.

use super::held::Fault;
use super::rule;
use crate::extension::ExtensionKind;
use crate::finding::Detail;
use crate::revocation_list::RevocationList;

/// The first thing in a list that RFC 5280 section 5 forbids.
pub(super) fn section_5_fault(list: &RevocationList) -> Option<Fault> {
    let (found, wanted) = encoding(list)
        .or_else(|| number(list))
        .or_else(|| authority_key_identifier(list))
        .or_else(|| critical_marks(list))
        .or_else(|| repeated_entry(list))?;
    Some(Fault {
        rule: &rule::CONFORMANCE,
        detail: Detail::new(found, wanted),
    })
}

fn encoding(list: &RevocationList) -> Option<(String, &'static str)> {
    let fault = list.encoding_faults().first()?;
    Some((fault.to_string(), "a list without a fault of encoding"))
}

fn number(list: &RevocationList) -> Option<(String, &'static str)> {
    let wanted = "every list has a number (RFC 5280 5.2.3)";
    list.crl_number()
        .is_none()
        .then(|| ("no cRLNumber".to_owned(), wanted))
}

fn authority_key_identifier(list: &RevocationList) -> Option<(String, &'static str)> {
    let identifier = list.authority_key_identifier();
    let is_there = identifier.is_some_and(|identifier| identifier.key_identifier.is_some());
    let found = "no keyIdentifier in authorityKeyIdentifier";
    (!is_there).then(|| (found.to_owned(), "every list has one (RFC 5280 5.2.1)"))
}

fn critical_marks(list: &RevocationList) -> Option<(String, &'static str)> {
    list.extensions().iter().find_map(|extension| {
        let (must, wanted) = match extension.kind()? {
            ExtensionKind::AuthorityKeyIdentifier | ExtensionKind::CrlNumber | ExtensionKind::FreshestCrl => {
                (false, "an extension that is not critical (RFC 5280 5.2)")
            }
            ExtensionKind::DeltaCrlIndicator | ExtensionKind::IssuingDistributionPoint => {
                (true, "an extension that is critical (RFC 5280 5.2)")
            }
            _ => return None,
        };
        let state = if must { "not critical" } else { "critical" };
        (extension.is_critical() != must).then(|| (format!("extension {} {state}", extension.oid()), wanted))
    })
}

/// One entry tells of a certificate (RFC 5280 5.3): of two, one could say that it is on hold, the other that it is not.
fn repeated_entry(list: &RevocationList) -> Option<(String, &'static str)> {
    let following = list.entries().skip(1);
    let (first, _) = list.entries().zip(following).find(|(entry, next)| {
        let is_same_issuer = entry
            .certificate_issuer_names()
            .eq(next.certificate_issuer_names());
        entry.serial_octets() == next.serial_octets() && is_same_issuer
    })?;
    let serial: String = first
        .serial_octets()
        .iter()
        .map(|octet| format!("{octet:02X}"))
        .collect();
    Some((
        format!("two entries about {serial}"),
        "one entry for each certificate (RFC 5280 5.3)",
    ))
}

//! Whether a certificate names the key that its issuer has.

use crate::certificate::Certificate;
use crate::crypto;
use crate::der::Octets;
use crate::finding::{Basis, Detail, Finding, Rule};
use crate::hexadecimal::hexadecimal;
use crate::path::TrustAnchor;

/// The rule that needs the issuer; what can be seen without it is said by the rules of the profile.
pub(crate) static ISSUER_KEY: Rule = Rule {
    code: "chain.issuer-key",
    summary: "the authority key identifier is the identifier of the issuer's key",
    basis: Basis::Standard("RFC 5280 4.2.1.1"),
    hint: "whoever looks for the issuer by that identifier finds nobody; issue the certificate anew",
};

/// Holds the authority key identifier against the issuer above, a certificate or the anchor.
pub(crate) fn issuer_key(
    certificate: &Certificate,
    above: Option<&Certificate>,
    anchor: Option<&TrustAnchor>,
) -> Finding {
    let identifier = certificate.authority_key_identifier();
    let Some(found) = identifier.and_then(|identifier| identifier.key_identifier.as_deref()) else {
        return Finding::not_applicable(&ISSUER_KEY);
    };
    let wanted = above
        .map(identifier_of)
        .or_else(|| anchor.map(identifier_of_anchor));
    match wanted {
        None => {
            let detail = Detail::new("no certificate of the issuer", "the issuer's key");
            Finding::not_checked(&ISSUER_KEY, detail)
        }
        Some(wanted) if *found == *wanted => Finding::pass(&ISSUER_KEY),
        Some(wanted) => {
            let detail = Detail::new(hexadecimal(found), hexadecimal(&wanted));
            Finding::breach(&ISSUER_KEY, detail)
        }
    }
}

/// The identifier that a certificate gives its key, or the one that follows from the key.
fn identifier_of(certificate: &Certificate) -> Octets {
    match certificate.subject_key_identifier() {
        Some(identifier) => identifier.into(),
        None => crypto::key_identifier(certificate.public_key().key()).into(),
    }
}

fn identifier_of_anchor(anchor: &TrustAnchor) -> Octets {
    match anchor.certificate() {
        Some(certificate) => identifier_of(certificate),
        None => crypto::key_identifier(anchor.public_key().key()).into(),
    }
}

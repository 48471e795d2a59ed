//! Who may have issued a certificate, the likeliest first.

use s1spki_policies::Moment;

use super::pool::Pool;
use crate::certificate::Certificate;
use crate::extension::AuthorityKeyIdentifier;
use crate::name::Name;

/// A trust anchor or a certificate of the pool, by its position there.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Issuer {
    Anchor(usize),
    Certificate(usize),
}

/// How likely a candidate is the issuer; less is likelier. The fields decide one after the other.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
struct Likelihood {
    key: KeyMatch,
    /// An anchor ends the path.
    is_no_anchor: bool,
    is_no_ca: bool,
    is_out_of_validity: bool,
    is_self_issued: bool,
    /// Of a CA's renewed certificates the newest.
    age: std::cmp::Reverse<Option<Moment>>,
    /// The pool is in the order of fingerprints, so that ties do not depend on how things were given.
    issuer: Issuer,
}

/// What key identifiers say (RFC 5280 4.2.1.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum KeyMatch {
    /// It is the key.
    Same,
    /// One of the two has no key identifier.
    Unknown,
    /// It is another key. Identifiers guide only (RFC 4158 3.5.12): it is still tried.
    Other,
}

impl KeyMatch {
    /// Whether the identifier of the issuer's key is that of this certificate.
    pub(crate) fn of(identifier: Option<&AuthorityKeyIdentifier>, issuer: &Certificate) -> Self {
        let wanted = identifier.and_then(|identifier| identifier.key_identifier.as_deref());
        match (wanted, issuer.subject_key_identifier()) {
            (Some(wanted), Some(found)) if wanted == found => Self::Same,
            (Some(_), Some(_)) => Self::Other,
            _ => Self::Unknown,
        }
    }
}

/// Everything in the pool that has this name, the likeliest issuer of an object with this authority key
/// identifier first. `anchor` restricts the trust anchors to one.
pub(crate) fn issuers(
    pool: &Pool,
    name: &Name,
    identifier: Option<&AuthorityKeyIdentifier>,
    anchor: Option<usize>,
    at: Moment,
) -> Vec<Issuer> {
    let anchors = pool.anchors_named(name).map(|(index, _)| index);
    let anchors = anchors.filter(|index| anchor.is_none_or(|only| only == *index));
    let certificates = pool.certificates_about(name).map(|(index, _)| index);
    let issuers = anchors
        .map(Issuer::Anchor)
        .chain(certificates.map(Issuer::Certificate));
    let mut issuers: Vec<Issuer> = issuers.collect();
    if issuers.len() > 1 {
        issuers
            .sort_by_cached_key(|issuer| likelihood(*issuer, certificate_of(pool, *issuer), identifier, at));
    }
    issuers
}

fn certificate_of(pool: &Pool, issuer: Issuer) -> Option<&Certificate> {
    match issuer {
        Issuer::Anchor(index) => pool.anchor(index)?.anchor.certificate(),
        Issuer::Certificate(index) => pool.certificate(index).map(|held| &held.certificate),
    }
}

fn likelihood(
    issuer: Issuer,
    certificate: Option<&Certificate>,
    identifier: Option<&AuthorityKeyIdentifier>,
    at: Moment,
) -> Likelihood {
    let is_no_anchor = matches!(issuer, Issuer::Certificate(_));
    let is = |property: fn(&Certificate) -> bool| is_no_anchor && certificate.is_some_and(property);
    Likelihood {
        key: certificate.map_or(KeyMatch::Unknown, |certificate| {
            KeyMatch::of(identifier, certificate)
        }),
        is_no_anchor,
        is_no_ca: is(|certificate| {
            certificate
                .basic_constraints()
                .is_none_or(|constraints| !constraints.ca)
        }),
        is_out_of_validity: is_no_anchor
            && certificate.is_some_and(|certificate| !certificate.validity().contains(at)),
        is_self_issued: is(Certificate::is_self_issued),
        age: std::cmp::Reverse(certificate.map(|certificate| certificate.validity().not_before)),
        issuer,
    }
}

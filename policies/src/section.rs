//! The parts of a policy, in the order of RFC 3647.

use std::collections::BTreeSet;

use crate::Period;
use crate::error::PolicyError;
use crate::file;
use crate::provision::{Provision, Taker};
use crate::value::{
    ExtensionPart, IdentityAssurance, Permission, PolicyReference, Quorum, Retention, RevocationChecking,
    RevocationReason, SignatureAlgorithm,
};

/// Declares a part of a policy: public to read, made only at the door. Each value is taken from the path
/// in the file that stands beside it.
macro_rules! part {
    ($(#[$attribute:meta])* $name:ident from $section:ty {
        $($(#[$field_attribute:meta])* $field:ident: $kind:ty = $path:literal from $source:ident,)*
    }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_attribute])* pub $field: Provision<$kind>,)*
        }

        impl $name {
            pub(crate) fn take(take: &Taker<'_>, path: &str, section: $section) -> Result<Self, PolicyError> {
                Ok(Self {
                    $($field: take.value(&format!("{path}.{}", $path), section.$source)?,)*
                })
            }
        }
    };
}

part! {
    /// RFC 3647 3.1: the names of the authorities.
    Names from file::Names {
        /// The common name of the root.
        root: String = "root-common-name" from root_common_name,
        /// The common name of the issuing authority.
        issuing: String = "issuing-common-name" from issuing_common_name,
    }
}

part! {
    /// RFC 3647 3.2: how identities are proved.
    Registration from file::Registration {
        /// How an organisation proves who it is.
        organisation_identity: IdentityAssurance = "organisation-identity" from organisation_identity,
        /// How a person proves who they are.
        person_identity: IdentityAssurance = "person-identity" from person_identity,
        /// How long evidence may be used.
        evidence_lasts: Period = "evidence-lasts" from evidence_lasts,
    }
}

part! {
    /// RFC 3647 4.1: what a request may do.
    Requests from file::Requests {
        /// An EUI-64 of all zeros.
        null_identifier: Permission = "null-identifier" from null_identifier,
        /// A keyUsage that is not marked critical.
        key_usage_not_critical: Permission = "key-usage-not-critical" from key_usage_not_critical,
        /// Attributes other than extensionRequest.
        unlisted_attributes: Permission = "unlisted-attributes" from unlisted_attributes,
        /// Requested extensions that the profile does not take from the request.
        unlisted_extensions: Permission = "unlisted-extensions" from unlisted_extensions,
        /// A key that stands in a certificate already issued.
        key_certified_before: Permission = "key-certified-before" from key_certified_before,
        /// A subject whose order, string types or letter case differ from the profile, while its values fit.
        other_name_spelling: Permission = "other-name-spelling" from other_name_spelling,
    }
}

part! {
    /// RFC 3647 5.2.2: how many people an act needs.
    Duties from file::Duties {
        /// To issue a certificate.
        issue: Quorum = "issue" from issue,
        /// To revoke one.
        revoke: Quorum = "revoke" from revoke,
        /// To adopt assumed values of the policy.
        adopt_policy: Quorum = "adopt-policy" from adopt_policy,
        /// To make another person an officer.
        enrol_officer: Quorum = "enrol-officer" from enrol_officer,
        /// To unlock the authority after a contradiction.
        unlock: Quorum = "unlock" from unlock,
    }
}

part! {
    /// RFC 3647 4.2: approval.
    Approval from file::Approval {
        /// How long after it was put up for approval a request lapses.
        lapses_after: Period = "lapses-after" from lapses_after,
    }
}

part! {
    /// RFC 3647 4.3: issuance.
    Issuance from file::Issuance {
        /// How much later than not_before a certificate may be signed.
        not_before_window: Period = "not-before-window" from not_before_window,
        /// How many random bits a new serial number has: it is drawn from as many, and is positive.
        serial_random_bits: u8 = "serial-random-bits" from serial_random_bits,
    }
}

part! {
    /// RFC 3647 4.9: revocation.
    Revocation from file::Revocation {
        /// The reasons permitted for an organisation's certificate.
        reasons: BTreeSet<RevocationReason> = "reasons" from reasons,
        /// The reasons permitted for an authority's certificate.
        authority_reasons: BTreeSet<RevocationReason> = "authority-reasons" from authority_reasons,
    }
}

part! {
    /// A list of revoked certificates.
    StatusList from file::StatusList {
        /// How long a list lasts: nextUpdate = thisUpdate + this.
        lasts: Period = "lasts" from lasts,
        /// How often one is issued at least.
        issued_every: Period = "issued-every" from issued_every,
        /// How soon after a revocation one is issued at most.
        issued_after_revocation: Period = "issued-after-revocation" from issued_after_revocation,
        /// How it is signed.
        signature_algorithm: SignatureAlgorithm = "signature-algorithm" from signature_algorithm,
        /// Its extensions.
        extensions: Vec<ExtensionPart> = "extensions" from extensions,
        /// The extensions of an entry.
        entry_extensions: Vec<ExtensionPart> = "entry-extensions" from entry_extensions,
    }
}

part! {
    /// RFC 3647 5.4 and 5.5: records.
    Records from file::Records {
        /// How long the log stays at hand.
        log_online: Period = "log-online" from log_online,
        /// How long the archive is kept.
        archive: Retention = "archive" from archive,
    }
}

part! {
    /// RFC 3647 6.1 and 6.2: keys.
    Keys from file::Keys {
        /// The rounds of PBKDF2 that protect a key at rest.
        encryption_rounds: u32 = "encryption-rounds" from encryption_rounds,
        /// The fewest octets of a passphrase.
        passphrase_octets: u8 = "passphrase-octets" from passphrase_octets,
    }
}

part! {
    /// RFC 3647 4.5.2 and 4.9.6: what relying parties check.
    RelyingParties from file::RelyingParties {
        /// The policies that are acceptable (RFC 5280 6.1.1 (c)).
        policies: Vec<PolicyReference> = "policies" from policies,
        /// Whether one of them is required (RFC 5280 6.1.1 (e)).
        explicit_policy: bool = "explicit-policy" from explicit_policy,
        /// The signature algorithms that are acceptable.
        algorithms: BTreeSet<SignatureAlgorithm> = "algorithms" from algorithms,
        /// How revocation is looked at.
        revocation: RevocationChecking = "revocation" from revocation,
    }
}

/// RFC 3647 4.9.7: the two lists of revoked certificates.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct StatusLists {
    /// The list of the issuing authority (CRL).
    pub organisation: StatusList,
    /// The list of the root (ARL).
    pub authority: StatusList,
}

//! The provisions that rules rest on.

use std::sync::Arc;

use s1spki_policies::Authority;

use super::Wanted;
use super::revocation_list::StatusListValue;

/// The provision that a rule rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// None: the rule follows from a public standard.
    Standard,
    /// A value of the profile.
    Profile(ProfileValue),
    /// What a request may do.
    Request(RequestValue),
    /// What relying parties check.
    RelyingParty(RelyingPartyValue),
    /// A value of the sections on revocation lists.
    StatusList(StatusListValue),
    /// The versions of a dated rule below this path; the finding names the one in force.
    Dated(&'static str),
}

/// A value of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProfileValue {
    Version,
    SerialOctets,
    SignatureAlgorithm,
    Issuer,
    Validity,
    Subject,
    Roles,
    Key,
    Extensions,
    ExtensionOrder,
    KeyUsage,
    BasicConstraints,
    Policies,
    SubjectKeyIdentifier,
    AuthorityKeyIdentifier,
}

/// A value of the section on requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RequestValue {
    NullIdentifier,
    KeyUsageNotCritical,
    UnlistedAttributes,
    UnlistedExtensions,
    OtherNameSpelling,
}

impl Ground {
    /// On what the provision rests; nothing where there is none. A rule on lists asks its own value.
    pub(crate) fn authority<'a>(self, wanted: &Wanted<'a>) -> Option<&'a Arc<Authority>> {
        match self {
            Self::Standard | Self::StatusList(_) | Self::Dated(_) => None,
            Self::Profile(value) => Some(value.authority(wanted)),
            Self::Request(value) => Some(value.authority(wanted)),
            Self::RelyingParty(value) => Some(value.authority(wanted)),
        }
    }

    /// Where the provision stands in the policy file, if it is there; nothing where there is none, or several: the
    /// versions of one rule, the two kinds of lists.
    pub(crate) fn path(self, wanted: &Wanted<'_>) -> Option<String> {
        match self {
            Self::Standard | Self::StatusList(_) | Self::Dated(_) => None,
            Self::Profile(value) => Some(format!("profile.{}.{}", wanted.profile.name, value.field())),
            Self::Request(value) => Some(format!("request.{}", value.field())),
            Self::RelyingParty(value) => Some(format!("relying-party.{}", value.field())),
        }
    }
}

impl ProfileValue {
    fn authority<'a>(self, wanted: &Wanted<'a>) -> &'a Arc<Authority> {
        let profile = wanted.profile;
        match self {
            Self::Version => profile.version.authority(),
            Self::SerialOctets => profile.serial_octets.authority(),
            Self::SignatureAlgorithm => profile.signature_algorithm.authority(),
            Self::Issuer => profile.issuer.authority(),
            Self::Validity => profile.validity.authority(),
            Self::Subject => profile.subject.authority(),
            Self::Roles => profile.roles.authority(),
            Self::Key => profile.key.authority(),
            Self::Extensions => profile.extensions.authority(),
            Self::ExtensionOrder => profile.extension_order.authority(),
            Self::KeyUsage => profile.key_usage.authority(),
            // An organisation has none, and it is the list of extensions that says so.
            Self::BasicConstraints => match &profile.basic_constraints {
                Some(constraint) => constraint.authority(),
                None => profile.extensions.authority(),
            },
            Self::Policies => profile.policies.authority(),
            Self::SubjectKeyIdentifier => profile.subject_key_identifier.authority(),
            Self::AuthorityKeyIdentifier => profile.authority_key_identifier.authority(),
        }
    }

    const fn field(self) -> &'static str {
        match self {
            Self::Version => "version",
            Self::SerialOctets => "serial-octets",
            Self::SignatureAlgorithm => "signature-algorithm",
            Self::Issuer => "issuer",
            Self::Validity => "validity",
            Self::Subject => "subject",
            Self::Roles => "roles",
            Self::Key => "key",
            Self::Extensions => "extensions",
            Self::ExtensionOrder => "extension-order",
            Self::KeyUsage => "key-usage",
            Self::BasicConstraints => "basic-constraints",
            Self::Policies => "policies",
            Self::SubjectKeyIdentifier => "subject-key-identifier",
            Self::AuthorityKeyIdentifier => "authority-key-identifier",
        }
    }
}

impl RequestValue {
    const fn authority<'a>(self, wanted: &Wanted<'a>) -> &'a Arc<Authority> {
        let requests = wanted.policy.requests();
        match self {
            Self::NullIdentifier => requests.null_identifier.authority(),
            Self::KeyUsageNotCritical => requests.key_usage_not_critical.authority(),
            Self::UnlistedAttributes => requests.unlisted_attributes.authority(),
            Self::UnlistedExtensions => requests.unlisted_extensions.authority(),
            Self::OtherNameSpelling => requests.other_name_spelling.authority(),
        }
    }

    const fn field(self) -> &'static str {
        match self {
            Self::NullIdentifier => "null-identifier",
            Self::KeyUsageNotCritical => "key-usage-not-critical",
            Self::UnlistedAttributes => "unlisted-attributes",
            Self::UnlistedExtensions => "unlisted-extensions",
            Self::OtherNameSpelling => "other-name-spelling",
        }
    }
}

/// A value of the section on relying parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum RelyingPartyValue {
    Policies,
    Algorithms,
    Revocation,
}

impl RelyingPartyValue {
    const fn authority<'a>(self, wanted: &Wanted<'a>) -> &'a Arc<Authority> {
        let relying = wanted.policy.relying_parties();
        match self {
            Self::Policies => relying.policies.authority(),
            Self::Algorithms => relying.algorithms.authority(),
            Self::Revocation => relying.revocation.authority(),
        }
    }

    const fn field(self) -> &'static str {
        match self {
            Self::Policies => "policies",
            Self::Algorithms => "algorithms",
            Self::Revocation => "revocation",
        }
    }
}

//! The provisions that rules rest on.

use std::sync::Arc;

use s1spki_policies::{Authority, ProfileKind, Provision};

use super::Wanted;

/// The provision that a rule rests on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Ground {
    /// None: the rule follows from a public standard.
    Standard,
    /// A value of the profile.
    Profile(ProfileValue),
    /// The name of the authority that issues certificates of the profile.
    IssuerName,
    /// The name of the authority that the profile is for; an organisation has none.
    SubjectName,
    /// What a request may do.
    Request(RequestValue),
}

/// A value of a profile.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProfileValue {
    Kind,
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
    /// On what the provision rests; nothing where there is none.
    pub(crate) fn authority<'a>(self, wanted: &Wanted<'a>) -> Option<&'a Arc<Authority>> {
        match self {
            Self::Standard => None,
            Self::Profile(value) => value.authority(wanted),
            Self::IssuerName => Some(issuer_name(wanted).authority()),
            Self::SubjectName => subject_name(wanted).map(Provision::authority),
            Self::Request(value) => Some(value.authority(wanted)),
        }
    }

    /// Where the provision stands in the policy file; nothing where there is none.
    pub(crate) fn path(self, wanted: &Wanted<'_>) -> Option<String> {
        self.authority(wanted)?;
        let root = "name.root-common-name";
        let issuing = "name.issuing-common-name";
        match (self, wanted.profile.kind.value()) {
            (Self::Standard, _) => None,
            (Self::Profile(value), _) => Some(format!("profile.{}.{}", wanted.profile.name, value.field())),
            (Self::IssuerName, ProfileKind::Organisation) | (Self::SubjectName, ProfileKind::Issuing) => {
                Some(issuing.to_owned())
            }
            (Self::IssuerName | Self::SubjectName, _) => Some(root.to_owned()),
            (Self::Request(value), _) => Some(format!("request.{}", value.field())),
        }
    }
}

/// The name of the authority that issues certificates of the profile.
pub(super) const fn issuer_name<'a>(wanted: &Wanted<'a>) -> &'a Provision<String> {
    let names = wanted.policy.names();
    match wanted.profile.kind.value() {
        ProfileKind::Root | ProfileKind::Issuing => &names.root,
        ProfileKind::Organisation => &names.issuing,
    }
}

/// The name of the authority that the profile is for.
pub(super) const fn subject_name<'a>(wanted: &Wanted<'a>) -> Option<&'a Provision<String>> {
    let names = wanted.policy.names();
    match wanted.profile.kind.value() {
        ProfileKind::Root => Some(&names.root),
        ProfileKind::Issuing => Some(&names.issuing),
        ProfileKind::Organisation => None,
    }
}

impl ProfileValue {
    fn authority<'a>(self, wanted: &Wanted<'a>) -> Option<&'a Arc<Authority>> {
        let profile = wanted.profile;
        Some(match self {
            Self::Kind => profile.kind.authority(),
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
            Self::BasicConstraints => profile.basic_constraints.as_ref()?.authority(),
            Self::Policies => profile.policies.authority(),
            Self::SubjectKeyIdentifier => profile.subject_key_identifier.authority(),
            Self::AuthorityKeyIdentifier => profile.authority_key_identifier.authority(),
        })
    }

    const fn field(self) -> &'static str {
        match self {
            Self::Kind => "kind",
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

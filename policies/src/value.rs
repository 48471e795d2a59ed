//! The kinds of values that a policy file states: plain data, read and written as in the file.

use std::collections::BTreeSet;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Period, PolicyOid, RemotePartyRole};

/// Declares an enum whose variants are words in kebab-case in every file and message.
macro_rules! words {
    ($(#[$attribute:meta])* $name:ident { $($(#[$variant_attribute:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$attribute])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        pub enum $name {
            $($(#[$variant_attribute])* #[serde(rename = $word)] $variant,)*
        }

        impl $name {
            /// Every value, in the order of declaration.
            pub const ALL: &[Self] = &[$(Self::$variant,)*];

            /// The word in files and messages.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }

        impl std::str::FromStr for $name {
            type Err = $crate::UnknownWord;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or_else(|| $crate::UnknownWord {
                    text: text.to_owned(),
                    wanted: Self::ALL.iter().map(|word| word.as_str()).collect::<Vec<_>>().join(", "),
                })
            }
        }
    };
}

pub(crate) use words;

/// The text is none of the words of a closed list.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not one of: {wanted}")]
pub struct UnknownWord {
    /// The text as given.
    pub text: String,
    /// The words, with commas.
    pub wanted: String,
}

words! {
    /// What a policy is for.
    Environment {
        /// Live issuance: every value that gates it is designated, measured or adopted.
        Production = "production",
        /// Trying out: its certificates can never validate under a production policy.
        Lab = "lab",
        /// Describes somebody else's PKI: for validation only, nothing is issued under it.
        Reference = "reference",
    }
}

words! {
    /// What a certificate is to the hierarchy.
    ProfileKind {
        /// A self-signed authority.
        Root = "root",
        /// An authority under the root that issues to organisations.
        Issuing = "issuing",
        /// An end entity.
        Organisation = "organisation",
    }
}

words! {
    /// An attribute type of a name.
    AttributeType {
        /// commonName, 2.5.4.3.
        CommonName = "common-name",
        /// organizationalUnitName, 2.5.4.11.
        OrganizationalUnit = "organizational-unit",
        /// x500UniqueIdentifier, 2.5.4.45.
        UniqueIdentifier = "unique-identifier",
    }
}

impl AttributeType {
    /// The object identifier in dotted decimal (X.520).
    #[must_use]
    pub const fn oid(self) -> &'static str {
        match self {
            Self::CommonName => "2.5.4.3",
            Self::OrganizationalUnit => "2.5.4.11",
            Self::UniqueIdentifier => "2.5.4.45",
        }
    }
}

words! {
    /// The ASN.1 type of an attribute value.
    StringType {
        /// PrintableString.
        Printable = "printable",
        /// UTF8String.
        Utf8 = "utf8",
        /// BIT STRING.
        BitString = "bit-string",
    }
}

words! {
    /// What an attribute value says.
    AttributeContent {
        /// A Remote Party Role Code: two hexadecimal characters.
        Role = "role",
        /// An EUI-64: 64 bits.
        EntityIdentifier = "entity-identifier",
        /// A name for people.
        Text = "text",
    }
}

words! {
    /// A bit of keyUsage (RFC 5280 4.2.1.3).
    KeyUsage {
        /// Bit 0.
        DigitalSignature = "digital-signature",
        /// Bit 1.
        NonRepudiation = "non-repudiation",
        /// Bit 2.
        KeyEncipherment = "key-encipherment",
        /// Bit 3.
        DataEncipherment = "data-encipherment",
        /// Bit 4.
        KeyAgreement = "key-agreement",
        /// Bit 5.
        KeyCertSign = "key-cert-sign",
        /// Bit 6.
        CrlSign = "crl-sign",
        /// Bit 7.
        EncipherOnly = "encipher-only",
        /// Bit 8.
        DecipherOnly = "decipher-only",
    }
}

words! {
    /// An extension that a profile can list.
    ExtensionType {
        /// keyUsage, 2.5.29.15.
        KeyUsage = "key-usage",
        /// basicConstraints, 2.5.29.19.
        BasicConstraints = "basic-constraints",
        /// subjectKeyIdentifier, 2.5.29.14.
        SubjectKeyIdentifier = "subject-key-identifier",
        /// authorityKeyIdentifier, 2.5.29.35.
        AuthorityKeyIdentifier = "authority-key-identifier",
        /// certificatePolicies, 2.5.29.32.
        CertificatePolicies = "certificate-policies",
        /// cRLNumber, 2.5.29.20.
        CrlNumber = "crl-number",
        /// issuingDistributionPoint, 2.5.29.28.
        IssuingDistributionPoint = "issuing-distribution-point",
        /// reasonCode of an entry, 2.5.29.21.
        ReasonCode = "reason-code",
    }
}

impl ExtensionType {
    /// The object identifier in dotted decimal (RFC 5280 4.2 and 5.2).
    #[must_use]
    pub const fn oid(self) -> &'static str {
        match self {
            Self::KeyUsage => "2.5.29.15",
            Self::BasicConstraints => "2.5.29.19",
            Self::SubjectKeyIdentifier => "2.5.29.14",
            Self::AuthorityKeyIdentifier => "2.5.29.35",
            Self::CertificatePolicies => "2.5.29.32",
            Self::CrlNumber => "2.5.29.20",
            Self::IssuingDistributionPoint => "2.5.29.28",
            Self::ReasonCode => "2.5.29.21",
        }
    }
}

words! {
    /// A signature algorithm.
    SignatureAlgorithm {
        /// ECDSA on P-256 with SHA-256, parameters absent (RFC 5758 3.2).
        EcdsaP256Sha256 = "ecdsa-p256-sha256",
        /// ECDSA on P-384 with SHA-384, parameters absent (RFC 5758 3.2).
        EcdsaP384Sha384 = "ecdsa-p384-sha384",
    }
}

words! {
    /// The form of a public key.
    KeyForm {
        /// id-ecPublicKey, named curve P-256, uncompressed point (RFC 5480 2.1.1, 2.2).
        P256Uncompressed = "p256-uncompressed",
    }
}

words! {
    /// How a key identifier is made from the key.
    KeyIdentifierMethod {
        /// RFC 5280 4.2.1.2 method (2): 0100 and the low 60 bits of SHA-1; 8 octets.
        Method2 = "rfc5280-method-2",
        /// There is none.
        Absent = "absent",
    }
}

words! {
    /// How the authority's key is named.
    AuthorityKeyForm {
        /// keyIdentifier alone, without issuer and serial number.
        KeyIdentifier = "key-identifier",
        /// There is none.
        Absent = "absent",
    }
}

words! {
    /// Whether extensions stand in the order of the profile.
    ExtensionOrder {
        /// In the order listed.
        AsListed = "as-listed",
        /// In any order.
        Any = "any",
    }
}

words! {
    /// How a validity period binds.
    PeriodRule {
        /// The validity lasts exactly the period.
        Exactly = "exactly",
        /// The validity lasts no longer.
        AtMost = "at-most",
    }
}

words! {
    /// A reason for revocation (RFC 5280 5.3.1). The two that belong to suspension have no word here.
    RevocationReason {
        /// No reason is given: the entry has no reasonCode.
        Unspecified = "unspecified",
        /// keyCompromise (1).
        KeyCompromise = "key-compromise",
        /// cACompromise (2).
        CaCompromise = "ca-compromise",
        /// affiliationChanged (3).
        AffiliationChanged = "affiliation-changed",
        /// superseded (4).
        Superseded = "superseded",
        /// cessationOfOperation (5).
        CessationOfOperation = "cessation-of-operation",
        /// privilegeWithdrawn (9).
        PrivilegeWithdrawn = "privilege-withdrawn",
        /// aACompromise (10).
        AaCompromise = "aa-compromise",
    }
}

impl RevocationReason {
    /// The number in a reasonCode extension; `None` where the extension is left out.
    #[must_use]
    pub const fn code(self) -> Option<u8> {
        match self {
            Self::Unspecified => None,
            Self::KeyCompromise => Some(1),
            Self::CaCompromise => Some(2),
            Self::AffiliationChanged => Some(3),
            Self::Superseded => Some(4),
            Self::CessationOfOperation => Some(5),
            Self::PrivilegeWithdrawn => Some(9),
            Self::AaCompromise => Some(10),
        }
    }
}

words! {
    /// How far revocation is looked at.
    RevocationDepth {
        /// The end entity alone.
        Leaf = "leaf",
        /// Every certificate under the trust anchor.
        Chain = "chain",
    }
}

words! {
    /// What an unknown revocation status means.
    UnknownStatus {
        /// Refuse.
        Refuse = "refuse",
        /// The decision stays open.
        Undecided = "undecided",
        /// Accept, and say that it was not checked.
        Allow = "allow",
    }
}

words! {
    /// What a revocation list past its next update is worth.
    ExpiredList {
        /// Nothing.
        Refuse = "refuse",
        /// It is used all the same.
        Allow = "allow",
    }
}

words! {
    /// Something that a request may or may not do.
    Permission {
        /// It is refused.
        Refuse = "refuse",
        /// It is allowed with a warning.
        Warn = "warn",
        /// It is allowed.
        Allow = "allow",
    }
}

words! {
    /// What a person has done for a request that bars them from approving it.
    Involvement {
        /// Handed the request in.
        Submitter = "submitter",
        /// Collected the evidence on the organisation.
        EvidenceCollector = "evidence-collector",
    }
}

/// One relative distinguished name of a profile; each stands alone in its set.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct NamePart {
    /// The attribute type.
    #[serde(rename = "type")]
    pub attribute: AttributeType,
    /// The ASN.1 type of the value.
    pub string: StringType,
    /// What the value says.
    pub content: AttributeContent,
    /// The one role that the value may say; any of the profile's roles where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub role: Option<RemotePartyRole>,
    /// Whether it may be left out.
    #[serde(default)]
    pub optional: bool,
    /// The most octets that a text may have.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub at_most: Option<u16>,
}

/// An extension of a profile.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ExtensionPart {
    /// Which one.
    #[serde(rename = "type")]
    pub extension: ExtensionType,
    /// Whether it is critical.
    pub critical: bool,
}

/// How long a certificate lasts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct ValidityRule {
    /// The period; not_after is one second earlier than not_before + period.
    pub period: Period,
    /// How it binds.
    pub rule: PeriodRule,
    /// How much longer a certificate may last all the same.
    #[serde(default = "no_allowance")]
    pub allowance: Period,
}

const fn no_allowance() -> Period {
    Period::ZERO
}

/// The basicConstraints of an authority (RFC 5280 4.2.1.9): cA is TRUE.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct AuthorityConstraint {
    /// The most intermediate certificates that may follow; no limit where left out.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_length: Option<u8>,
}

/// A certificate policy: the policy's own, anyPolicy, or another.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum PolicyReference {
    /// `this`: the identifier under `identification.policy-oid`.
    This,
    /// `any-policy`.
    Any,
    /// An identifier in dotted decimal.
    Other(PolicyOid),
}

impl fmt::Display for PolicyReference {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::This => f.pad("this"),
            Self::Any => f.pad("any-policy"),
            Self::Other(oid) => oid.fmt(f),
        }
    }
}

impl std::str::FromStr for PolicyReference {
    type Err = crate::OidError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        match text {
            "this" => Ok(Self::This),
            "any-policy" => Ok(Self::Any),
            oid => oid.parse().map(Self::Other),
        }
    }
}

crate::text::serde_as_text!(PolicyReference, "`this`, `any-policy` or an object identifier");

/// A row of the role table.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Role {
    /// What the role is called; nothing where no name may be bound to the number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Who may hold it (SEC Section L3).
    pub holder: String,
}

/// How many people an act needs, and who is barred.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Quorum {
    /// How many different officers.
    pub officers: u8,
    /// Whose approval does not count, by what they did before.
    #[serde(default)]
    pub barred: BTreeSet<Involvement>,
}

/// How revocation is looked at by relying parties.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct RevocationChecking {
    /// How far up.
    pub depth: RevocationDepth,
    /// What an unknown status means.
    pub unknown_status: UnknownStatus,
    /// What a list past its next update is worth.
    pub expired_list: ExpiredList,
}

/// A scheme by which an identity is proved, and how firmly.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct IdentityAssurance {
    /// The scheme, such as GPG46.
    pub scheme: String,
    /// The level in it.
    pub level: u8,
}

/// How long a record is kept, and from when that is counted.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub struct Retention {
    /// How long.
    pub period: Period,
    /// From when, such as `archiving` or `certificate-end`.
    pub starts_at: String,
}

//! Which extension it is.

use std::fmt;

use s1spki_policies::Oid;

/// The extensions of RFC 5280 that bear on validity or revocation.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ExtensionKind {
    /// 2.5.29.14.
    SubjectKeyIdentifier,
    /// 2.5.29.15.
    KeyUsage,
    /// 2.5.29.17.
    SubjectAltName,
    /// 2.5.29.18.
    IssuerAltName,
    /// 2.5.29.19.
    BasicConstraints,
    /// 2.5.29.20.
    CrlNumber,
    /// 2.5.29.21.
    ReasonCode,
    /// 2.5.29.24.
    InvalidityDate,
    /// 2.5.29.27.
    DeltaCrlIndicator,
    /// 2.5.29.28.
    IssuingDistributionPoint,
    /// 2.5.29.29.
    CertificateIssuer,
    /// 2.5.29.30.
    NameConstraints,
    /// 2.5.29.31.
    CrlDistributionPoints,
    /// 2.5.29.32.
    CertificatePolicies,
    /// 2.5.29.33.
    PolicyMappings,
    /// 2.5.29.35.
    AuthorityKeyIdentifier,
    /// 2.5.29.36.
    PolicyConstraints,
    /// 2.5.29.37.
    ExtendedKeyUsage,
    /// 2.5.29.46.
    FreshestCrl,
    /// 2.5.29.54.
    InhibitAnyPolicy,
}

impl ExtensionKind {
    /// Every kind, by its number in the arc 2.5.29.
    pub const ALL: [Self; 20] = [
        Self::SubjectKeyIdentifier,
        Self::KeyUsage,
        Self::SubjectAltName,
        Self::IssuerAltName,
        Self::BasicConstraints,
        Self::CrlNumber,
        Self::ReasonCode,
        Self::InvalidityDate,
        Self::DeltaCrlIndicator,
        Self::IssuingDistributionPoint,
        Self::CertificateIssuer,
        Self::NameConstraints,
        Self::CrlDistributionPoints,
        Self::CertificatePolicies,
        Self::PolicyMappings,
        Self::AuthorityKeyIdentifier,
        Self::PolicyConstraints,
        Self::ExtendedKeyUsage,
        Self::FreshestCrl,
        Self::InhibitAnyPolicy,
    ];

    /// The kind with this identifier.
    #[must_use]
    pub fn of(oid: &Oid) -> Option<Self> {
        let [0x55, 0x1D, number] = oid.der_content() else {
            return None;
        };
        Self::ALL.into_iter().find(|kind| kind.number() == *number)
    }

    /// Its number in the arc id-ce, 2.5.29.
    #[must_use]
    pub const fn number(self) -> u8 {
        match self {
            Self::SubjectKeyIdentifier => 14,
            Self::KeyUsage => 15,
            Self::SubjectAltName => 17,
            Self::IssuerAltName => 18,
            Self::BasicConstraints => 19,
            Self::CrlNumber => 20,
            Self::ReasonCode => 21,
            Self::InvalidityDate => 24,
            Self::DeltaCrlIndicator => 27,
            Self::IssuingDistributionPoint => 28,
            Self::CertificateIssuer => 29,
            Self::NameConstraints => 30,
            Self::CrlDistributionPoints => 31,
            Self::CertificatePolicies => 32,
            Self::PolicyMappings => 33,
            Self::AuthorityKeyIdentifier => 35,
            Self::PolicyConstraints => 36,
            Self::ExtendedKeyUsage => 37,
            Self::FreshestCrl => 46,
            Self::InhibitAnyPolicy => 54,
        }
    }

    /// The name in RFC 5280.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::SubjectKeyIdentifier => "subjectKeyIdentifier",
            Self::KeyUsage => "keyUsage",
            Self::SubjectAltName => "subjectAltName",
            Self::IssuerAltName => "issuerAltName",
            Self::BasicConstraints => "basicConstraints",
            Self::CrlNumber => "cRLNumber",
            Self::ReasonCode => "reasonCode",
            Self::InvalidityDate => "invalidityDate",
            Self::DeltaCrlIndicator => "deltaCRLIndicator",
            Self::IssuingDistributionPoint => "issuingDistributionPoint",
            Self::CertificateIssuer => "certificateIssuer",
            Self::NameConstraints => "nameConstraints",
            Self::CrlDistributionPoints => "cRLDistributionPoints",
            Self::CertificatePolicies => "certificatePolicies",
            Self::PolicyMappings => "policyMappings",
            Self::AuthorityKeyIdentifier => "authorityKeyIdentifier",
            Self::PolicyConstraints => "policyConstraints",
            Self::ExtendedKeyUsage => "extKeyUsage",
            Self::FreshestCrl => "freshestCRL",
            Self::InhibitAnyPolicy => "inhibitAnyPolicy",
        }
    }
}

impl fmt::Display for ExtensionKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

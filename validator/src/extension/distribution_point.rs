//! Where CRLs are, and what they cover (RFC 5280 4.2.1.13, 5.2.5).

use x509_parser::extensions as parsed;

use super::{GeneralName, Reasons};
use crate::name::{Name, Rdn};

/// One place where the CRL of a certificate is (RFC 5280 4.2.1.13).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DistributionPoint {
    /// The name of the place.
    pub name: Option<DistributionPointName>,
    /// The reasons that the CRL there covers; all of them where the field is absent.
    pub reasons: Option<Reasons>,
    /// Who signs the CRL there; empty where that is the certificate's issuer.
    pub crl_issuer: Vec<GeneralName>,
}

/// The name of a distribution point.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum DistributionPointName {
    /// One or more names of the same place.
    FullName(Vec<GeneralName>),
    /// What to append to the CRL issuer's name.
    RelativeToIssuer(Rdn),
}

impl DistributionPointName {
    /// The names; one relative to the CRL issuer is completed with that issuer's name.
    #[must_use]
    pub fn full_names(&self, crl_issuer: &Name) -> Vec<GeneralName> {
        match self {
            Self::FullName(names) => names.clone(),
            Self::RelativeToIssuer(rdn) => vec![GeneralName::DirectoryName(crl_issuer.extended_by(rdn))],
        }
    }
}

/// What a CRL covers (RFC 5280 5.2.5).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct IssuingDistributionPoint {
    /// The name of the place where the CRL is.
    pub name: Option<DistributionPointName>,
    /// onlyContainsUserCerts.
    pub only_user: bool,
    /// onlyContainsCACerts.
    pub only_ca: bool,
    /// onlyContainsAttributeCerts.
    pub only_attribute: bool,
    /// The reasons that the CRL covers; all of them where the field is absent.
    pub only_some_reasons: Option<Reasons>,
    /// indirectCRL: whether entries may be about certificates of other issuers.
    pub indirect: bool,
}

impl DistributionPoint {
    pub(super) fn from_parsed(point: &parsed::CRLDistributionPoint<'_>) -> Result<Self, String> {
        Ok(Self {
            name: point
                .distribution_point
                .as_ref()
                .map(DistributionPointName::from_parsed)
                .transpose()?,
            reasons: point
                .reasons
                .as_ref()
                .map(|reasons| Reasons::from_flags(reasons.flags)),
            crl_issuer: GeneralName::from_parsed_list(point.crl_issuer.as_deref().unwrap_or_default())?,
        })
    }
}

impl DistributionPointName {
    fn from_parsed(name: &parsed::DistributionPointName<'_>) -> Result<Self, String> {
        match name {
            parsed::DistributionPointName::FullName(names) => {
                GeneralName::from_parsed_list(names).map(Self::FullName)
            }
            parsed::DistributionPointName::NameRelativeToCRLIssuer(rdn) => Rdn::from_parsed(rdn)
                .map(Self::RelativeToIssuer)
                .ok_or_else(|| "a relative name with an attribute type that is not DER".to_owned()),
        }
    }
}

impl IssuingDistributionPoint {
    pub(super) fn from_parsed(point: &parsed::IssuingDistributionPoint<'_>) -> Result<Self, String> {
        Ok(Self {
            name: point
                .distribution_point
                .as_ref()
                .map(DistributionPointName::from_parsed)
                .transpose()?,
            only_user: point.only_contains_user_certs,
            only_ca: point.only_contains_ca_certs,
            only_attribute: point.only_contains_attribute_certs,
            only_some_reasons: point
                .only_some_reasons
                .as_ref()
                .map(|reasons| Reasons::from_flags(reasons.flags)),
            indirect: point.indirect_crl,
        })
    }
}

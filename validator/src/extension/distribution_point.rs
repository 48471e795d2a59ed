//! Where CRLs are, and what they cover (RFC 5280 4.2.1.13, 5.2.5).
//!
//! The values have been held against their types. They are taken apart here and not by `x509-parser`, which
//! (in version 0.18.1) takes a name relative to the CRL issuer for absent.

use super::general_name::{GeneralName, read_general_names};
use super::named_bits::NamedBits;
use super::{ExtensionKind, ReasonFlags};
use crate::der::{Element, tag};
use crate::encoding::{EncodingFaultKind, Faults};
use crate::name::{Name, Rdn};

/// One place where the CRL of a certificate is (RFC 5280 4.2.1.13).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DistributionPoint {
    /// The name of the place.
    pub name: Option<DistributionPointName>,
    /// The reasons that the CRL there covers; all of them where the field is absent.
    pub reasons: Option<ReasonFlags>,
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
    pub only_some_reasons: Option<ReasonFlags>,
    /// indirectCRL: whether entries may be about certificates of other issuers.
    pub indirect: bool,
}

const DISTRIBUTION_POINT: u8 = tag::constructed(0);
const REASONS: u8 = tag::context(1);
const CRL_ISSUER: u8 = tag::constructed(2);

/// Reads `CRLDistributionPoints`.
pub(super) fn read_distribution_points(
    value: Element<'_>,
    faults: &mut Faults,
) -> Result<Vec<DistributionPoint>, String> {
    let mut points = Vec::new();
    for element in value.reader() {
        points.push(read_distribution_point(
            element.map_err(|fault| fault.to_string())?,
            faults,
        )?);
    }
    Ok(points)
}

fn read_distribution_point(element: Element<'_>, faults: &mut Faults) -> Result<DistributionPoint, String> {
    let mut point = DistributionPoint::default();
    for field in element.reader() {
        let field = field.map_err(|fault| fault.to_string())?;
        match field.tag {
            DISTRIBUTION_POINT => point.name = Some(read_name(field, faults)?),
            REASONS => point.reasons = Some(read_reasons(field, faults)?),
            CRL_ISSUER => point.crl_issuer = read_general_names(field)?,
            _ => {}
        }
    }
    if point.name.is_none() && point.crl_issuer.is_empty() {
        faults.push(EncodingFaultKind::DistributionPointWithoutName, element.offset);
    }
    Ok(point)
}

const ONLY_USER: u8 = tag::context(1);
const ONLY_CA: u8 = tag::context(2);
const ONLY_SOME_REASONS: u8 = tag::context(3);
const INDIRECT: u8 = tag::context(4);
const ONLY_ATTRIBUTE: u8 = tag::context(5);

/// Reads `IssuingDistributionPoint`.
pub(super) fn read_issuing_distribution_point(
    value: Element<'_>,
    faults: &mut Faults,
) -> Result<IssuingDistributionPoint, String> {
    let mut point = IssuingDistributionPoint::default();
    for field in value.reader() {
        let field = field.map_err(|fault| fault.to_string())?;
        let is_true = field.content != [0x00];
        match field.tag {
            DISTRIBUTION_POINT => point.name = Some(read_name(field, faults)?),
            ONLY_USER => point.only_user = is_true,
            ONLY_CA => point.only_ca = is_true,
            ONLY_SOME_REASONS => point.only_some_reasons = Some(read_reasons(field, faults)?),
            INDIRECT => point.indirect = is_true,
            ONLY_ATTRIBUTE => point.only_attribute = is_true,
            _ => {}
        }
    }
    if point == IssuingDistributionPoint::default() {
        let kind = ExtensionKind::IssuingDistributionPoint;
        faults.push(EncodingFaultKind::NothingSaid(kind), value.offset);
    }
    let scopes = [point.only_user, point.only_ca, point.only_attribute];
    if scopes.into_iter().filter(|only| *only).count() > 1 {
        faults.push(EncodingFaultKind::SeveralScopes, value.offset);
    }
    Ok(point)
}

const FULL_NAME: u8 = tag::constructed(0);

/// Reads `[0] EXPLICIT DistributionPointName`.
fn read_name(explicit: Element<'_>, faults: &mut Faults) -> Result<DistributionPointName, String> {
    let name = explicit.reader().read().map_err(|fault| fault.to_string())?;
    if name.tag == FULL_NAME {
        return read_general_names(name).map(DistributionPointName::FullName);
    }
    Rdn::read(name, faults)
        .map(DistributionPointName::RelativeToIssuer)
        .map_err(|error| error.to_string())
}

/// Reads `ReasonFlags`.
fn read_reasons(element: Element<'_>, faults: &mut Faults) -> Result<ReasonFlags, String> {
    let bits = NamedBits::of(element.content).ok_or("a reason that ReasonFlags does not have")?;
    if bits.has_trailing_zeros {
        faults.push(EncodingFaultKind::TrailingZeroBits("reasons"), element.offset);
    }
    Ok(ReasonFlags::from_flags(bits.flags))
}

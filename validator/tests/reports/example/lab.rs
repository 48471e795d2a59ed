//! The laboratory's certificates, to be spoilt.

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Authority, CertificateSpecimen, IssuingProfile, OrganisationProfile, OrganisationUsage, RootProfile,
};
use s1spki_validator::Certificate;
use s1spki_validator::path::TrustAnchor;

pub(super) fn supplier() -> CertificateSpecimen {
    supplier_profile().specimen()
}

pub(super) fn supplier_profile() -> OrganisationProfile {
    let key = TestKey::p256("supplier");
    OrganisationProfile::lab(OrganisationUsage::Signing, &Authority::lab_issuing(), &key)
}

pub(super) fn issuing() -> CertificateSpecimen {
    IssuingProfile::lab().specimen()
}

pub(super) fn root() -> CertificateSpecimen {
    RootProfile::lab().specimen()
}

pub(super) fn anchor() -> TrustAnchor {
    TrustAnchor::from_certificate(decoded(&root()))
}

pub(super) fn decoded(specimen: &CertificateSpecimen) -> Certificate {
    Certificate::decode(&specimen.der()).unwrap()
}

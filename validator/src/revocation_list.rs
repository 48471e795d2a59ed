//! Certificate revocation lists (RFC 5280 5).

mod entry;
mod index;
mod tbs;

use std::fmt;
use std::sync::{Arc, OnceLock};

use s1spki_policies::Moment;

pub use entry::RevokedCertificate;
pub use index::EntryExtension;

use crate::algorithm::{AlgorithmIdentifier, Signature};
use crate::crypto;
use crate::der::tag;
use crate::encoding::{DecodeError, EncodingFault, EncodingFaultKind, Faults};
use crate::extension::{
    AuthorityKeyIdentifier, Extension, ExtensionContent, ExtensionKind, IssuingDistributionPoint, find,
};
use crate::name::Name;
use crate::structure::Fields;
use tbs::Tbs;

/// A certificate revocation list, decoded once. It owns its octets and is cheap to clone.
///
/// The entries are kept as an index into those octets: 36 octets each.
#[derive(Clone)]
pub struct RevocationList(Arc<Decoded>);

struct Decoded {
    der: Box<[u8]>,
    sha256: OnceLock<[u8; 32]>,
    tbs: Tbs,
    signature: Signature,
    faults: Box<[EncodingFault]>,
}

impl RevocationList {
    /// Decodes a CRL that fills `bytes`.
    ///
    /// # Errors
    /// [`DecodeError`] where the bytes cannot be read as a CRL.
    pub fn decode(bytes: &[u8]) -> Result<Self, DecodeError> {
        let mut faults = Faults::of_der(bytes)?;
        let mut list = Fields::outermost(bytes, "CertificateList")?;
        let tbs = list.required(&[tag::SEQUENCE], "tbsCertList")?;
        let tbs = Tbs::decode(tbs, &mut faults)?;
        let signature = Signature::decode(&mut list, &mut faults)?;
        list.end(&mut faults);
        if signature.algorithm != tbs.signature_algorithm {
            faults.push(EncodingFaultKind::AlgorithmMismatch, tbs.place.end);
        }
        Ok(Self(Arc::new(Decoded {
            der: bytes.into(),
            sha256: OnceLock::new(),
            tbs,
            signature,
            faults: faults.into_sorted(),
        })))
    }

    /// The whole CRL, exactly as encoded.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The signed part, exactly as encoded.
    #[must_use]
    pub fn tbs(&self) -> &[u8] {
        self.0.der.get(self.0.tbs.place.clone()).unwrap_or_default()
    }

    /// The SHA-256 fingerprint of the whole CRL.
    #[must_use]
    pub fn sha256(&self) -> [u8; 32] {
        *self.0.sha256.get_or_init(|| crypto::sha256(self.der()))
    }

    /// The version as people count it: 2 for X.509 v2.
    #[must_use]
    pub fn version(&self) -> u32 {
        self.0.tbs.version
    }

    /// The signature algorithm that the signed part names.
    #[must_use]
    pub fn tbs_signature_algorithm(&self) -> &AlgorithmIdentifier {
        &self.0.tbs.signature_algorithm
    }

    /// The signature algorithm that stands beside the signature.
    #[must_use]
    pub fn signature_algorithm(&self) -> &AlgorithmIdentifier {
        &self.0.signature.algorithm
    }

    /// The signature.
    #[must_use]
    pub fn signature(&self) -> &[u8] {
        self.0.der.get(self.0.signature.place.clone()).unwrap_or_default()
    }

    /// How many bits of the last octet do not belong to the signature; no algorithm in use has any.
    #[must_use]
    pub fn signature_unused_bits(&self) -> u8 {
        self.0.signature.unused_bits
    }

    /// Who issued it.
    #[must_use]
    pub fn issuer(&self) -> &Name {
        &self.0.tbs.issuer
    }

    /// When it was made.
    #[must_use]
    pub fn this_update(&self) -> Moment {
        self.0.tbs.this_update.moment
    }

    /// By when the next one is promised.
    #[must_use]
    pub fn next_update(&self) -> Option<Moment> {
        self.0.tbs.next_update.map(|date| date.moment)
    }

    /// The extensions, in their order.
    #[must_use]
    pub fn extensions(&self) -> &[Extension] {
        &self.0.tbs.extensions
    }

    /// The first extension of a kind.
    #[must_use]
    pub fn extension(&self, kind: ExtensionKind) -> Option<&Extension> {
        find(self.extensions(), kind)
    }

    /// The content octets of the CRL number, if a readable extension has it.
    #[must_use]
    pub fn crl_number(&self) -> Option<&[u8]> {
        match self.extension(ExtensionKind::CrlNumber)?.content() {
            ExtensionContent::CrlNumber(number) => Some(number),
            _ => None,
        }
    }

    /// The number of the complete CRL that this one builds on, if it is a delta CRL.
    #[must_use]
    pub fn base_crl_number(&self) -> Option<&[u8]> {
        match self.extension(ExtensionKind::DeltaCrlIndicator)?.content() {
            ExtensionContent::DeltaCrlIndicator(number) => Some(number),
            _ => None,
        }
    }

    /// What it covers, if a readable extension says so.
    #[must_use]
    pub fn issuing_distribution_point(&self) -> Option<&IssuingDistributionPoint> {
        match self.extension(ExtensionKind::IssuingDistributionPoint)?.content() {
            ExtensionContent::IssuingDistributionPoint(point) => Some(point),
            _ => None,
        }
    }

    /// What identifies the issuer's key, if a readable extension has it.
    #[must_use]
    pub fn authority_key_identifier(&self) -> Option<&AuthorityKeyIdentifier> {
        match self.extension(ExtensionKind::AuthorityKeyIdentifier)?.content() {
            ExtensionContent::AuthorityKeyIdentifier(identifier) => Some(identifier),
            _ => None,
        }
    }

    /// How many entries it has.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.tbs.index.len()
    }

    /// Whether it has no entries.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// All entries, in the order of their serial numbers' octets.
    pub fn entries(&self) -> impl Iterator<Item = RevokedCertificate<'_>> {
        self.0.tbs.index.all().map(|record| self.entry(record))
    }

    /// The entries with this serial number, given by its content octets as encoded. An indirect CRL may have
    /// several, each of another certificate issuer.
    pub fn entries_for(&self, serial_octets: &[u8]) -> impl Iterator<Item = RevokedCertificate<'_>> {
        let records = self.0.tbs.index.find(&self.0.der, serial_octets);
        records.iter().map(|record| self.entry(record))
    }

    /// The entry about the certificate with this serial number that `certificate_issuer` issued.
    ///
    /// Where there are several, which RFC 5280 does not foresee, the last one in the list counts.
    #[must_use]
    pub fn lookup(&self, serial_octets: &[u8], certificate_issuer: &Name) -> Option<RevokedCertificate<'_>> {
        self.entries_for(serial_octets)
            .filter(|entry| entry.is_issued_by(certificate_issuer))
            .last()
    }

    /// The kinds of extensions that its entries have, each once, critical and not critical apart; of a hostile list with
    /// many kinds the first 16.
    #[must_use]
    pub fn entry_extensions(&self) -> &[EntryExtension] {
        self.0.tbs.index.entry_extensions()
    }

    /// Whether an entry has a critical extension that is not processed here. Such a list must not be used to
    /// say that any certificate is good (RFC 5280 5.3).
    #[must_use]
    pub fn has_unknown_critical_entry_extension(&self) -> bool {
        self.0.tbs.index.has_unknown_critical_extension()
    }

    /// What breaks the encoding rules and can be read all the same, in the order of the octets.
    #[must_use]
    pub fn encoding_faults(&self) -> &[EncodingFault] {
        &self.0.faults
    }

    fn entry<'a>(&'a self, record: &index::Record) -> RevokedCertificate<'a> {
        self.0.tbs.index.entry(record, &self.0.der, self.issuer())
    }
}

impl PartialEq for RevocationList {
    fn eq(&self, other: &Self) -> bool {
        self.der() == other.der()
    }
}

impl Eq for RevocationList {}

impl fmt::Debug for RevocationList {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RevocationList")
            .field("issuer", self.issuer())
            .field("this_update", &self.this_update())
            .field("entries", &self.len())
            .finish_non_exhaustive()
    }
}

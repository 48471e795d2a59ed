//! Certificate revocation lists (RFC 5280 5.1).

use rcgen::{CertificateRevocationListParams, KeyIdMethod, RevokedCertParams};
use s1spki_policies::{Moment, RevocationReason, SerialNumber};

use super::unsigned::{Recorder, assemble, nameless_issuer, with_names};
use super::{EncodeError, Name};
use crate::KeyIdentifier;

/// Everything that stands in a CRL, decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrlTemplate {
    /// The name of the authority.
    pub issuer: Name,
    /// The number of the CRL; every CRL of the authority has a higher one than those before (5.2.3).
    pub number: u64,
    /// When it was made.
    pub this_update: Moment,
    /// When the next one is due at the latest.
    pub next_update: Moment,
    /// The identifier of the authority's key.
    pub authority_key_identifier: KeyIdentifier,
    /// The revoked certificates, in any order; they are written by serial number.
    pub entries: Vec<CrlEntry>,
}

/// A revoked certificate in a CRL.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrlEntry {
    /// Its serial number.
    pub serial: SerialNumber,
    /// When it was revoked.
    pub revoked_at: Moment,
    /// Why; [`RevocationReason::Unspecified`] is written as no reason (5.3.1).
    pub reason: RevocationReason,
}

/// Where the issuer stands in a TBSCertList: after version and signature algorithm.
const ISSUER: usize = 2;

/// The octets of a CRL that its signature is over.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TbsCrl(Vec<u8>);

impl CrlTemplate {
    /// Writes the TBSCertList. The same template gives the same octets, always.
    ///
    /// # Errors
    /// [`EncodeError`] where the template makes no CRL.
    pub fn encode(&self) -> Result<TbsCrl, EncodeError> {
        let Self {
            this_update,
            next_update,
            ..
        } = *self;
        if next_update <= this_update {
            return Err(EncodeError::Updates {
                this_update,
                next_update,
            });
        }
        let params = CertificateRevocationListParams {
            this_update: this_update.into(),
            next_update: next_update.into(),
            crl_number: rcgen::SerialNumber::from_slice(&self.number.to_be_bytes()),
            issuing_distribution_point: None,
            revoked_certs: self.revoked()?,
            key_identifier_method: KeyIdMethod::PreSpecified(self.authority_key_identifier.octets().to_vec()),
        };
        let recorder = Recorder::new(&[]); // a CRL carries no public key
        params
            .signed_by(&nameless_issuer(&recorder))
            .map_err(|error| EncodeError::Encoder(error.to_string()))?;
        with_names(&recorder.recorded(), &[(ISSUER, &self.issuer)]).map(TbsCrl)
    }

    fn revoked(&self) -> Result<Vec<RevokedCertParams>, EncodeError> {
        let mut entries: Vec<&CrlEntry> = self.entries.iter().collect();
        entries.sort_by(|a, b| a.serial.cmp(&b.serial));
        let pairs = entries.iter().zip(entries.iter().skip(1));
        if let Some((entry, _)) = pairs.into_iter().find(|(a, b)| a.serial == b.serial) {
            return Err(EncodeError::EntryTwice(entry.serial.clone()));
        }
        Ok(entries.into_iter().map(CrlEntry::to_rcgen).collect())
    }
}

impl CrlEntry {
    fn to_rcgen(&self) -> RevokedCertParams {
        RevokedCertParams {
            serial_number: rcgen::SerialNumber::from_slice(self.serial.magnitude()),
            revocation_time: self.revoked_at.into(),
            reason_code: Some(reason_code(self.reason)),
            invalidity_date: None,
        }
    }
}

const fn reason_code(reason: RevocationReason) -> rcgen::RevocationReason {
    match reason {
        RevocationReason::Unspecified => rcgen::RevocationReason::Unspecified, // left out by rcgen
        RevocationReason::KeyCompromise => rcgen::RevocationReason::KeyCompromise,
        RevocationReason::CaCompromise => rcgen::RevocationReason::CaCompromise,
        RevocationReason::AffiliationChanged => rcgen::RevocationReason::AffiliationChanged,
        RevocationReason::Superseded => rcgen::RevocationReason::Superseded,
        RevocationReason::CessationOfOperation => rcgen::RevocationReason::CessationOfOperation,
        RevocationReason::PrivilegeWithdrawn => rcgen::RevocationReason::PrivilegeWithdrawn,
        RevocationReason::AaCompromise => rcgen::RevocationReason::AaCompromise,
    }
}

impl TbsCrl {
    /// The DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The CRL in DER, with this signature (an ECDSA-Sig-Value).
    #[must_use]
    pub fn assemble(&self, signature: &[u8]) -> Vec<u8> {
        assemble(&self.0, signature)
    }
}

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

#[cfg(test)]
mod tests {
    use s1spki_policies::Oid;

    use super::*;
    use crate::encode::NameAttribute;

    fn template(entries: Vec<CrlEntry>) -> CrlTemplate {
        let oid = |text: &str| text.parse::<Oid>().unwrap();
        CrlTemplate {
            issuer: Name::new(&[
                NameAttribute::printable(oid("2.5.4.11"), "07"),
                NameAttribute::printable(oid("2.5.4.3"), "Z1"),
            ])
            .unwrap(),
            number: 300,
            this_update: "2026-01-01".parse().unwrap(),
            next_update: "2026-01-03".parse().unwrap(),
            authority_key_identifier: KeyIdentifier::new([0x42; 8]),
            entries,
        }
    }

    fn entry(serial: &str, reason: RevocationReason) -> CrlEntry {
        CrlEntry {
            serial: serial.parse().unwrap(),
            revoked_at: "2025-12-31T12:00:00Z".parse().unwrap(),
            reason,
        }
    }

    fn octets(hex: &str) -> Vec<u8> {
        let digits: Vec<u32> = hex.chars().filter_map(|c| c.to_digit(16)).collect();
        digits
            .chunks(2)
            .map(|pair| u8::try_from(pair[0] * 16 + pair[1]).unwrap())
            .collect()
    }

    /// Version, algorithm, issuer and dates of [`template`].
    const BEGINNING: &str = "020101
        300A 0608 2A8648CE3D040302
        301A 310B 3009 0603 55040B 1302 3037 310B 3009 0603 550403 1302 5A31
        170D 3236303130313030303030305A 170D 3236303130333030303030305A";

    const EXTENSIONS: &str = "A024 3022
        3013 0603 551D23 040C 300A 8008 4242424242424242
        300B 0603 551D14 0404 0202 012C";

    /// Put together from X.690 and RFC 5280 5.1, without rcgen.
    #[test]
    fn every_octet_is_where_it_should_be() {
        let wanted = octets(&format!("306F {BEGINNING} {EXTENSIONS}"));
        let empty = template(Vec::new()).encode().unwrap();
        assert_eq!(empty.der(), wanted);
        let entries = vec![
            entry("0x80", RevocationReason::PrivilegeWithdrawn),
            entry("0x7F", RevocationReason::Unspecified),
        ];
        let revoked = "3037
            3012 0201 7F 170D 3235313233313132303030305A
            3021 0202 0080 170D 3235313233313132303030305A 300C 300A 0603 551D15 0403 0A01 09";
        let wanted = octets(&format!("3081A8 {BEGINNING} {revoked} {EXTENSIONS}"));
        assert_eq!(template(entries).encode().unwrap().der(), wanted);
    }

    #[test]
    fn the_order_of_the_entries_makes_no_difference() {
        let entries: Vec<CrlEntry> = ["0x0100", "0x02", "0x80", "0x0101"]
            .map(|serial| entry(serial, RevocationReason::Superseded))
            .into();
        let mut backwards = entries.clone();
        backwards.reverse();
        assert_eq!(template(entries).encode(), template(backwards).encode());
    }

    #[test]
    fn what_makes_no_crl_is_refused() {
        let twice = vec![
            entry("0x02", RevocationReason::Superseded),
            entry("0x01", RevocationReason::Superseded),
            entry("0x02", RevocationReason::KeyCompromise),
        ];
        assert_eq!(
            template(twice).encode(),
            Err(EncodeError::EntryTwice("0x02".parse().unwrap()))
        );
        for next_update in ["2026-01-01", "2025-12-31"] {
            let mut template = template(Vec::new());
            template.next_update = next_update.parse().unwrap();
            let error = EncodeError::Updates {
                this_update: template.this_update,
                next_update: template.next_update,
            };
            assert_eq!(template.encode(), Err(error));
        }
    }

    #[test]
    fn every_reason_has_its_code() {
        for reason in RevocationReason::ALL {
            let der = template(vec![entry("0x01", *reason)])
                .encode()
                .unwrap()
                .assemble(&[0x30, 0x00]);
            let (_, crl) = x509_parser::parse_x509_crl(&der).unwrap();
            let code = crl
                .iter_revoked_certificates()
                .next()
                .unwrap()
                .reason_code()
                .map(|(_, code)| code.0);
            assert_eq!(code, reason.code(), "{reason}");
        }
    }
}

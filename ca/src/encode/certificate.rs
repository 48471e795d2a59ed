//! Certificates (RFC 5280 4.1).

use rcgen::{CertificateParams, DistinguishedName, IsCa};
use s1spki_policies::{SerialNumber, Validity};

use super::unsigned::{Recorder, assemble, nameless_issuer, with_names};
use super::{EncodeError, Name, TemplateExtension, extension};
use crate::PublicKey;

/// Everything that stands in a certificate, decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CertificateTemplate {
    /// The serial number.
    pub serial: SerialNumber,
    /// The name of the authority.
    pub issuer: Name,
    /// From when until when it is valid.
    pub validity: Validity,
    /// The name of the subject.
    pub subject: Name,
    /// The subject's key.
    pub public_key: PublicKey,
    /// The extensions, in the order in which they are written.
    pub extensions: Vec<TemplateExtension>,
}

/// Where the issuer stands in a TBSCertificate: after version, serial number and signature algorithm.
const ISSUER: usize = 3;
/// Where the subject stands: after the issuer and the validity.
const SUBJECT: usize = 5;

/// The octets of a certificate that its signature is over.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct TbsCertificate(Vec<u8>);

impl CertificateTemplate {
    /// Writes the TBSCertificate. The same template gives the same octets, always.
    ///
    /// # Errors
    /// [`EncodeError`] where the template makes no certificate.
    pub fn encode(&self) -> Result<TbsCertificate, EncodeError> {
        let Validity {
            not_before,
            not_after,
        } = self.validity;
        if not_after < not_before {
            return Err(EncodeError::Validity {
                not_before,
                not_after,
            });
        }
        let mut params = CertificateParams::default();
        params.serial_number = Some(rcgen::SerialNumber::from_slice(self.serial.magnitude()));
        params.not_before = not_before.into();
        params.not_after = not_after.into();
        params.distinguished_name = DistinguishedName::new();
        params.is_ca = IsCa::NoCa; // basicConstraints come with the other extensions
        params.use_authority_key_identifier_extension = false;
        params.custom_extensions = extension::custom(&self.extensions)?;
        let recorder = Recorder::new(self.public_key.point());
        params
            .signed_by(&&recorder, &nameless_issuer(&recorder))
            .map_err(|error| EncodeError::Encoder(error.to_string()))?;
        let names = [(ISSUER, &self.issuer), (SUBJECT, &self.subject)];
        with_names(&recorder.recorded(), &names).map(TbsCertificate)
    }
}

impl TbsCertificate {
    /// The DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The certificate in DER, with this signature (an ECDSA-Sig-Value).
    #[must_use]
    pub fn assemble(&self, signature: &[u8]) -> Vec<u8> {
        assemble(&self.0, signature)
    }
}

//! Certificate requests (RFC 2986), for organisations that have no tool of their own.

use rcgen::{CertificateParams, DistinguishedName};

use super::unsigned::{Recorder, assemble, with_names};
use super::{EncodeError, Name, TemplateExtension, extension};
use crate::PublicKey;

/// Everything that stands in a request, decided.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RequestTemplate {
    /// The name that is asked for.
    pub subject: Name,
    /// The key that is to be certified.
    pub public_key: PublicKey,
    /// The extensions that are asked for, in the order in which they are written.
    pub extensions: Vec<TemplateExtension>,
}

/// Where the subject stands in a CertificationRequestInfo: after the version.
const SUBJECT: usize = 1;

/// The octets of a request that its signature is over: the CertificationRequestInfo.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct RequestInfo(Vec<u8>);

impl RequestTemplate {
    /// Writes the CertificationRequestInfo. The same template gives the same octets, always.
    ///
    /// # Errors
    /// [`EncodeError`] where the template makes no request.
    pub fn encode(&self) -> Result<RequestInfo, EncodeError> {
        let mut params = CertificateParams::default();
        params.distinguished_name = DistinguishedName::new();
        params.custom_extensions = extension::custom(&self.extensions)?;
        let recorder = Recorder::new(self.public_key.point());
        params
            .serialize_request(&&recorder)
            .map_err(|error| EncodeError::Encoder(error.to_string()))?;
        with_names(&recorder.recorded(), &[(SUBJECT, &self.subject)]).map(RequestInfo)
    }
}

impl RequestInfo {
    /// The DER.
    #[must_use]
    pub fn der(&self) -> &[u8] {
        &self.0
    }

    /// The request in DER, with this signature (an ECDSA-Sig-Value) by the key that it asks to certify.
    #[must_use]
    pub fn assemble(&self, signature: &[u8]) -> Vec<u8> {
        assemble(&self.0, signature)
    }
}

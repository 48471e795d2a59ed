//! Certificates of clients, judged by a policy as any other certificate.

use std::fmt;
use std::sync::Arc;

use rustls::client::danger::HandshakeSignatureValid;
use rustls::crypto::{WebPkiSupportedAlgorithms, verify_tls13_signature_with_raw_key};
use rustls::pki_types::{CertificateDer, SubjectPublicKeyInfoDer, UnixTime};
use rustls::server::danger::{ClientCertVerified, ClientCertVerifier};
use rustls::{
    CertificateError, DigitallySignedStruct, DistinguishedName, Error, PeerIncompatible, SignatureScheme,
};
use s1spki_policies::{KeyUsage, Moment};
use s1spki_validator::{Certificate, CertificateVerdict, Decision, ExtensionContent, ExtensionKind, Outcome};

use super::held::Held;
use super::tls;
use super::trust::{FileMark, Sources, Trust};
use crate::problem::Problem;

/// Judges the certificates of clients: only one that is accepted comes in.
pub(super) struct ClientVerifier {
    sources: Sources,
    trust: Held<Trust>,
    algorithms: WebPkiSupportedAlgorithms,
}

/// id-kp-clientAuth (RFC 5280 4.2.1.12) and anyExtendedKeyUsage.
const CLIENT_PURPOSES: [&str; 2] = ["1.3.6.1.5.5.7.3.2", "2.5.29.37.0"];

impl ClientVerifier {
    pub(super) fn start(sources: Sources) -> Result<Self, Problem> {
        Ok(Self {
            trust: Held::new(sources.load()?),
            sources,
            algorithms: tls::provider().signature_verification_algorithms,
        })
    }

    pub(super) fn load(&self) -> Result<Trust, Problem> {
        self.sources.load()
    }

    pub(super) fn trust(&self) -> Arc<Trust> {
        self.trust.current()
    }

    pub(super) fn marks(&self) -> Vec<FileMark> {
        self.sources.marks()
    }

    pub(super) fn replace(&self, trust: Trust) {
        self.trust.replace(trust);
    }

    /// The certificates that a client sends beside its own are no more than candidates for a path: one that cannot
    /// be read is passed over.
    fn judge(&self, own: &Certificate, sent: &[CertificateDer<'_>], at: Moment) -> CertificateVerdict {
        let sent = sent.iter().filter_map(|der| Certificate::decode(der).ok());
        self.trust
            .current()
            .judge(at, sent)
            .judge_decoded("client", Ok(own))
    }
}

impl ClientCertVerifier for ClientVerifier {
    /// Empty, which lets clients choose: the anchors may change while the service runs.
    fn root_hint_subjects(&self) -> &[DistinguishedName] {
        &[]
    }

    fn verify_client_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        now: UnixTime,
    ) -> Result<ClientCertVerified, Error> {
        let own = Certificate::decode(end_entity).map_err(|_| CertificateError::BadEncoding)?;
        let at = i64::try_from(now.as_secs())
            .ok()
            .and_then(Moment::from_unix_seconds);
        let at = at.ok_or(Error::FailedToGetCurrentTime)?;
        if !may_sign_handshakes(&own) {
            return Err(CertificateError::InvalidPurpose.into());
        }
        let verdict = self.judge(&own, intermediates, at);
        if verdict.decision == Decision::Accept {
            return Ok(ClientCertVerified::assertion());
        }
        tracing::info!(
            client = %own.subject(),
            decision = verdict.decision.as_str(),
            findings = codes(&verdict),
            "a client's certificate was not accepted"
        );
        Err(alert_for(&verdict).into())
    }

    fn verify_tls12_signature(
        &self,
        _message: &[u8],
        _cert: &CertificateDer<'_>,
        _dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        Err(Error::PeerIncompatible(PeerIncompatible::Tls12NotOffered))
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        cert: &CertificateDer<'_>,
        dss: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, Error> {
        let own = Certificate::decode(cert).map_err(|_| CertificateError::BadEncoding)?;
        let key = SubjectPublicKeyInfoDer::from(own.public_key().der());
        verify_tls13_signature_with_raw_key(message, &key, dss, &self.algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.algorithms.supported_schemes()
    }
}

impl fmt::Debug for ClientVerifier {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientVerifier").finish_non_exhaustive()
    }
}

/// What a path does not ask: that the key may sign (RFC 8446 4.4.2.2), and that this purpose is among those that the
/// certificate names, if it names any (RFC 5280 4.2.1.12).
fn may_sign_handshakes(certificate: &Certificate) -> bool {
    let usage = certificate.key_usage();
    let signs = usage.is_none_or(|usage| usage.contains(KeyUsage::DigitalSignature));
    let purpose = certificate.extension(ExtensionKind::ExtendedKeyUsage);
    let fits = purpose.is_none_or(|extension| match extension.content() {
        ExtensionContent::ExtendedKeyUsage(purposes) => purposes
            .iter()
            .any(|purpose| CLIENT_PURPOSES.contains(&purpose.to_string().as_str())),
        _ => false,
    });
    signs && fits
}

/// The TLS alert that says most of what is wrong.
fn alert_for(verdict: &CertificateVerdict) -> CertificateError {
    let breaks = |code: &str| {
        let mut breaches = verdict
            .findings()
            .filter(|finding| finding.outcome() == Outcome::Breach);
        breaches.any(|finding| finding.code() == code)
    };
    if breaks("path.issuer-unknown") {
        CertificateError::UnknownIssuer
    } else if breaks("path.validity") {
        CertificateError::Expired
    } else if breaks("revocation.status") {
        CertificateError::Revoked
    } else {
        CertificateError::ApplicationVerificationFailure
    }
}

/// The codes of what is not as it should be.
fn codes(verdict: &CertificateVerdict) -> String {
    let open = verdict
        .findings()
        .filter(|finding| matches!(finding.outcome(), Outcome::Breach | Outcome::NotChecked));
    let codes: Vec<&str> = open.map(|finding| finding.code()).collect();
    codes.join(", ")
}

/// The subject of a client's certificate, for the log.
pub(super) fn name_of_client(certificates: Option<&[CertificateDer<'_>]>) -> Option<String> {
    let own = certificates?.first()?;
    Some(Certificate::decode(own).ok()?.subject().to_string())
}

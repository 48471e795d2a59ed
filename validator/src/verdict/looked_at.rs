//! What was looked at on the way to a verdict, as machines read it: revocation lists, and paths that were not taken.

use s1spki_policies::{CertificateId, Moment};
use serde::{Serialize, Serializer};

use crate::facts::CertificateFacts;
use crate::finding::Finding;
use crate::hexadecimal::hexadecimal;
use crate::path::PassedOver;
use crate::revocation::{ListReport, ListUse};

impl Serialize for ListReport {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Record<'a> {
            issuer: String,
            /// In hexadecimal: a number may have twenty octets.
            #[serde(skip_serializing_if = "Option::is_none")]
            number: Option<String>,
            this_update: Moment,
            next_update: Option<Moment>,
            sha256: String,
            used: ListUse,
            #[serde(skip_serializing_if = "<[_]>::is_empty")]
            faults: &'a [Finding],
        }
        Record {
            issuer: self.list.issuer().to_string(),
            number: self.list.crl_number().map(hexadecimal),
            this_update: self.list.this_update(),
            next_update: self.list.next_update(),
            sha256: hexadecimal(&self.list.sha256()).to_lowercase(),
            used: self.used,
            faults: &self.faults,
        }
        .serialize(serializer)
    }
}

impl PassedOver {
    /// The name of the candidate that was passed over.
    #[must_use]
    pub fn candidate(&self) -> String {
        match (&self.anchor, self.certificates.last()) {
            (Some(anchor), _) => anchor.name().to_string(),
            (None, Some(certificate)) => certificate.subject().to_string(),
            (None, None) => String::new(),
        }
    }

    /// Which of several certificates of that name it is, if it has an issuer's common name and a serial number.
    #[must_use]
    pub fn certificate_id(&self) -> Option<CertificateId> {
        let certificate = match &self.anchor {
            Some(anchor) => anchor.certificate(),
            None => self.certificates.last(),
        };
        CertificateFacts::of(certificate?).certificate_id
    }
}

impl Serialize for PassedOver {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        #[derive(Serialize)]
        struct Record {
            candidate: String,
            #[serde(skip_serializing_if = "Option::is_none")]
            certificate_id: Option<CertificateId>,
            /// The names from the certificate that was asked about upwards, the candidate among them.
            path: Vec<String>,
            reason: String,
        }
        let certificates = self.certificates.iter();
        let names = certificates.map(|certificate| certificate.subject().to_string());
        let anchor = self.anchor.as_ref().map(|anchor| anchor.name().to_string());
        Record {
            candidate: self.candidate(),
            certificate_id: self.certificate_id(),
            path: names.chain(anchor).collect(),
            reason: self.reason.to_string(),
        }
        .serialize(serializer)
    }
}

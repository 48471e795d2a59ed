//! How a certificate is named on the command line.

use std::convert::Infallible;
use std::fmt;
use std::path::Path;
use std::str::FromStr;

use s1spki_ca::CertificateView;
use s1spki_ca::refusal::{Refusal, ground};
use s1spki_policies::{CertificateId, SerialNumber};
use s1spki_validator::{Certificate, read_blocks};

use crate::failure::Failure;
use crate::input::{self, Limit};
use crate::opened::Opened;

/// A certificate as typed: its Certificate ID, its serial number, or its file.
#[derive(Clone, Debug)]
pub(crate) struct CertificateName(String);

impl FromStr for CertificateName {
    type Err = Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}

impl fmt::Display for CertificateName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl CertificateName {
    /// What the certificate is called.
    pub(crate) fn id(&self, opened: &Opened) -> Result<CertificateId, Failure> {
        let path = Path::new(&self.0);
        if path.is_file() {
            return id_in_file(path, opened);
        }
        if let Ok(serial) = self.0.parse::<SerialNumber>() {
            return Ok(CertificateId::new(
                &opened.authorities()?.issuing.common_name,
                serial,
            ));
        }
        match self.0.parse::<CertificateId>() {
            Ok(CertificateId::Null) => Err(Failure::wrong_usage("null names no certificate")),
            Ok(id) => Ok(id),
            Err(error) => Err(Failure::wrong_usage(error).hint("or name the file of the certificate")),
        }
    }

    /// The certificate itself.
    pub(crate) fn find(&self, opened: &Opened) -> Result<CertificateView, Failure> {
        Ok(opened.certificate(&self.id(opened)?)?)
    }
}

fn id_in_file(path: &Path, opened: &Opened) -> Result<CertificateId, Failure> {
    let octets = input::read(path, Limit::CERTIFICATE)?;
    let unreadable = |error: &dyn fmt::Display| {
        Failure::could_not(
            "certificate.unreadable",
            format!("{} is not a certificate: {error}", path.display()),
        )
    };
    let blocks = read_blocks(&octets, octets.len()).map_err(|error| unreadable(&error))?;
    let [block] = blocks.as_slice() else {
        return Err(unreadable(&format!(
            "it holds {} objects, and one is wanted",
            blocks.len()
        )));
    };
    let certificate = Certificate::decode(&block.der).map_err(|error| unreadable(&error))?;
    let authorities = opened.authorities()?;
    let issuer = [&authorities.issuing, &authorities.root]
        .into_iter()
        .find(|authority| *authority.subject == *certificate.issuer().der());
    match (issuer, certificate.serial()) {
        (Some(issuer), Some(serial)) => Ok(CertificateId::new(&issuer.common_name, serial.clone())),
        _ => {
            let what = format!("{} is not a certificate of this authority", path.display());
            Err(Refusal::on(&ground::CERTIFICATE_UNKNOWN, what).into())
        }
    }
}

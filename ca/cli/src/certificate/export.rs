//! `certificate export`.

use std::fmt;
use std::path::PathBuf;

use clap::{Args, ValueEnum};
use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_policies::CertificateId;
use serde::Serialize;

use super::CertificateName;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{GOOD, paint};
use crate::report::Report;

/// Write a certificate to a file, or to standard output
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Export {
    /// The Certificate ID, the serial number, or the file of a certificate
    certificate: CertificateName,
    /// PEM or DER
    #[arg(long, value_enum, default_value_t)]
    form: Form,
    /// Where it goes; PEM to standard output where nothing is said
    #[arg(long, value_name = "FILE", required_if_eq("form", "der"))]
    out: Option<PathBuf>,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca certificate export TEST-I1/0x26DB4A... --out supplier.pem
  s1spki-ca certificate export TEST-I1/0x26DB4A... --form der --out supplier.der";

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum Form {
    /// PEM
    #[default]
    Pem,
    /// DER
    Der,
}

impl Export {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let certificate = self.certificate.find(&opened)?;
        let pem = certificate.to_pem();
        if let Some(path) = &self.out {
            let octets = match self.form {
                Form::Pem => pem.as_bytes(),
                Form::Der => &certificate.der,
            };
            durable::write(path, octets, Readers::Everybody, Existing::Keep)?;
        }
        Report::done(&Exported {
            id: certificate.id,
            file: self.out,
            pem,
        })
    }
}

#[derive(Serialize)]
struct Exported {
    id: CertificateId,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<PathBuf>,
    pem: String,
}

impl fmt::Display for Exported {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.file {
            Some(file) => writeln!(f, "{} {} to {}", paint(GOOD, "Wrote"), self.id, file.display()),
            None => f.write_str(&self.pem),
        }
    }
}

//! `issue`: signs what was approved.

use std::fmt;
use std::path::PathBuf;

use clap::Args;
use s1spki_ca::approval::ApprovedRequest;
use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_ca::{Hash, ListKind, RequestId};
use s1spki_policies::{CertificateId, SerialNumber, Validity};
use serde::Serialize;

use crate::certificate::Shown;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{CAUTION, Fields, GOOD, paint};
use crate::passphrase::PassphraseOptions;
use crate::report::Report;

/// Sign the certificate that was approved
///
/// The octets are made anew from the profile and compared with those that were approved; a copy signed with a
/// throwaway key is inspected by the validator; the intent is on the disk before the key is used.
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Issue {
    /// The request, such as R1
    #[arg(value_name = "ID")]
    request: RequestId,
    /// Write the certificate here too; it always goes to published/certificates
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Look at everything, and only say what would be signed
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    passphrase: PassphraseOptions,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca issue R1 --dry-run
  s1spki-ca issue R1 --out supplier.pem";

impl Issue {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let mut opened = Opened::open(directory)?;
        opened.request(self.request)?;
        match self.dry_run {
            true => Report::done(&Preview::of(&opened, self.request)?),
            false => Report::done(&self.issue(directory, &mut opened)?),
        }
    }

    fn issue(self, directory: &Directory, opened: &mut Opened) -> Result<Issued, Failure> {
        if let Some(out) = self.out.as_deref().filter(|out| out.symlink_metadata().is_ok()) {
            return Err(
                Failure::could_not("file.exists", format!("{} exists already", out.display()))
                    .hint("nothing was signed; choose another name"),
            );
        }
        let key = opened.key(directory, ListKind::Crl, &self.passphrase)?;
        let issued = opened.issue(self.request, &key)?;
        let shown = Shown::of(opened, opened.certificate(&issued.id)?)?;
        let published = shown.serial().map(|serial| directory.certificate(serial));
        let pem = issued.to_pem();
        let files: Vec<PathBuf> = published.into_iter().chain(self.out).collect();
        for file in &files {
            durable::write(file, pem.as_bytes(), Readers::Everybody, Existing::Keep).map_err(|error| {
                Failure::from(error).hint(format!(
                    "{} is issued and on record; write it with: s1spki-ca certificate export {0} --out FILE",
                    issued.id
                ))
            })?;
        }
        Ok(Issued {
            request: self.request,
            shown,
            files,
        })
    }
}

#[derive(Serialize)]
struct Issued {
    request: RequestId,
    #[serde(flatten)]
    shown: Shown,
    files: Vec<PathBuf>,
}

impl fmt::Display for Issued {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} {}\n\n{}",
            paint(GOOD, "Issued"),
            self.request,
            self.shown.title()
        )?;
        let files = self.files.iter().map(|file| file.display());
        let fields = files.fold(self.shown.fields(), |fields, file| fields.add("file", file));
        write!(f, "{fields}")
    }
}

/// What would be signed.
#[derive(Serialize)]
struct Preview {
    request: RequestId,
    certificate_id: CertificateId,
    serial: SerialNumber,
    profile: String,
    validity: Validity,
    tbs_sha256: Hash,
    officers: Vec<String>,
    dry_run: bool,
}

impl Preview {
    fn of(opened: &Opened, request: RequestId) -> Result<Self, Failure> {
        opened.rehearse(request)?;
        let approved = ApprovedRequest::of(opened.register(), opened.policy(), request, opened.now()?)?;
        let put_up = approved.put_up();
        Ok(Self {
            request,
            certificate_id: opened.certificate_id(&put_up.certificate_key()),
            serial: put_up.serial.clone(),
            profile: put_up.profile.clone(),
            validity: put_up.validity,
            tbs_sha256: put_up.tbs_sha256,
            officers: put_up
                .approvals
                .iter()
                .map(|approval| approval.officer.to_string())
                .collect(),
            dry_run: true,
        })
    }
}

impl fmt::Display for Preview {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(
            f,
            "{} {} would be signed for {}",
            paint(CAUTION, "Dry run:"),
            self.certificate_id,
            self.request
        )?;
        let fields = Fields::new()
            .add("profile", &self.profile)
            .add("validity", self.validity)
            .add("to be signed", format!("SHA-256 {}", self.tbs_sha256))
            .add("approved by", self.officers.join(", "));
        write!(f, "{fields}")
    }
}

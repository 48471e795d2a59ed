//! `request show`: a request, and how it stands.

use std::fmt;

use anstyle::Style;
use clap::Args;
use s1spki_ca::RequestId;
use s1spki_ca::register::{PutUp, RequestFile, RequestState};
use s1spki_policies::KeyUsage;
use s1spki_validator::{Finding, Outcome};
use serde::Serialize;

use super::finding::Findings;
use crate::directory::Directory;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{BAD, CAUTION, CODE, Fields, GOOD, HEADING, PLAIN, paint};
use crate::report::Report;

/// Show a request: what it asks for, what was found, what is put up, who approved
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Show {
    /// The request, such as R1
    #[arg(value_name = "ID")]
    request: RequestId,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca request show R1
  s1spki-ca request show R1 --json";

impl Show {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let shown = Shown::of(&opened, self.request)?;
        if opened.register().open_request(self.request).is_none() {
            return Report::done(&shown);
        }
        Report::done(&shown.passing(&opened.findings(self.request)?))
    }
}

/// A request, and how it stands.
#[derive(Serialize)]
pub(crate) struct Shown {
    #[serde(flatten)]
    file: RequestFile,
    /// How many officers have to approve it.
    approvals_wanted: u8,
    #[serde(skip)]
    role: String,
    #[serde(skip)]
    usage: String,
    #[serde(skip)]
    extent: Extent,
    /// The codes of the rules that it keeps, where it was just looked at.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    passed: Vec<&'static str>,
}

/// How much of a request is shown to people.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Extent {
    All,
    State,
}

impl Shown {
    pub(crate) fn of(opened: &Opened, request: RequestId) -> Result<Self, Failure> {
        let file = opened.request(request)?;
        let policy = opened.policy();
        let asked = file.asks_for.as_ref();
        let profile = asked.and_then(|asked| policy.profiles().get(&asked.profile));
        let usage = profile.map(|profile| profile.key_usage.value().iter().copied().map(KeyUsage::as_str));
        Ok(Self {
            role: asked
                .map(|asked| policy.role_name(asked.role))
                .unwrap_or_default(),
            usage: usage
                .map(|words| words.collect::<Vec<_>>().join(", "))
                .unwrap_or_default(),
            approvals_wanted: policy.duties().issue.value().officers,
            extent: Extent::All,
            passed: Vec::new(),
            file,
        })
    }

    /// The same, of which people are shown only how it stands now.
    pub(crate) fn briefly(self) -> Self {
        Self {
            extent: Extent::State,
            ..self
        }
    }

    /// The same, with the codes of the rules that it keeps, going by these findings.
    pub(crate) fn passing(self, findings: &[Finding]) -> Self {
        let passed = findings
            .iter()
            .filter(|finding| finding.outcome() == Outcome::Pass);
        Self {
            passed: passed.map(Finding::code).collect(),
            ..self
        }
    }

    pub(crate) const fn state(&self) -> RequestState {
        self.file.state
    }

    pub(crate) const fn file(&self) -> &RequestFile {
        &self.file
    }

    fn asked(&self) -> Fields {
        let Some(asked) = &self.file.asks_for else {
            return Fields::new().add("asks for", "nothing that can be told");
        };
        Fields::new()
            .add("profile", &asked.profile)
            .add_some("common name", asked.common_name.as_ref())
            .add("role", &self.role)
            .add("EUI-64", asked.eui64)
            .add("key usage", &self.usage)
            .add("key identifier", asked.public_key.identifier())
    }

    fn write_all(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        let handed_in = format!(
            "by {} for {} at {}",
            file.submitter, file.organisation, file.received_at
        );
        let fields = Fields::new()
            .add("handed in", handed_in)
            .add("SHA-256", file.sha256);
        write!(f, "{}", fields.and(self.asked()))?;
        let findings = Findings {
            kept: file.kept,
            passed: &self.passed,
            others: &file.findings,
        };
        write!(f, "{findings}")?;
        match &file.put_up {
            Some(put_up) => write!(f, "\n{}", put_up_fields(put_up, self.approvals_wanted)),
            None => Ok(()),
        }
    }

    /// What can be typed next.
    fn next(&self) -> Option<String> {
        let id = self.file.id;
        let approvals = self
            .file
            .put_up
            .as_ref()
            .map_or(0, |put_up| put_up.approvals.len());
        match self.file.state {
            RequestState::Received => Some(format!("s1spki-ca request put-up {id} --officer ID")),
            RequestState::PutUp if approvals < usize::from(self.approvals_wanted) => {
                Some(format!("s1spki-ca approve {id} --officer ID --key FILE"))
            }
            RequestState::PutUp => Some(format!("s1spki-ca issue {id}")),
            RequestState::Held => Some(format!(
                "s1spki-ca request release {id} --reason TEXT --officer ID"
            )),
            _ => None,
        }
    }
}

impl fmt::Display for Shown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let file = &self.file;
        write!(
            f,
            "{} {}",
            paint(HEADING, format!("Request {}", file.id)),
            paint(style(file.state), file.state)
        )?;
        match &file.reason {
            Some(reason) => writeln!(f, ": {}", crate::page::harmless(reason))?,
            None => writeln!(f)?,
        }
        if self.extent == Extent::All {
            self.write_all(f)?;
        }
        let gap = if self.extent == Extent::All { "\n" } else { "" };
        match self.next() {
            Some(command) => writeln!(f, "{gap}Next: {}", paint(CODE, command)),
            None => Ok(()),
        }
    }
}

fn put_up_fields(put_up: &PutUp, approvals_wanted: u8) -> Fields {
    let mut fields = Fields::new()
        .add(
            "put up",
            format!(
                "by {} at {}; lapses at {}",
                put_up.by, put_up.at, put_up.lapses_at
            ),
        )
        .add("serial number", &put_up.serial)
        .add("validity", put_up.validity)
        .add("to be signed", format!("SHA-256 {}", put_up.tbs_sha256))
        .add(
            "approvals",
            format!("{} of {approvals_wanted}", put_up.approvals.len()),
        );
    for approval in &put_up.approvals {
        fields = fields.add("", format!("{} at {}", approval.officer, approval.at));
    }
    fields
}

/// The colour of a state.
pub(super) const fn style(state: RequestState) -> Style {
    match state {
        RequestState::Issued => GOOD,
        RequestState::Rejected | RequestState::Withdrawn => BAD,
        RequestState::Held | RequestState::PresumedIssued | RequestState::Intended => CAUTION,
        RequestState::Received | RequestState::PutUp => PLAIN,
    }
}

//! What the validator says of a certificate of the story.

use std::fs;
use std::path::Path;

use s1spki_validator::path::TrustAnchor;
use s1spki_validator::report::{Ink, Page, Passes, text};
use s1spki_validator::{
    Certificate, ChainJudge, Decision, Expectation, Question, RevocationList, Verdict, read_blocks,
};

use crate::exit::Exit;
use crate::failure::Failure;
use crate::opened::now;
use crate::page::{BAD, CAUTION, FAINT, GOOD, HEADING, PLAIN, paint};
use crate::role;

/// A question to the validator: is this a good certificate, of this role, in this lab?
pub(super) struct Chain {
    pub(super) file: &'static str,
    pub(super) role: &'static str,
    pub(super) passes: Passes,
}

const POLICY: &str = "lab";
const ANCHOR: &str = "published/root.pem";
const INTERMEDIATE: &str = "published/issuing.pem";
const LISTS: [&str; 2] = ["published/issuing.crl", "published/root.crl"];

impl Chain {
    /// What is typed.
    pub(super) fn typed(&self) -> String {
        let verbose = match self.passes {
            Passes::Listed => " --verbose",
            Passes::Counted => "",
        };
        let [issuing, root] = LISTS;
        format!(
            "s1spki-validator chain {} --policy {POLICY} --anchor {ANCHOR} --intermediate {INTERMEDIATE} \
             --crl {issuing} {root} --expect-role {}{verbose}",
            self.file, self.role
        )
    }

    /// What the validator's command would print, and how it would exit.
    pub(super) fn judge(&self) -> Result<(Exit, String), Failure> {
        let policy = crate::policy::load(POLICY)?;
        let at = now()?;
        let lists = LISTS.map(list).into_iter().collect::<Result<Vec<_>, _>>()?;
        let role = Some(role::named(self.role, &policy)?);
        let judge = ChainJudge::new(
            &policy,
            at,
            [TrustAnchor::from_certificate(certificate(ANCHOR)?)],
            [certificate(INTERMEDIATE)?],
            lists,
        )
        .expecting(Expectation { role });
        let judged = judge.judge(self.file, &object(self.file)?);
        Ok(told(
            &Verdict::on_certificates(Question::Chain, at, &policy, vec![judged]),
            self.passes,
        ))
    }
}

fn told(verdict: &Verdict, passes: Passes) -> (Exit, String) {
    let exit = match verdict.decision() {
        Decision::Accept => Exit::Done,
        Decision::Refuse => Exit::Refused,
        Decision::Undecided => Exit::CouldNot,
    };
    (exit, painted(&text(verdict, passes)))
}

/// A page of the validator in the colours of its command.
fn painted(page: &Page) -> String {
    let mut text = String::new();
    for line in page.lines() {
        let spans = line.iter().map(|span| {
            let style = match span.ink {
                Ink::Plain => PLAIN,
                Ink::Good => GOOD,
                Ink::Bad => BAD,
                Ink::Open => CAUTION,
                Ink::Strong => HEADING,
                Ink::Faint => FAINT,
            };
            paint(style, &span.text)
        });
        text.push_str(spans.collect::<String>().trim_end());
        text.push('\n');
    }
    text
}

fn certificate(path: &str) -> Result<Certificate, Failure> {
    Certificate::decode(&object(path)?).map_err(|error| unreadable(path, &error))
}

fn list(path: &str) -> Result<RevocationList, Failure> {
    RevocationList::decode(&object(path)?).map_err(|error| unreadable(path, &error))
}

/// The one object in a file that this program wrote.
fn object(path: &str) -> Result<Vec<u8>, Failure> {
    let octets = fs::read(Path::new(path)).map_err(|error| unreadable(path, &error))?;
    let blocks = read_blocks(&octets, octets.len()).map_err(|error| unreadable(path, &error))?;
    let first = blocks
        .into_iter()
        .next()
        .ok_or_else(|| unreadable(path, &"nothing is in it"))?;
    Ok(first.der)
}

fn unreadable(path: &str, error: &impl std::fmt::Display) -> Failure {
    Failure::could_not("file.read", format!("`{path}` cannot be read: {error}"))
}

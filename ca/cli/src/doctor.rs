//! `doctor`: what deserves a look.

use std::fmt;

use clap::Args;
use s1spki_ca::ListKind;
use s1spki_ca::register::{AuthorityRecord, RequestState};
use s1spki_policies::{Moment, Period};
use serde::Serialize;

use crate::directory::Directory;
use crate::exit::Exit;
use crate::failure::Failure;
use crate::opened::Opened;
use crate::page::{BAD, CAUTION, Cell, GOOD, Table};
use crate::report::Report;

/// Look at what may need an officer: certificates of the authorities, lists, lock, what broke off
#[derive(Args, Debug)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Doctor {}

const EXAMPLES: &str = "\
Examples:
  s1spki-ca doctor
  s1spki-ca doctor --json";

/// An authority that ends so soon has to be replaced: its certificates cannot outlive it.
const SOON: Period = Period::seconds(365 * 86_400);

impl Doctor {
    pub(crate) fn run(self, directory: &Directory) -> Result<Report, Failure> {
        let opened = Opened::open(directory)?;
        let at = opened.now()?;
        let authorities = opened.authorities()?;
        let mut checks = vec![
            expiry("root", &authorities.root, at),
            expiry("issuing", &authorities.issuing, at),
        ];
        checks.push(list(&opened, ListKind::Arl, at)?);
        checks.push(list(&opened, ListKind::Crl, at)?);
        checks.extend([
            lock(&opened),
            presumed(&opened),
            waiting(&opened),
            revocations(&opened),
        ]);
        let examined = Examined { checks };
        let exit = match examined.checks.iter().any(|check| check.state == State::Bad) {
            true => Exit::Refused,
            false => Exit::Done,
        };
        Report::ended(exit, &examined)
    }
}

#[derive(Serialize)]
struct Examined {
    checks: Vec<Check>,
}

#[derive(Serialize)]
struct Check {
    what: &'static str,
    state: State,
    found: String,
    #[serde(skip_serializing_if = "str::is_empty")]
    hint: &'static str,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
enum State {
    Good,
    Look,
    Bad,
}

fn expiry(what: &'static str, authority: &AuthorityRecord, at: Moment) -> Check {
    let end = authority.validity.not_after;
    let state = match SOON.after(at) {
        _ if end < at => State::Bad,
        Some(soon) if end < soon => State::Look,
        _ => State::Good,
    };
    Check {
        what,
        state,
        found: format!("{} until {end}", authority.common_name),
        hint: if state == State::Good {
            ""
        } else {
            "establish a new authority in time"
        },
    }
}

/// The list that is on the record, and not the file: what is published is looked at by those who fetch it.
fn list(opened: &Opened, kind: ListKind, at: Moment) -> Result<Check, Failure> {
    let (what, hint) = match kind {
        ListKind::Arl => (
            "root list",
            "s1spki-ca crl issue --root, then s1spki-ca crl publish --root",
        ),
        ListKind::Crl => ("list", "s1spki-ca crl issue, then s1spki-ca crl publish"),
    };
    let lists = opened.policy().status_lists();
    let rules = match kind {
        ListKind::Arl => &lists.authority,
        ListKind::Crl => &lists.organisation,
    };
    let Some(list) = opened.latest_list(kind)? else {
        let found = "none was issued".to_owned();
        return Ok(Check {
            what,
            state: State::Bad,
            found,
            hint,
        });
    };
    let due = rules.issued_every.value().after(list.this_update);
    let state = match due {
        _ if list.next_update <= at => State::Bad,
        Some(due) if due <= at => State::Look,
        _ => State::Good,
    };
    Ok(Check {
        what,
        state,
        found: format!("number {}, good until {}", list.number, list.next_update),
        hint: if state == State::Good { "" } else { hint },
    })
}

fn lock(opened: &Opened) -> Check {
    match opened.register().lock() {
        None => Check {
            what: "lock",
            state: State::Good,
            found: "not locked".to_owned(),
            hint: "",
        },
        Some(lock) => Check {
            what: "lock",
            state: State::Bad,
            found: format!("locked since {}: {}", lock.at, lock.contradiction),
            hint: "find out what happened; then s1spki-ca unlock",
        },
    }
}

fn presumed(opened: &Opened) -> Check {
    let presumed = opened.presumed_issued().into_iter();
    let open = presumed.filter(|certificate| certificate.revocation.is_none());
    let open = open.map(|certificate| certificate.id.to_string()).collect();
    counted(
        "presumed issued",
        open,
        "nobody knows whether these were signed: revoke them",
    )
}

fn waiting(opened: &Opened) -> Check {
    let held = opened
        .register()
        .open_requests()
        .filter(|file| file.state == RequestState::Held);
    let held = held.map(|file| file.id.to_string()).collect();
    counted("held requests", held, "release or reject them")
}

fn revocations(opened: &Opened) -> Check {
    let pending = opened.register().pending_revocations();
    let pending = pending
        .map(|(key, _)| opened.certificate_id(key).to_string())
        .collect();
    counted(
        "pending revocations",
        pending,
        "another officer has to agree: s1spki-ca revoke",
    )
}

fn counted(what: &'static str, items: Vec<String>, hint: &'static str) -> Check {
    match items.is_empty() {
        true => Check {
            what,
            state: State::Good,
            found: "none".to_owned(),
            hint: "",
        },
        false => Check {
            what,
            state: State::Look,
            found: items.join(", "),
            hint,
        },
    }
}

impl fmt::Display for Examined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut table = Table::new(&["", "WHAT", "FOUND", "DO"]);
        for check in &self.checks {
            let (word, style) = match check.state {
                State::Good => ("good", GOOD),
                State::Look => ("look", CAUTION),
                State::Bad => ("bad", BAD),
            };
            table.row(vec![
                Cell::painted(style, word),
                Cell::new(check.what),
                Cell::new(&check.found),
                Cell::new(check.hint),
            ]);
        }
        write!(f, "{table}")
    }
}

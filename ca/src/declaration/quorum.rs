//! Whether officers have signed what they are said to have signed, and whether they are enough.

use std::collections::BTreeSet;

use s1spki_policies::{Moment, Provision, Quorum};

use crate::refusal::{Refusal, ground};
use crate::register::{Officer, Register};
use crate::statement::{self, SignedStatement, Statement};
use crate::{Hash, PersonId};

/// A declaration whose signature was verified with the registered key of an officer who is one now.
#[derive(Clone, Debug)]
pub(crate) struct Declared<'a, S> {
    /// The officer.
    pub(crate) officer: &'a Officer,
    /// What the officer declared.
    pub(crate) declaration: S,
}

/// Verifies a signed declaration of a present officer.
///
/// # Errors
/// A refusal where it is not one.
pub(crate) fn read<'a, S: Statement>(
    register: &'a Register,
    signed: &SignedStatement,
) -> Result<Declared<'a, S>, Refusal> {
    let officer = claimed_officer(register, signed)?;
    if !officer.is_present() {
        let what = format!("{} is no longer an officer", officer.id);
        return Err(Refusal::on(&ground::OFFICER_REMOVED, what));
    }
    read_of(officer, signed)
}

/// Verifies a declaration that an officer signed, whether the officer still is one or not.
pub(crate) fn read_of<'a, S: Statement>(
    officer: &'a Officer,
    signed: &SignedStatement,
) -> Result<Declared<'a, S>, Refusal> {
    use statement::StatementError as Error;
    match statement::verify(signed, &officer.public_key) {
        Ok(declaration) => Ok(Declared { officer, declaration }),
        Err(error @ Error::Signature) => Err(Refusal::on(&ground::STATEMENT_SIGNATURE, error.to_string())),
        Err(error) => Err(Refusal::on(&ground::STATEMENT_FORM, error.to_string())),
    }
}

/// The officer whose key a statement names; nothing is verified yet.
pub(crate) fn claimed_officer<'a>(
    register: &'a Register,
    signed: &SignedStatement,
) -> Result<&'a Officer, Refusal> {
    let claimed = signed
        .claimed_key()
        .map_err(|error| Refusal::on(&ground::STATEMENT_FORM, error.to_string()))?;
    let id: Option<PersonId> = claimed.parse().ok();
    id.and_then(|id| register.officers().get(&id))
        .ok_or_else(|| Refusal::on(&ground::OFFICER_UNKNOWN, format!("`{claimed}` is not an officer")))
}

/// Verifies that enough different officers declared what `inspect` lets pass.
///
/// # Errors
/// The first refusal: of a statement, or because they are too few.
pub(crate) fn of<S: Statement>(
    register: &Register,
    statements: &[SignedStatement],
    quorum: &Provision<Quorum>,
    inspect: impl Fn(&S) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let wanted = quorum.value().officers;
    counted(register, statements, wanted, inspect).map_err(|refusal| refusal.resting_on(quorum))
}

/// The same for a number of officers that is on record.
pub(crate) fn counted<S: Statement>(
    register: &Register,
    statements: &[SignedStatement],
    wanted: u8,
    inspect: impl Fn(&S) -> Result<(), Refusal>,
) -> Result<(), Refusal> {
    let mut officers = Vec::new();
    for signed in statements {
        let declared = read::<S>(register, signed)?;
        inspect(&declared.declaration)?;
        officers.push(declared.officer);
    }
    enough(&officers, wanted)
}

/// Whether these are as many different people as wanted. One name or one key is one person.
pub(crate) fn enough(officers: &[&Officer], wanted: u8) -> Result<(), Refusal> {
    let people: BTreeSet<&PersonId> = officers.iter().map(|officer| &officer.id).collect();
    let keys: BTreeSet<&[u8; 65]> = officers
        .iter()
        .map(|officer| officer.public_key.point())
        .collect();
    let different = people.len().min(keys.len());
    if different >= usize::from(wanted) {
        return Ok(());
    }
    let what = format!("{different} officers signed, and {wanted} different ones are needed");
    Err(Refusal::on(&ground::TOO_FEW_STATEMENTS, what))
}

/// Refuses a declaration that was made to another authority.
pub(crate) fn to_this_authority(register: &Register, authority: Hash) -> Result<(), Refusal> {
    if register.authority() == Some(authority) {
        return Ok(());
    }
    let what = format!("the statement was made to the authority {authority}");
    Err(Refusal::on(&ground::STATEMENT_AUTHORITY, what))
}

/// Refuses a declaration whose time is over.
pub(crate) fn in_time(expires: Moment, at: Moment) -> Result<(), Refusal> {
    if at < expires {
        return Ok(());
    }
    let what = format!("the statement expired at {expires}");
    Err(Refusal::on(&ground::STATEMENT_EXPIRED, what))
}

/// Refuses a declaration about something else; `same` says whether it is about this.
pub(crate) fn about(same: bool, what: impl FnOnce() -> String) -> Result<(), Refusal> {
    if same {
        return Ok(());
    }
    Err(Refusal::on(&ground::STATEMENT_SUBJECT, what()))
}

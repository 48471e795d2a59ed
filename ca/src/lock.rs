//! The lock that a contradiction puts on the authority, and how officers take it away.

use s1spki_policies::{Moment, Policy};

use crate::command::Unlock;
use crate::decide::reason;
use crate::declaration::{Unlocking, quorum};
use crate::event::{AuthorityUnlocked, Event};
use crate::refusal::{Refusal, ground};
use crate::register::Register;

/// Has the authority sign again, if enough officers have signed why it may.
pub(crate) fn unlock(
    register: &Register,
    policy: &Policy,
    command: &Unlock,
    at: Moment,
) -> Result<Vec<Event>, Refusal> {
    let Some(lock) = register.lock() else {
        return Err(Refusal::on(&ground::NOT_LOCKED, "the authority is not locked"));
    };
    let reason = reason(&command.reason)?;
    quorum::of(
        register,
        &command.statements,
        &policy.duties().unlock,
        |declared: &Unlocking| {
            quorum::to_this_authority(register, declared.authority)?;
            if declared.lock != lock.entry {
                let what = format!("the statement is about entry {}", declared.lock);
                return Err(Refusal::on(&ground::OTHER_LOCK, what));
            }
            quorum::about(declared.reason == reason, || {
                "the officers signed another reason".to_owned()
            })?;
            quorum::in_time(declared.expires, at)
        },
    )?;
    let unlocked = AuthorityUnlocked {
        lock: lock.entry,
        reason,
        statements: command.statements.clone(),
    };
    Ok(vec![unlocked.into()])
}

#[cfg(test)]
mod tests;

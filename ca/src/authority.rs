//! The authority: what it is told to do, and what it can be asked.

mod act;
mod lookup;
mod signing;
mod view;

use std::sync::Arc;

use s1spki_policies::{Moment, Policy};

use crate::adoption::{self, Signatories};
use crate::clock::{Clock, SystemClock};
use crate::command::{Act, Command};
use crate::decide::decide;
use crate::declaration::PolicyAdoption;
use crate::entropy::{Entropy, SystemEntropy};
use crate::error::{CommandError, OperationError};
use crate::establish::{AuthorityKeys, Founding, Plan, Serials};
use crate::event::{AuthorityLocked, CommandRefused, Contradiction, Event, IntentPresumedIssued};
use crate::journal::{Durable, Journal};
use crate::key::SoftKey;
use crate::ledger::Head;
use crate::refusal::{Refusal, ground};
use crate::statement::SignedStatement;
use crate::store::Store;
use crate::{PersonId, RequestId, serial};

pub use signing::{Issuance, ListKind, Outcome};
pub use view::{
    CertificateView, IssuedCertificate, ListView, PresumedCertificate, RevocationProgress, RevocationView,
};

/// How much of a refusal goes on record: enough for a reader, and no more than a sender may fill a disk with.
const MOST_RECORDED: usize = 1000;

/// Where an authority gets the time and random octets from.
#[derive(Clone)]
pub struct Surroundings {
    /// The clock.
    pub clock: Arc<dyn Clock>,
    /// The random generator.
    pub entropy: Arc<dyn Entropy>,
}

impl Surroundings {
    /// The clock and the random generator of this machine.
    #[must_use]
    pub fn system() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            entropy: Arc::new(SystemEntropy::new()),
        }
    }
}

/// An authority that is open: its ledger was read and verified, and its policy is in force.
///
/// Nothing that it is told to do is the case before it is on the disk. What it refuses is on record too.
pub struct Authority<S> {
    journal: Journal<S>,
    policy: Policy,
    surroundings: Surroundings,
    throwaway: SoftKey,
    recovered: Vec<RequestId>,
}

impl<S: Store> Authority<S> {
    /// Begins an authority in an empty store: certificates of root and issuing authority, officers, and the first
    /// list of each authority.
    ///
    /// # Errors
    /// A [`Refusal`] where the policy is for validation only, or where it is for production and rests on values
    /// that nobody answers for; [`OperationError::Unfinished`] where it broke off before there were certificates. Where
    /// only the first lists are missing, the authority can be opened and issue them.
    pub fn establish(
        store: S,
        policy: Policy,
        founding: &Founding,
        keys: AuthorityKeys<'_>,
        surroundings: Surroundings,
    ) -> Result<Self, CommandError> {
        let mut authority = Self::over(Journal::open(store)?, policy, surroundings)?;
        if authority.journal.head() != Head::EMPTY {
            let what = "the ledger has entries";
            return Err(Refusal::on(&ground::ESTABLISHED_ALREADY, what).into());
        }
        let at = authority.now()?;
        let serials = Serials {
            root: authority.draw_serial()?,
            issuing: authority.draw_serial()?,
        };
        let mut plan = Plan::make(
            &authority.policy,
            founding,
            keys,
            &serials,
            &authority.throwaway,
            at,
        )?;
        let durable = authority.journal.record(std::mem::take(&mut plan.events), at)?;
        let unfinished = |what: String| OperationError::Unfinished(what);
        let intent = durable
            .first()
            .ok_or_else(|| unfinished("nothing is on record".to_owned()))?;
        let established = plan
            .sign(intent, keys)
            .map_err(|error| unfinished(error.to_string()))?;
        authority.journal.record(vec![established], at)?;
        authority.issue_list(ListKind::Arl, keys.root)?;
        authority.issue_list(ListKind::Crl, keys.issuing)?;
        Ok(authority)
    }

    /// Opens an authority under the policy in force.
    ///
    /// Where certificates were about to be signed when the power went off, they count as issued from here on:
    /// see [`recovered`](Self::recovered).
    ///
    /// # Errors
    /// A [`Refusal`] where the policy is not the one in force, or may not be used; otherwise [`OperationError`].
    pub fn open(store: S, policy: Policy, surroundings: Surroundings) -> Result<Self, CommandError> {
        let mut authority = Self::over(Journal::open(store)?, policy, surroundings)?;
        authority.is_established()?;
        let register = authority.register();
        let Some(in_force) = register.policy() else {
            return Err(Refusal::on(&ground::NOT_ESTABLISHED, "there is no policy").into());
        };
        if in_force.sha256() != authority.policy.hash() {
            let (given, wanted) = (authority.policy.hash(), in_force.sha256());
            let what = format!("the policy {} has the hash {given}", authority.policy.id());
            let refusal = Refusal::on(&ground::NOT_IN_FORCE, what);
            return Err(refusal
                .wanting(format!("the policy with the hash {wanted}"))
                .into());
        }
        let statements = &in_force.record.statements;
        adoption::pass_door(register, &authority.policy, statements, Signatories::WereOfficers)?;
        authority.recover()?;
        Ok(authority)
    }

    /// Opens an authority under another policy, which is in force from here on, if enough officers have signed
    /// that they adopt it.
    ///
    /// # Errors
    /// A [`Refusal`] where they are too few, or the policy does not fit the authority; otherwise
    /// [`OperationError`].
    pub fn adopt_policy(
        store: S,
        policy: Policy,
        statements: &[SignedStatement],
        surroundings: Surroundings,
    ) -> Result<Self, CommandError> {
        let mut authority = Self::over(Journal::open(store)?, policy, surroundings)?;
        authority.is_established()?;
        let at = authority.now()?;
        match adoption::adopt(authority.register(), &authority.policy, statements) {
            Ok(events) => {
                authority.journal.record(events, at)?;
            }
            Err(refusal) => return Err(authority.refuse(Act::AdoptPolicy, None, refusal, at)),
        }
        authority.recover()?;
        Ok(authority)
    }

    /// What officers are to sign to put another policy in force. Nothing is recorded, and the policy that is in
    /// force need not be at hand.
    ///
    /// # Errors
    /// A [`Refusal`] where there is no authority; otherwise [`OperationError`].
    pub fn adoption_to_sign(
        store: S,
        policy: &Policy,
        surroundings: &Surroundings,
    ) -> Result<PolicyAdoption, CommandError> {
        let journal = Journal::open(store)?;
        let Some(in_force) = journal.register().policy() else {
            return Err(Refusal::on(&ground::NOT_ESTABLISHED, "there is no authority here").into());
        };
        let at = surroundings.clock.now().map_err(OperationError::from)?;
        Ok(adoption::to_sign(policy, Some(in_force.entry), at))
    }

    fn over(journal: Journal<S>, policy: Policy, surroundings: Surroundings) -> Result<Self, OperationError> {
        let (throwaway, _) = SoftKey::generate(&SystemEntropy::new())?;
        Ok(Self {
            journal,
            policy,
            surroundings,
            throwaway,
            recovered: Vec::new(),
        })
    }

    fn is_established(&self) -> Result<(), CommandError> {
        match (self.register().authority(), self.register().authorities()) {
            (None, _) => Err(Refusal::on(&ground::NOT_ESTABLISHED, "there is no authority here").into()),
            (Some(_), None) => {
                let what = "its certificates were never signed".to_owned();
                Err(OperationError::Unfinished(what).into())
            }
            (Some(_), Some(_)) => Ok(()),
        }
    }

    /// Nobody knows whether what was about to be signed was signed: it counts as issued.
    fn recover(&mut self) -> Result<(), OperationError> {
        let open: Vec<RequestId> = self.register().open_intents().collect();
        let events = open
            .iter()
            .map(|request| IntentPresumedIssued { request: *request }.into());
        let at = self.now()?;
        self.journal.record(events.collect(), at)?;
        self.recovered = open;
        Ok(())
    }

    /// Tells the authority to do something, and gives what has become the case.
    ///
    /// # Errors
    /// A [`Refusal`] where the rules say no, which is on record then; otherwise [`OperationError`].
    pub fn execute(&mut self, command: &Command) -> Result<Vec<Durable>, CommandError> {
        let at = self.now()?;
        match decide(self.register(), &self.policy, command, at) {
            Ok(events) => self.record(events, at),
            Err(refusal) => Err(self.refuse(command.act(), command.by(), refusal, at)),
        }
    }

    /// Records events; if one of them locks the authority, that is an error.
    fn record(&mut self, events: Vec<Event>, at: Moment) -> Result<Vec<Durable>, CommandError> {
        let contradiction = events.iter().find_map(|event| match event {
            Event::AuthorityLocked(locked) => Some(locked.contradiction.clone()),
            _ => None,
        });
        let durable = self.journal.record(events, at)?;
        match contradiction {
            Some(contradiction) => Err(OperationError::Contradiction(contradiction).into()),
            None => Ok(durable),
        }
    }

    /// Records a refusal, and gives it as an error.
    fn refuse(&mut self, act: Act, by: Option<PersonId>, refusal: Refusal, at: Moment) -> CommandError {
        match self.journal.record(vec![on_record(act, by, &refusal)], at) {
            Ok(_) => refusal.into(),
            Err(error) => error.into(),
        }
    }

    /// Locks the authority, and gives the contradiction as an error.
    fn lock(&mut self, contradiction: Contradiction, at: Moment) -> CommandError {
        let locked = AuthorityLocked {
            contradiction: contradiction.clone(),
        };
        match self.journal.record(vec![locked.into()], at) {
            Ok(_) => OperationError::Contradiction(contradiction).into(),
            Err(error) => error.into(),
        }
    }

    fn now(&self) -> Result<Moment, OperationError> {
        Ok(self.surroundings.clock.now()?)
    }

    fn draw_serial(&self) -> Result<s1spki_policies::SerialNumber, OperationError> {
        let random_bits = *self.policy.issuance().serial_random_bits.value();
        Ok(serial::draw(&*self.surroundings.entropy, random_bits)?)
    }
}

/// What goes on record of a refusal.
fn on_record(act: Act, by: Option<PersonId>, refusal: &Refusal) -> Event {
    let refused = CommandRefused {
        act,
        by,
        code: refusal.code().to_owned(),
        what: refusal.what().chars().take(MOST_RECORDED).collect(),
    };
    refused.into()
}

#[cfg(test)]
mod tests;

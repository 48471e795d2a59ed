//! Stand-ins for the world outside: a clock that stands still, a generator that gives the same octets each
//! time, a key and a disk that fail when they are told to.

pub(crate) mod failing_store;
pub(crate) mod office;

use std::collections::VecDeque;
use std::sync::Mutex;

use s1spki_policies::Moment;

use crate::clock::{Clock, ClockError};
use crate::entropy::{Entropy, EntropyError, SystemEntropy};
use crate::key::SoftKey;
use crate::signer::{Signer, SignerError};
use crate::{Hash, PublicKey};

/// A clock that stands still until it is set.
pub(crate) struct StoppedClock(Mutex<Moment>);

impl StoppedClock {
    pub(crate) fn at(moment: &str) -> Self {
        Self(Mutex::new(moment.parse().unwrap()))
    }

    pub(crate) fn set(&self, moment: &str) {
        *self.0.lock().unwrap() = moment.parse().unwrap();
    }
}

impl Clock for StoppedClock {
    fn now(&self) -> Result<Moment, ClockError> {
        Ok(*self.0.lock().unwrap())
    }
}

/// A generator whose octets follow from its seed: SHA-256 of the seed and a counter.
pub(crate) struct SeededEntropy {
    seed: u64,
    counter: Mutex<u64>,
}

impl SeededEntropy {
    pub(crate) fn new(seed: u64) -> Self {
        let counter = Mutex::new(0);
        Self { seed, counter }
    }
}

impl Entropy for SeededEntropy {
    fn fill(&self, octets: &mut [u8]) -> Result<(), EntropyError> {
        for chunk in octets.chunks_mut(32) {
            let mut counter = self.counter.lock().unwrap();
            *counter += 1;
            let block = Hash::of(&[self.seed.to_be_bytes(), counter.to_be_bytes()].concat());
            chunk.copy_from_slice(&block.octets()[..chunk.len()]);
        }
        Ok(())
    }
}

/// A generator that gives the blocks it was given, then fails.
pub(crate) struct ScriptedEntropy(Mutex<VecDeque<Vec<u8>>>);

impl ScriptedEntropy {
    pub(crate) fn new<B: Into<Vec<u8>>>(blocks: impl IntoIterator<Item = B>) -> Self {
        Self(Mutex::new(blocks.into_iter().map(Into::into).collect()))
    }
}

impl Entropy for ScriptedEntropy {
    fn fill(&self, octets: &mut [u8]) -> Result<(), EntropyError> {
        let block = self.0.lock().unwrap().pop_front().ok_or(EntropyError::Failed)?;
        octets.copy_from_slice(&block);
        Ok(())
    }
}

/// A key that does not do what a key should.
pub(crate) enum FaultySigner {
    /// It is out of reach.
    Fails(SoftKey),
    /// Its signatures are well-formed, and over something else.
    SignsSomethingElse(SoftKey),
}

impl FaultySigner {
    pub(crate) fn failing() -> Self {
        Self::Fails(new_key())
    }

    pub(crate) fn signing_something_else() -> Self {
        Self::SignsSomethingElse(new_key())
    }
}

impl Signer for FaultySigner {
    fn public_key(&self) -> &PublicKey {
        match self {
            Self::Fails(key) | Self::SignsSomethingElse(key) => key.public_key(),
        }
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        match self {
            Self::Fails(key) => Err(SignerError {
                key: key.public_key().identifier(),
                reason: "the module does not answer".to_owned(),
            }),
            Self::SignsSomethingElse(key) => key.sign(&[message, b"!"].concat()),
        }
    }
}

/// A new key; nothing of it is kept.
pub(crate) fn new_key() -> SoftKey {
    SoftKey::generate(&SystemEntropy::new()).unwrap().0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stopped_clock_goes_when_it_is_set() {
        let clock = StoppedClock::at("2026-01-01");
        assert_eq!(clock.now(), clock.now());
        clock.set("2026-01-02");
        assert_eq!(clock.now(), Ok("2026-01-02".parse().unwrap()));
    }

    #[test]
    fn the_same_seed_gives_the_same_octets() {
        let octets = |seed| {
            let mut octets = [0; 100];
            SeededEntropy::new(seed).fill(&mut octets).unwrap();
            octets
        };
        assert_eq!(octets(1), octets(1));
        assert_ne!(octets(1), octets(2));
    }
}

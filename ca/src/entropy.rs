//! Random octets.

use ring::rand::{SecureRandom, SystemRandom};

/// Gives octets that nobody can foresee.
pub trait Entropy: Send + Sync {
    /// Fills `octets`.
    ///
    /// # Errors
    /// [`EntropyError`] where the generator fails.
    fn fill(&self, octets: &mut [u8]) -> Result<(), EntropyError>;
}

/// The generator of the operating system, the only place that asks it.
#[derive(Clone, Debug)]
pub struct SystemEntropy(SystemRandom);

impl SystemEntropy {
    /// The generator of the operating system.
    #[must_use]
    pub fn new() -> Self {
        Self(SystemRandom::new())
    }

    /// The same, for ring, which takes no other.
    pub(crate) const fn ring(&self) -> &SystemRandom {
        &self.0
    }
}

impl Default for SystemEntropy {
    fn default() -> Self {
        Self::new()
    }
}

impl Entropy for SystemEntropy {
    fn fill(&self, octets: &mut [u8]) -> Result<(), EntropyError> {
        self.0.fill(octets).map_err(|_| EntropyError::Failed)
    }
}

/// Why there are no random octets.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum EntropyError {
    /// The generator gives an error.
    #[error("the random generator of this machine failed: nothing may be issued until it works")]
    Failed,
    /// The generator gives the same octets again and again.
    #[error("the random generator of this machine is stuck: nothing may be issued until it works")]
    Stuck,
}

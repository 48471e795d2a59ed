//! A value that many read and that is replaced as a whole.

use std::sync::{Arc, PoisonError, RwLock};

/// A value that many read and that is replaced as a whole: whoever took the old one keeps it until done.
#[derive(Debug)]
pub(super) struct Held<T>(RwLock<Arc<T>>);

impl<T> Held<T> {
    pub(super) fn new(value: T) -> Self {
        Self(RwLock::new(Arc::new(value)))
    }

    pub(super) fn current(&self) -> Arc<T> {
        Arc::clone(&self.0.read().unwrap_or_else(PoisonError::into_inner))
    }

    pub(super) fn replace(&self, value: T) {
        let value = Arc::new(value);
        let mut held = self.0.write().unwrap_or_else(PoisonError::into_inner);
        let old = std::mem::replace(&mut *held, value);
        drop(held); // the old one may be large: nobody waits while it goes
        drop(old);
    }
}

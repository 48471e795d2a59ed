//! Certificates that were read before.

use std::fmt;
use std::sync::Mutex;

use super::Entry;

/// How many certificates are remembered at most.
const MOST: usize = 1_024;

/// Certificates that were read before, each until another one needs its place. What a directory holds never changes, so
/// what is remembered is what would be read again.
pub(super) struct Memory(Box<[Place]>);

/// Where one certificate is remembered, with its number in the index.
type Place = Mutex<Option<(usize, Entry)>>;

impl Default for Memory {
    fn default() -> Self {
        Self((0..MOST).map(|_| Place::default()).collect())
    }
}

impl Memory {
    /// The certificate with this number; where it is not remembered it is read, and remembered unless that fails.
    pub(super) fn recall<E>(&self, row: usize, read: impl FnOnce() -> Result<Entry, E>) -> Result<Entry, E> {
        let Some(place) = self.0.get(row % MOST) else {
            return read();
        };
        if let Some(entry) = remembered(place, row) {
            return Ok(entry);
        }
        // Nobody waits while this is read. Two threads may read the same at once; both read the same.
        let entry = read()?;
        if let Ok(mut place) = place.lock() {
            *place = Some((row, entry.clone()));
        }
        Ok(entry)
    }
}

fn remembered(place: &Place, row: usize) -> Option<Entry> {
    let place = place.lock().ok()?;
    let (of, entry) = place.as_ref()?;
    (*of == row).then(|| entry.clone())
}

impl fmt::Debug for Memory {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Memory")
    }
}

#[cfg(test)]
mod tests {
    use s1spki_fixtures::make::RootProfile;

    use super::*;
    use crate::certificate::Certificate;
    use crate::directory::RepositoryStatus;

    fn entry(label: &str) -> Entry {
        let certificate = Certificate::decode(&RootProfile::lab().specimen().der()).unwrap();
        Entry::new(label, certificate, RepositoryStatus::InUse)
    }

    /// What is answered, and whether it was read for that.
    fn asked(memory: &Memory, row: usize) -> (String, bool) {
        let mut is_read = false;
        let found = memory.recall(row, || {
            is_read = true;
            Ok::<_, ()>(entry(&row.to_string()))
        });
        (found.unwrap().label().to_owned(), is_read)
    }

    #[test]
    fn each_is_read_once_until_its_place_is_taken() {
        let memory = Memory::default();
        let of = |row: usize, is_read| (row.to_string(), is_read);
        assert_eq!(asked(&memory, 1), of(1, true));
        assert_eq!(asked(&memory, 1), of(1, false));
        assert_eq!(asked(&memory, 2), of(2, true));
        assert_eq!(
            asked(&memory, 1 + MOST),
            of(1 + MOST, true),
            "another one in the same place"
        );
        assert_eq!(asked(&memory, 1), of(1, true));
        assert_eq!(asked(&memory, 2), of(2, false));
    }

    #[test]
    fn what_cannot_be_read_is_not_remembered() {
        let memory = Memory::default();
        assert_eq!(memory.recall(7, || Err("damaged")).err(), Some("damaged"));
        assert_eq!(asked(&memory, 7), ("7".to_owned(), true));
    }
}

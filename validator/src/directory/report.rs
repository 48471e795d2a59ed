//! What a directory should not hold.

use std::collections::{BTreeMap, BTreeSet};

use super::index::number_in;
use super::{Directory, DirectoryError, Entry};

/// Certificates with one Certificate ID: serial numbers of an issuer are unique (RFC 5280 4.1.2.2), and issuers of one
/// common name have them in common (S1SR draft, clause 2).
#[derive(Clone, Debug)]
pub struct RepeatedIdentifier {
    /// The certificates; at least two. They may be the same one with statuses that contradict each other.
    pub entries: Vec<Entry>,
}

/// Certificates with one public key: that a signature verifies does not say which of them was meant.
#[derive(Clone, Debug)]
pub struct SharedKey {
    /// SHA-256 of the SubjectPublicKeyInfo.
    pub sha256: [u8; 32],
    /// The certificates; at least two, and not all the same.
    pub entries: Vec<Entry>,
}

impl Directory {
    /// The identifiers that more than one certificate has, by issuer and serial number.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn repeated_identifiers(&self) -> Result<Vec<RepeatedIdentifier>, DirectoryError> {
        let mut rows: Vec<usize> = (0..self.len()).collect();
        rows.sort_by_key(|row| self.identifier(*row)); // next to sorted already
        let groups = rows.chunk_by(|one, other| self.identifier(*one) == self.identifier(*other));
        let repeated = groups.filter(|rows| {
            let is_named = rows.first().is_some_and(|row| self.identifier(*row).is_some());
            is_named && rows.len() > 1
        });
        repeated
            .map(|rows| {
                let entries = rows
                    .iter()
                    .map(|row| self.entry(*row))
                    .collect::<Result<_, _>>()?;
                Ok(RepeatedIdentifier { entries })
            })
            .collect()
    }

    /// The public keys that more than one certificate has.
    ///
    /// # Errors
    /// As [`by_certificate_id`](Self::by_certificate_id).
    pub fn shared_keys(&self) -> Result<Vec<SharedKey>, DirectoryError> {
        let table = self.index.public_keys();
        let groups = table.chunk_by(|one, other| one.first_chunk::<8>() == other.first_chunk::<8>());
        let mut shared = Vec::new();
        for cells in groups.filter(|cells| cells.len() > 1) {
            shared.extend(self.sharing(cells)?);
        }
        Ok(shared)
    }

    /// By what a certificate is identified: what its issuer has in common with others, and its serial number.
    fn identifier(&self, row: usize) -> Option<(u32, &[u8; 20])> {
        let issuer = u32::from_be_bytes(*self.index.issuers().get(row)?);
        let serial = self.index.serials().get(row)?;
        let is_number = serial.iter().any(|octet| *octet != 0);
        is_number.then_some((self.issuers.identity(issuer)?, serial))
    }

    /// The keys that are shared among certificates whose keys have the same beginning of their SHA-256.
    fn sharing(&self, cells: &[[u8; 12]]) -> Result<Vec<SharedKey>, DirectoryError> {
        let mut by_key: BTreeMap<[u8; 32], Vec<Entry>> = BTreeMap::new();
        for row in cells
            .iter()
            .filter_map(|cell| usize::try_from(number_in(cell)).ok())
        {
            let entry = self.entry(row)?;
            by_key.entry(entry.public_key_sha256()).or_default().push(entry);
        }
        let shared = by_key
            .into_iter()
            .map(|(sha256, entries)| SharedKey { sha256, entries });
        Ok(shared.filter(SharedKey::has_several).collect())
    }
}

impl SharedKey {
    fn has_several(&self) -> bool {
        let certificates: BTreeSet<&[u8]> = self
            .entries
            .iter()
            .map(|entry| entry.certificate().der())
            .collect();
        certificates.len() > 1
    }
}

//! The canonical form of a policy, and its hash.

use std::fmt;
use std::str::FromStr;

use crate::file::{Body, Head};
use crate::stated::Layered;
use crate::text::{octets_from_hex, serde_as_text};
use crate::value::Environment;
use crate::version::dating_keys;

/// The SHA-256 of a policy's canonical form; recorded with every decision.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct PolicyHash([u8; 32]);

impl PolicyHash {
    pub(crate) fn of(canonical: &str) -> Self {
        let digest = ring::digest::digest(&ring::digest::SHA256, canonical.as_bytes());
        let mut octets = [0; 32];
        octets
            .iter_mut()
            .zip(digest.as_ref())
            .for_each(|(octet, of_digest)| *octet = *of_digest);
        Self(octets)
    }

    /// The 32 octets.
    #[must_use]
    pub const fn octets(&self) -> &[u8; 32] {
        &self.0
    }
}

impl fmt::Display for PolicyHash {
    /// 64 lower-case hexadecimal digits.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|octet| write!(f, "{octet:02x}"))
    }
}

impl fmt::Debug for PolicyHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "PolicyHash({self})")
    }
}

/// The text is not a policy hash.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{0}` is not a policy hash: 64 hexadecimal digits")]
pub struct ParsePolicyHashError(String);

impl FromStr for PolicyHash {
    type Err = ParsePolicyHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let octets = octets_from_hex(text).and_then(|octets| octets.try_into().ok());
        octets
            .map(Self)
            .ok_or_else(|| ParsePolicyHashError(text.to_owned()))
    }
}

serde_as_text!(PolicyHash, "a policy hash: 64 hexadecimal digits");

/// One line for the head and one for every stated value, sorted by path: path, value, clause, standing and
/// source, each as JSON text, with tabs between; a version of a dated rule has its dating as one field more. Comments, order and layout of the file do not count.
///
/// This is a stored format: hashes of it stand in ledgers. Its first line carries its version.
pub(crate) fn canonical_form(head: &Head, environment: Environment, body: &Body) -> String {
    let json = |text: &str| serde_json::Value::from(text).to_string();
    let mut lines = vec![
        format!("policy.id\t{}", json(&head.id)),
        format!("policy.environment\t{}", json(environment.as_str())),
    ];
    if let Some(document) = &head.document {
        let fields = [
            &document.title,
            &document.version,
            &document.in_force.to_string(),
            &document.source,
        ];
        lines.push(format!(
            "policy.document\t{}",
            fields.map(|field| json(field)).join("\t")
        ));
    }
    body.visit("", &mut |path, stated| {
        let authority = stated.authority();
        let fields = [
            json(&authority.clause.to_string()),
            json(authority.standing.as_str()),
            json(&authority.source),
        ];
        let dating = stated.dating().map_or_else(String::new, |dating| {
            format!("\t{}", serde_json::Value::from(dating_keys(&dating)))
        });
        lines.push(format!(
            "{}\t{}\t{}{dating}",
            path.trim_start_matches('.'),
            stated.json(),
            fields.join("\t")
        ));
    });
    lines.sort_unstable();
    format!("s1spki-policy\t1\n{}\n", lines.join("\n"))
}

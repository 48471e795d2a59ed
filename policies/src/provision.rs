//! The values of a policy, each with what it rests on.

use std::sync::Arc;

use crate::Authority;
use crate::dated::Dating;
use crate::error::PolicyError;
use crate::file::Body;
use crate::stated::{Layered, Stated};

/// A value of the policy, with the clause, standing and source that it rests on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Provision<T> {
    value: T,
    authority: Arc<Authority>,
}

impl<T> Provision<T> {
    /// The value.
    #[must_use]
    pub const fn value(&self) -> &T {
        &self.value
    }

    /// On what it rests.
    #[must_use]
    pub const fn authority(&self) -> &Arc<Authority> {
        &self.authority
    }
}

/// A value of the policy as a line of text, whatever its kind.
#[derive(Clone, Debug, PartialEq, Eq, serde::Serialize)]
pub struct ProvisionRecord {
    /// Where it stands in the file, such as `profile.root.validity`.
    pub path: String,
    /// The value as JSON.
    pub value: serde_json::Value,
    /// On what it rests.
    #[serde(flatten)]
    pub authority: Authority,
    /// Whether issuance depends on it.
    pub gates_issuance: bool,
    /// When it is in force, for whom, and what it means to break it; nothing for a value without dates.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dating: Option<Dating>,
}

impl ProvisionRecord {
    /// The dated rule that it is a version of, such as `migration.change-of-supplier-window`.
    #[must_use]
    pub fn rule(&self) -> Option<&str> {
        self.dating.as_ref()?;
        self.path.rsplit_once('.').map(|(rule, _)| rule)
    }
}

/// Takes stated values out of a file.
pub(crate) struct Taker<'a> {
    /// What errors call the file.
    pub(crate) file: &'a str,
}

impl Taker<'_> {
    /// The stated value; a missing one is an error that names it.
    pub(crate) fn value<T>(
        &self,
        path: &str,
        stated: Option<Stated<T>>,
    ) -> Result<Provision<T>, PolicyError> {
        stated.map(Provision::from).ok_or_else(|| {
            let message =
                format!("missing value `{path}`: state value, clause, standing and source under [{path}]");
            PolicyError::whole(self.file, message)
        })
    }
}

impl<T> From<Stated<T>> for Provision<T> {
    fn from(stated: Stated<T>) -> Self {
        let authority = Arc::new(stated.authority());
        Self {
            authority,
            value: stated.value.into_inner(),
        }
    }
}

/// Sections on which no issuance depends: they concern relying parties, records and the two gates.
const NOT_GATING: [&str; 6] = [
    "relying-party.",
    "record.",
    "event.",
    "migration.",
    "command.",
    "service-request.",
];

/// Every stated value as a record.
pub(crate) fn records(body: &Body) -> Vec<ProvisionRecord> {
    let mut records = Vec::new();
    body.visit("", &mut |path, stated| {
        let path = path.trim_start_matches('.').to_owned();
        records.push(ProvisionRecord {
            gates_issuance: !NOT_GATING.iter().any(|section| path.starts_with(section)),
            value: serde_json::from_str(&stated.json()).unwrap_or_default(),
            authority: stated.authority(),
            dating: stated.dating(),
            path,
        });
    });
    records
}

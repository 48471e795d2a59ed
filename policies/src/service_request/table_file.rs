//! The file with the table of service requests.

use std::collections::BTreeMap;

use serde::Deserialize;
use toml::Spanned;

use super::ServiceRequest;
use crate::stated::Stated;
use crate::{Clause, ServiceReferenceVariant, Standing};

/// The table as written: one clause, standing and source for all rows, and the rows.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct TableFile {
    table: TableHead,
    request: BTreeMap<ServiceReferenceVariant, Spanned<ServiceRequest>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct TableHead {
    clause: Clause,
    standing: Standing,
    #[serde(deserialize_with = "crate::stated::source")]
    source: String,
}

impl TableFile {
    /// Every row with what the table rests on.
    pub(crate) fn rows(self) -> BTreeMap<ServiceReferenceVariant, Option<Stated<ServiceRequest>>> {
        let head = self.table;
        let stated = |value: Spanned<ServiceRequest>| Stated {
            value,
            clause: head.clause.clone(),
            standing: head.standing,
            source: head.source.clone(),
            layer: 0,
        };
        let rows = self.request.into_iter();
        rows.map(|(variant, row)| (variant, Some(stated(row)))).collect()
    }
}

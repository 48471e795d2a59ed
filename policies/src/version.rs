//! The versions of a dated rule as a policy file states them.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use toml::Spanned;

use crate::dated::{Dated, DatedProvision, Dating, Scope, Severity};
use crate::stated::{AnyStated, Layered};
use crate::text::key;
use crate::{Authority, Clause, Moment, Standing};

/// A version of a rule as a policy file states it: never without clause, standing and source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(crate) struct StatedVersion<T> {
    value: Spanned<T>,
    from: Option<Spanned<Date>>,
    until: Option<Spanned<Date>>,
    severity: Option<Severity>,
    superseded_by: Option<String>,
    #[serde(default)]
    applies_to: Scope,
    note: Option<String>,
    clause: Clause,
    standing: Standing,
    #[serde(deserialize_with = "crate::stated::source")]
    source: String,
    #[serde(skip)]
    layer: usize,
}

/// A date or time as TOML has it, without quotation marks.
#[derive(Clone, Copy, Debug)]
struct Date(Moment);

impl<'de> Deserialize<'de> for Date {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        crate::file::toml_date(deserializer).map(Self)
    }
}

/// Where a version stands in its file, and when it is in force.
pub(crate) struct Interval {
    pub(crate) layer: usize,
    pub(crate) from: Option<(Moment, std::ops::Range<usize>)>,
    pub(crate) until: Option<(Moment, std::ops::Range<usize>)>,
    /// The place of the value.
    pub(crate) span: std::ops::Range<usize>,
}

impl<T> StatedVersion<T> {
    fn authority(&self) -> Authority {
        Authority {
            clause: self.clause.clone(),
            standing: self.standing,
            source: self.source.clone(),
        }
    }

    fn dating(&self) -> Dating {
        let date = |date: &Option<Spanned<Date>>| date.as_ref().map(|date| date.get_ref().0);
        Dating {
            from: date(&self.from),
            until: date(&self.until),
            severity: self.severity.unwrap_or_else(|| self.usual_severity()),
            superseded_by: self.superseded_by.clone(),
            applies_to: self.applies_to.clone(),
            note: self.note.clone(),
        }
    }

    /// What was never designated binds nobody unless the file says so.
    fn usual_severity(&self) -> Severity {
        match self.standing {
            Standing::Proposed => Severity::Warn,
            Standing::Designated | Standing::Measured | Standing::Assumed => Severity::Refuse,
        }
    }
}

impl<T: Serialize> AnyStated for StatedVersion<T> {
    fn authority(&self) -> Authority {
        Self::authority(self)
    }

    fn json(&self) -> String {
        // Values hold text, numbers and lists: their JSON cannot fail to be written.
        serde_json::to_string(self.value.get_ref()).unwrap_or_default()
    }

    fn dating(&self) -> Option<Dating> {
        Some(Self::dating(self))
    }

    fn interval(&self) -> Option<Interval> {
        let date = |date: &Option<Spanned<Date>>| date.as_ref().map(|date| (date.get_ref().0, date.span()));
        Some(Interval {
            layer: self.layer,
            from: date(&self.from),
            until: date(&self.until),
            span: self.value.span(),
        })
    }
}

/// The dating as the keys of a policy file; what is left out there is left out here.
pub(crate) fn dating_keys(dating: &Dating) -> Map<String, Value> {
    let mut keys = Map::new();
    let mut state = |key: &str, value: Option<Value>| {
        if let Some(value) = value {
            keys.insert(key.to_owned(), value);
        }
    };
    state("from", dating.from.map(|from| json!(from)));
    state("until", dating.until.map(|until| json!(until)));
    state("severity", Some(json!(dating.severity)));
    state("superseded-by", dating.superseded_by.as_ref().map(|by| json!(by)));
    let scope = &dating.applies_to;
    state("applies-to", (!scope.is_everything()).then(|| json!(scope)));
    state("note", dating.note.as_ref().map(|note| json!(note)));
    keys
}

/// The versions of one rule, by name.
#[derive(Clone, Debug, Deserialize)]
#[serde(transparent)]
pub(crate) struct Versions<T>(BTreeMap<String, StatedVersion<T>>);

impl<T> Default for Versions<T> {
    fn default() -> Self {
        Self(BTreeMap::new())
    }
}

impl<T> Versions<T> {
    /// Every value as stated, with the file that it was read from.
    pub(crate) fn stated(&self) -> impl Iterator<Item = (usize, &Spanned<T>)> {
        self.0.values().map(|version| (version.layer, &version.value))
    }
}

impl<T: Serialize> Layered for Versions<T> {
    fn overlay(&mut self, upper: Self) {
        self.0.extend(upper.0);
    }

    fn raise(&mut self, layers: usize) {
        for version in self.0.values_mut() {
            version.layer = version.layer.saturating_add(layers);
        }
    }

    fn visit(&self, path: &str, see: &mut dyn FnMut(&str, &dyn AnyStated)) {
        for (name, version) in &self.0 {
            see(&format!("{path}.{}", key(name)), version);
        }
    }
}

/// What a policy file states of dated rules, taken out of it.
pub(crate) trait Rules {
    /// What it becomes.
    type Taken;
    /// Takes the rules; `path` is where they stand in the file.
    fn take(self, path: &str) -> Self::Taken;
}

impl<T> Rules for Versions<T> {
    type Taken = Dated<T>;

    fn take(self, path: &str) -> Dated<T> {
        let version = |(name, stated): (String, StatedVersion<T>)| DatedProvision {
            path: format!("{path}.{}", key(&name)),
            dating: stated.dating(),
            authority: Arc::new(stated.authority()),
            value: stated.value.into_inner(),
        };
        Dated::new(self.0.into_iter().map(version).collect())
    }
}

impl<K: Ord + std::fmt::Display, R: Rules> Rules for BTreeMap<K, R> {
    type Taken = BTreeMap<K, R::Taken>;

    fn take(self, path: &str) -> Self::Taken {
        let rules = |(name, rules): (K, R)| {
            let path = format!("{path}.{}", key(&name.to_string()));
            (name, rules.take(&path))
        };
        self.into_iter().map(rules).collect()
    }
}

/// Declares a part of the policy that consists of dated rules: as written in the file, and as trusted. A field's
/// name in kebab-case is its key in the file.
macro_rules! rules {
    ($(#[$attribute:meta])* $name:ident as $section:ident {
        $($(#[$field_attribute:meta])* $field:ident: $stated:ty => $taken:ty,)*
    }) => {
        $crate::stated::section! {
            /// As the file states it.
            $section { $($field: $stated,)* }
        }

        $(#[$attribute])*
        #[derive(Clone, Debug)]
        #[non_exhaustive]
        pub struct $name {
            $($(#[$field_attribute])* pub $field: $taken,)*
        }

        impl $crate::version::Rules for $section {
            type Taken = $name;

            fn take(self, path: &str) -> $name {
                $name {
                    $($field: $crate::version::Rules::take(
                        self.$field,
                        &format!("{path}.{}", stringify!($field).replace('_', "-")),
                    ),)*
                }
            }
        }
    };
}

pub(crate) use rules;

//! A value in a policy file, with the clause that it comes from.

use serde::{Deserialize, Serialize};
use toml::Spanned;

use crate::dated::Dating;
use crate::text::key as key_text;
use crate::version::Interval;
use crate::{Authority, Clause, Standing};

/// A value as a policy file states it: never without clause, standing and source.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Stated<T> {
    /// The value.
    pub(crate) value: Spanned<T>,
    /// The clause that it encodes.
    pub(crate) clause: Clause,
    /// How firmly that stands.
    pub(crate) standing: Standing,
    /// Where it was seen, or what it is modelled on.
    #[serde(deserialize_with = "source")]
    pub(crate) source: String,
    /// Which of the layered files it was read from: 0 is the base.
    #[serde(skip)]
    pub(crate) layer: usize,
}

impl<T> Stated<T> {
    pub(crate) fn authority(&self) -> Authority {
        Authority {
            clause: self.clause.clone(),
            standing: self.standing,
            source: self.source.clone(),
        }
    }
}

/// A source that says something.
pub(crate) fn source<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<String, D::Error> {
    let source = String::deserialize(deserializer)?;
    if source.trim().is_empty() {
        let message = "the source is empty: say where the value was seen, or what it is modelled on";
        return Err(serde::de::Error::custom(message));
    }
    Ok(source)
}

/// What every stated value can tell without its type being known.
pub(crate) trait AnyStated {
    fn authority(&self) -> Authority;
    /// The value as JSON text, struct fields in the order of their declaration.
    fn json(&self) -> String;
    /// When it is in force; nothing for a value without dates.
    fn dating(&self) -> Option<Dating> {
        None
    }
    /// The same, with the places in the file.
    fn interval(&self) -> Option<Interval> {
        None
    }
}

impl<T: Serialize> AnyStated for Stated<T> {
    fn authority(&self) -> Authority {
        Self::authority(self)
    }

    fn json(&self) -> String {
        // Values hold text, numbers and lists: their JSON cannot fail to be written.
        serde_json::to_string(self.value.get_ref()).unwrap_or_default()
    }
}

/// A part of a policy file that another file can be laid over.
pub(crate) trait Layered {
    /// Takes over what `upper` states.
    fn overlay(&mut self, upper: Self);
    /// Counts the files that have come to lie under every value's own.
    fn raise(&mut self, layers: usize);
    /// Shows every stated value with its dotted path, in the order of declaration.
    fn visit(&self, path: &str, see: &mut dyn FnMut(&str, &dyn AnyStated));
}

impl<T: Serialize> Layered for Option<Stated<T>> {
    fn overlay(&mut self, upper: Self) {
        if upper.is_some() {
            *self = upper;
        }
    }

    fn raise(&mut self, layers: usize) {
        if let Some(stated) = self {
            stated.layer = stated.layer.saturating_add(layers);
        }
    }

    fn visit(&self, path: &str, see: &mut dyn FnMut(&str, &dyn AnyStated)) {
        if let Some(stated) = self {
            see(path, stated);
        }
    }
}

impl<K, V> Layered for std::collections::BTreeMap<K, V>
where
    K: Ord + std::fmt::Display,
    V: Layered + Default,
{
    fn overlay(&mut self, upper: Self) {
        for (key, value) in upper {
            self.entry(key).or_default().overlay(value);
        }
    }

    fn raise(&mut self, layers: usize) {
        self.values_mut().for_each(|value| value.raise(layers));
    }

    fn visit(&self, path: &str, see: &mut dyn FnMut(&str, &dyn AnyStated)) {
        for (key, value) in self {
            value.visit(&format!("{path}.{}", key_text(&key.to_string())), see);
        }
    }
}

/// Declares a part of a policy file: a struct of [`Layered`] fields, each of which may be left out of a
/// file that is laid over another. Unknown keys are refused.
macro_rules! section {
    ($(#[$attribute:meta])* $name:ident { $($(#[$field_attribute:meta])* $field:ident: $kind:ty,)* }) => {
        $(#[$attribute])*
        #[derive(Clone, Debug, Default, serde::Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case", default)]
        pub(crate) struct $name {
            $($(#[$field_attribute])* pub(crate) $field: $kind,)*
        }

        impl $crate::stated::Layered for $name {
            fn overlay(&mut self, upper: Self) {
                $($crate::stated::Layered::overlay(&mut self.$field, upper.$field);)*
            }

            fn raise(&mut self, layers: usize) {
                $($crate::stated::Layered::raise(&mut self.$field, layers);)*
            }

            fn visit(&self, path: &str, see: &mut dyn FnMut(&str, &dyn $crate::stated::AnyStated)) {
                $($crate::stated::Layered::visit(
                    &self.$field,
                    &format!("{path}.{}", stringify!($field).replace('_', "-")),
                    see,
                );)*
            }
        }
    };
}

pub(crate) use section;

//! Whether a change refuses more or less than before, where that can be said.

use serde_json::{Map, Value};

use crate::dated::{Dating, Severity};
use crate::migration::EventWindow;
use crate::value::words;
use crate::{Moment, ProvisionRecord};

words! {
    /// What a change means to those who are judged.
    Effect {
        /// The same is refused.
        Same = "same",
        /// More is refused, or warned of, than before.
        Stricter = "stricter",
        /// Less is.
        Looser = "looser",
        /// Some of both, or it cannot be said from the value alone.
        Changed = "changed",
    }
}

impl Effect {
    /// The effect of two changes together.
    const fn and(self, other: Self) -> Self {
        match (self, other) {
            (Self::Same, effect) | (effect, Self::Same) => effect,
            (Self::Stricter, Self::Stricter) => Self::Stricter,
            (Self::Looser, Self::Looser) => Self::Looser,
            _ => Self::Changed,
        }
    }

    const fn reversed(self) -> Self {
        match self {
            Self::Stricter => Self::Looser,
            Self::Looser => Self::Stricter,
            Self::Same | Self::Changed => self,
        }
    }

    /// Of something of which the greater permits more.
    fn of_permission<T: PartialOrd>(old: &T, new: &T) -> Self {
        match old.partial_cmp(new) {
            Some(std::cmp::Ordering::Equal) => Self::Same,
            Some(std::cmp::Ordering::Less) => Self::Looser,
            Some(std::cmp::Ordering::Greater) => Self::Stricter,
            None => Self::Changed,
        }
    }
}

/// What it means that `new` stands where `old` stood.
pub(super) fn effect(old: Option<&ProvisionRecord>, new: Option<&ProvisionRecord>) -> Effect {
    match (old, new) {
        (None, None) => Effect::Same,
        (None, Some(new)) => appearing(new),
        (Some(old), None) => appearing(old).reversed(),
        (Some(old), Some(new)) => of_value(old, new).and(of_dating(old.dating.as_ref(), new.dating.as_ref())),
    }
}

/// A rule that was not there binds; what only tells, or is no rule, changes nothing for anybody.
fn appearing(record: &ProvisionRecord) -> Effect {
    match &record.dating {
        Some(dating) if dating.severity != Severity::Advise && record.path.starts_with("migration.") => {
            Effect::Stricter
        }
        _ => Effect::Changed,
    }
}

fn of_dating(old: Option<&Dating>, new: Option<&Dating>) -> Effect {
    let (Some(old), Some(new)) = (old, new) else {
        return Effect::Same;
    };
    // Severity is declared from the most severe on.
    let severity = Effect::of_permission(&old.severity, &new.severity);
    let scope = match old.applies_to == new.applies_to {
        true => Effect::Same,
        false => Effect::Changed,
    };
    severity.and(scope)
}

fn of_value(old: &ProvisionRecord, new: &ProvisionRecord) -> Effect {
    if old.value == new.value {
        return Effect::Same;
    }
    let rule = old.rule().unwrap_or(&old.path);
    match direction(rule) {
        Direction::Unknown => Effect::Changed,
        Direction::GreaterIsLooser => of_json(&old.value, &new.value),
        Direction::Window => of_windows(&old.value, &new.value),
    }
}

fn of_windows(old: &Value, new: &Value) -> Effect {
    let window = |value: &Value| serde_json::from_value::<EventWindow>(value.clone());
    let (Ok(old), Ok(new)) = (window(old), window(new)) else {
        return Effect::Changed;
    };
    let named = old.cohorts.keys().chain(new.cohorts.keys()).map(Some);
    named.chain([None]).fold(Effect::Same, |effect, cohort| {
        effect.and(Effect::of_permission(&old.days_for(cohort), &new.days_for(cohort)).reversed())
    })
}

/// What a greater value, or a larger set, means to those who are judged.
enum Direction {
    GreaterIsLooser,
    /// More days are stricter, for each cohort.
    Window,
    Unknown,
}

fn direction(rule: &str) -> Direction {
    const LOOSER: [&str; 9] = [
        "migration.transition-expiry",
        "migration.eligible-product-window",
        "command.xml-limits",
        "command.schema-versions",
        "command.signature",
        "command.command-variants",
        "command.smets1-command-variants",
        "command.device-status",
        "command.counter-range",
    ];
    const WINDOWS: [&str; 2] = [
        "migration.change-of-supplier-window",
        "migration.change-of-tenancy-window",
    ];
    let set_of_roles = rule.starts_with("command.signer-role.") || rule.ends_with("-certificate.role");
    if LOOSER.contains(&rule) || set_of_roles {
        Direction::GreaterIsLooser
    } else if WINDOWS.contains(&rule) {
        Direction::Window
    } else {
        Direction::Unknown
    }
}

/// The effect of a value of which the greater permits more: numbers, moments, sets, and objects of them.
fn of_json(old: &Value, new: &Value) -> Effect {
    match (old, new) {
        (Value::Number(old), Value::Number(new)) => Effect::of_permission(&old.as_i128(), &new.as_i128()),
        (Value::String(old), Value::String(new)) => match (old.parse::<Moment>(), new.parse::<Moment>()) {
            (Ok(old), Ok(new)) => Effect::of_permission(&old, &new),
            _ => Effect::Changed,
        },
        (Value::Array(old), Value::Array(new)) => of_sets(old, new),
        (Value::Object(old), Value::Object(new)) => of_fields(old, new),
        _ => Effect::Changed,
    }
}

fn of_sets(old: &[Value], new: &[Value]) -> Effect {
    let lost = old.iter().any(|value| !new.contains(value));
    let won = new.iter().any(|value| !old.contains(value));
    match (lost, won) {
        (false, false) => Effect::Same,
        (true, false) => Effect::Stricter,
        (false, true) => Effect::Looser,
        (true, true) => Effect::Changed,
    }
}

fn of_fields(old: &Map<String, Value>, new: &Map<String, Value>) -> Effect {
    if old.len() != new.len() {
        return Effect::Changed;
    }
    old.iter().fold(Effect::Same, |effect, (key, old)| {
        let field = match new.get(key) {
            Some(new) if new == old => Effect::Same,
            // The least of a range permits less the greater it is.
            Some(new) if key == "least" => of_json(old, new).reversed(),
            Some(new) => of_json(old, new),
            None => Effect::Changed,
        };
        effect.and(field)
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn a_wider_window_refuses_more_for_each_cohort() {
        for (old, new, effect) in [
            (json!({ "days": 2 }), json!({ "days": 9 }), Effect::Stricter),
            (
                json!({ "days": 9 }),
                json!({ "days": 9, "cohorts": { "IOC": 2 } }),
                Effect::Looser,
            ),
            (
                json!({ "days": 2 }),
                json!({ "days": 9, "cohorts": { "IOC": 2 } }),
                Effect::Stricter,
            ),
            (
                json!({ "days": 3 }),
                json!({ "days": 9, "cohorts": { "IOC": 2 } }),
                Effect::Changed,
            ),
        ] {
            assert_eq!(of_windows(&old, &new), effect, "{old} to {new}");
        }
    }

    #[test]
    fn a_greater_value_permits_more() {
        for (old, new, effect) in [
            (json!(1), json!(2), Effect::Looser),
            (json!(["02"]), json!(["02", "03"]), Effect::Looser),
            (json!(["02", "03"]), json!(["02"]), Effect::Stricter),
            (json!(["02"]), json!(["03"]), Effect::Changed),
            (
                json!({ "last-day": "2021-12-31" }),
                json!({ "last-day": "2020-12-31" }),
                Effect::Stricter,
            ),
            (
                json!({ "least": 0, "most": 9 }),
                json!({ "least": 1, "most": 8 }),
                Effect::Stricter,
            ),
            (
                json!({ "least": 1, "most": 8 }),
                json!({ "least": 2, "most": 9 }),
                Effect::Changed,
            ),
            (json!("a"), json!("b"), Effect::Changed),
        ] {
            assert_eq!(of_json(&old, &new), effect, "{old} to {new}");
            assert_eq!(of_json(&new, &old), effect.reversed(), "{new} to {old}");
        }
    }
}

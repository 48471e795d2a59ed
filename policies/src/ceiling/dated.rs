//! Of a dated rule, one version at most is in force at a time.

use std::collections::BTreeMap;

use crate::Moment;
use crate::error::PolicyError;
use crate::file::PolicyFile;
use crate::stated::Layered;
use crate::version::Interval;

/// Asserts for every dated rule that its versions end after they begin, and that no two are in force at one time.
pub(super) fn assert(file: &PolicyFile) -> Result<(), PolicyError> {
    let mut rules: BTreeMap<String, Vec<(String, Interval)>> = BTreeMap::new();
    file.body.visit("", &mut |path, stated| {
        if let (Some(interval), Some((rule, name))) = (stated.interval(), path.rsplit_once('.')) {
            let versions = rules.entry(rule.to_owned()).or_default();
            versions.push((name.to_owned(), interval));
        }
    });
    for (rule, mut versions) in rules {
        for (name, version) in &versions {
            name_is_plain(file, name, version)?;
            ends_after_it_begins(file, version)?;
        }
        versions.sort_by_key(|(_, version)| version.first());
        for pair in versions.windows(2) {
            if let [(earlier_name, earlier), (later_name, later)] = pair {
                let names = format!(
                    "`{later_name}` and `{earlier_name}` of `{}`",
                    rule.trim_start_matches('.')
                );
                begins_after(file, earlier, later, &names)?;
            }
        }
    }
    Ok(())
}

fn name_is_plain(file: &PolicyFile, name: &str, version: &Interval) -> Result<(), PolicyError> {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
    if name.chars().all(plain) {
        return Ok(());
    }
    let message = format!("the version's name {name} is not in kebab-case, such as tmad-v11");
    Err(file.error_at(version.layer, version.span.clone(), message))
}

fn ends_after_it_begins(file: &PolicyFile, version: &Interval) -> Result<(), PolicyError> {
    let (Some((from, _)), Some((until, span))) = (&version.from, &version.until) else {
        return Ok(());
    };
    if from < until {
        return Ok(());
    }
    let message = format!(
        "the version ends ({until}) before it has begun ({from}): until is the first moment after it"
    );
    Err(file.error_at(version.layer, span.clone(), message))
}

fn begins_after(
    file: &PolicyFile,
    earlier: &Interval,
    later: &Interval,
    names: &str,
) -> Result<(), PolicyError> {
    let apart = match (&earlier.until, &later.from) {
        (Some((until, _)), Some((from, _))) => until <= from,
        _ => false,
    };
    if apart {
        return Ok(());
    }
    // The file on top is the one that can be mended.
    let blamed = if earlier.layer > later.layer {
        earlier
    } else {
        later
    };
    let span = blamed.from.as_ref().map_or(&blamed.span, |(_, span)| span);
    let message = format!(
        "the versions {names} are in force at the same time: let the earlier end when the later begins"
    );
    Err(file.error_at(blamed.layer, span.clone(), message))
}

impl Interval {
    /// The first moment in force; nothing sorts before everything.
    fn first(&self) -> Option<Moment> {
        self.from.as_ref().map(|(from, _)| *from)
    }
}

//! The examples of broken rules are what the specimens show: one for every code of the catalogue.
//!
//! A code without example fails the test. Where specimens of the kind exist, offer another one there; else write a file
//! here whose `add` judges specimens and offers what was found, and name it in [`SOURCES`].

mod certificate;
mod collection;
mod command;
mod lab;
mod list;
mod message;
mod migration;
mod mutant;
mod on_request;
mod path;
mod request;
mod scenario;
mod status;

use std::fs;
use std::path::Path;
use std::sync::LazyLock;

use s1spki_validator::{Example, catalogue};

use collection::Collection;

/// Who offers examples.
const SOURCES: [fn(&mut Collection); 10] = [
    scenario::add,
    request::add,
    list::add,
    certificate::add,
    path::add,
    status::add,
    command::add,
    migration::add,
    message::add,
    on_request::add,
];

/// The codes that no specimen can show, each with the reason.
const WITHOUT_EXAMPLE: &[(&str, &str)] = &[];

/// All examples, made once.
pub(crate) fn collected() -> &'static [Example] {
    static EXAMPLES: LazyLock<Vec<Example>> = LazyLock::new(|| {
        let mut collection = Collection::default();
        for add in SOURCES {
            add(&mut collection);
        }
        mutant::add(&mut collection);
        collection.into_examples()
    });
    &EXAMPLES
}

#[test]
fn the_examples_are_what_the_specimens_show() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/catalogue/examples.json");
    let now = serde_json::to_string_pretty(&collected()).unwrap() + "\n";
    if std::env::var_os("S1SPKI_REWRITE").is_some() {
        fs::write(path, now).unwrap();
        return;
    }
    assert!(
        fs::read_to_string(&path).unwrap() == now,
        "{} is not current: run the test with S1SPKI_REWRITE=1",
        path.display()
    );
}

#[test]
fn every_code_has_an_example_that_a_person_understands() {
    let mut faults = Vec::new();
    for entry in catalogue() {
        let code = entry.rule().code;
        let example = collected().iter().find(|example| example.code == code);
        let reason = WITHOUT_EXAMPLE.iter().find(|(other, _)| *other == code);
        match (example, reason) {
            (None, Some(_)) => {}
            (Some(example), None) if !example.specimen.contains("-at-0") => {}
            (Some(example), None) => faults.push(format!("{code}: the name `{}`", example.specimen)),
            (None, None) => faults.push(format!("{code}: no example")),
            (Some(_), Some((_, reason))) => faults.push(format!("{code}: an example, although {reason}")),
        }
    }
    assert!(
        faults.is_empty(),
        "see the first lines of this file:\n{}",
        faults.join("\n")
    );
}

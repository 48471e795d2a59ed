//! The arrows of the workspace point one way: `policies` <- `validator` <- `ca`, the hands on top, `fixtures` in tests.

#![allow(clippy::unwrap_used)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

use cargo_metadata::{DependencyKind, MetadataCommand, Package};

/// For each member: on which others it may depend, and on which in tests alone.
const ALLOWED: [(&str, &[&str], &[&str]); 6] = [
    ("s1spki-policies", &[], &[]),
    ("s1spki-fixtures", &["s1spki-policies"], &[]),
    ("s1spki-validator", &["s1spki-policies"], &["s1spki-fixtures"]),
    (
        "s1spki-validator-cli",
        &["s1spki-policies", "s1spki-validator"],
        &["s1spki-fixtures"],
    ),
    (
        "s1spki-ca",
        &["s1spki-policies", "s1spki-validator"],
        &["s1spki-fixtures"],
    ),
    (
        "s1spki-ca-cli",
        &["s1spki-policies", "s1spki-validator", "s1spki-ca"],
        &["s1spki-fixtures"],
    ),
];

fn members() -> BTreeMap<String, Package> {
    let manifest = concat!(env!("CARGO_MANIFEST_DIR"), "/../../Cargo.toml");
    let metadata = MetadataCommand::new()
        .manifest_path(manifest)
        .no_deps()
        .exec()
        .unwrap();
    let packages = metadata.packages.into_iter();
    packages
        .map(|package| (package.name.to_string(), package))
        .collect()
}

/// The members that a package depends on, in these kinds of build.
fn arrows<'a>(
    package: &'a Package,
    members: &BTreeMap<String, Package>,
    kinds: &[DependencyKind],
) -> BTreeSet<&'a str> {
    let dependencies = package.dependencies.iter();
    dependencies
        .filter(|dependency| members.contains_key(&dependency.name) && kinds.contains(&dependency.kind))
        .map(|dependency| dependency.name.as_str())
        .collect()
}

#[test]
fn no_arrow_points_back() {
    let members = members();
    let names: BTreeSet<&str> = members.keys().map(String::as_str).collect();
    let listed: BTreeSet<&str> = ALLOWED.iter().map(|(name, ..)| *name).collect();
    assert_eq!(names, listed, "the six members are fixed");
    for (name, allowed, in_tests) in ALLOWED {
        let package = &members[name];
        let built = arrows(
            package,
            &members,
            &[DependencyKind::Normal, DependencyKind::Build],
        );
        let allowed: BTreeSet<&str> = allowed.iter().copied().collect();
        assert!(
            built.is_subset(&allowed),
            "{name} depends on {built:?}; allowed is {allowed:?}"
        );
        let tested = arrows(package, &members, &[DependencyKind::Development]);
        let in_tests: BTreeSet<&str> = in_tests.iter().copied().chain(allowed).collect();
        assert!(
            tested.is_subset(&in_tests),
            "{name} is tested with {tested:?}; allowed is {in_tests:?}"
        );
    }
}

/// What only the hands may touch: clock, disk, network, environment, processes, randomness.
const OUTSIDE: [&str; 9] = [
    "std::fs",
    "std::net",
    "std::env",
    "std::io",
    "std::process",
    "SystemTime",
    "Instant",
    "now_utc",
    "SystemRandom",
];

#[test]
fn the_documents_and_the_validator_know_nothing_of_the_outside() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let mut sources = Vec::new();
    for folder in ["policies/src", "validator/src"] {
        collect(&root.join(folder), &mut sources);
    }
    assert!(sources.len() > 50);
    for source in sources {
        let text = fs::read_to_string(&source).unwrap();
        for word in OUTSIDE {
            assert!(!text.contains(word), "{} uses {word}", source.display());
        }
    }
}

fn collect(folder: &Path, sources: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            collect(&path, sources);
        } else {
            sources.push(path);
        }
    }
}

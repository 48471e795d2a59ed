//! What the door lets in, and what it refuses: by file, line, column and words.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use proptest::prelude::*;
use s1spki_policies::{EMBEDDED, Environment, MOST_OCTETS, Policy, PolicyError, Position, Standing};

const LAB_HEAD: &str =
    "[policy]\nid = \"mine\"\ntitle = \"Mine\"\nextends = \"lab\"\nenvironment = \"lab\"\n";

fn load(text: &str) -> Result<Policy, PolicyError> {
    Policy::load("mine.toml", text.as_bytes())
}

/// A lab of one's own that states `value` at `path`.
fn stating(path: &str, value: &str) -> String {
    format!(
        "{LAB_HEAD}\n[{path}]\nvalue = {value}\nclause = \"CP 1\"\nstanding = \"designated\"\nsource = \"test\"\n"
    )
}

#[test]
fn every_policy_that_comes_with_the_product_loads() {
    for embedded in EMBEDDED {
        let policy = Policy::embedded(embedded.id)
            .unwrap()
            .unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(policy.id(), embedded.id);
        assert_eq!(policy.profiles().len(), 4, "{}", embedded.id);
        assert!(
            policy
                .provisions()
                .iter()
                .all(|provision| !provision.authority.source.is_empty())
        );
    }
    assert!(Policy::embedded("none").is_none());
}

#[test]
fn an_overlay_keeps_what_it_does_not_state() {
    let foc = Policy::embedded("foc-s1spki").unwrap().unwrap();
    let lab = Policy::embedded("lab").unwrap().unwrap();
    assert_eq!(lab.environment(), Environment::Lab);
    assert_eq!(lab.policy_oid().value().to_string(), "2.999.1.2.1.4");
    assert_eq!(lab.duties().issue, foc.duties().issue);
    assert_eq!(lab.document(), foc.document());
    assert_ne!(lab.hash(), foc.hash());
    assert!(foc.assumed_gating_issuance().count() > 50);
}

#[test]
fn standing_is_what_the_file_says() {
    let zaz1 = Policy::embedded("zaz1").unwrap().unwrap();
    let signing = &zaz1.profiles()["organisation-signing"];
    assert_eq!(signing.key_usage.authority().standing, Standing::Measured);
    assert_eq!(zaz1.duties().issue.authority().standing, Standing::Assumed);
}

#[test]
fn what_is_not_a_policy_gets_one_error_with_its_place() {
    type Case = (&'static str, &'static [u8], Option<(usize, usize)>, &'static str);
    let cases: &[Case] = &[
        ("empty", b"", Some((1, 1)), "missing field `policy`"),
        ("not text", b"[policy]\nid = \"\xFF\"\n", Some((2, 7)), "the file is not UTF-8 text"),
        ("not TOML", b"[policy\n", Some((1, 8)), ""),
        ("unknown key", b"[policy]\nid = \"a\"\ntitle = \"a\"\ncolour = 1\n", Some((4, 1)), "unknown field `colour`"),
        ("unknown section", b"[policy]\nid = \"a\"\ntitle = \"a\"\n\n[colour]\n", Some((5, 2)), "unknown field `colour`"),
        ("key twice", b"[policy]\nid = \"a\"\nid = \"b\"\n", Some((3, 1)), "duplicate key"),
        ("wrong type", b"[policy]\nid = 1\ntitle = \"a\"\n", Some((2, 6)), "invalid type: integer `1`, expected a string"),
        (
            "unknown base",
            b"[policy]\nid = \"a\"\ntitle = \"a\"\nextends = \"b\"\n",
            Some((4, 11)),
            "there is no policy `b` to extend",
        ),
        ("no environment", b"[policy]\nid = \"a\"\ntitle = \"a\"\n", None, "missing value `policy.environment`"),
        (
            "missing value",
            b"[policy]\nid = \"a\"\ntitle = \"a\"\nenvironment = \"lab\"\n",
            None,
            "missing value `status-list.crl.lasts`",
        ),
        (
            "value without source",
            b"[policy]\nid = \"a\"\ntitle = \"a\"\nextends = \"lab\"\nenvironment = \"lab\"\n[duty.issue]\nvalue = { officers = 2 }\nclause = \"CP 1\"\nstanding = \"assumed\"\n",
            Some((6, 1)),
            "missing field `source`",
        ),
    ];
    for (what, bytes, place, words) in cases {
        let error = Policy::load("mine.toml", bytes).unwrap_err();
        assert_eq!(error.file, "mine.toml", "{what}");
        let place = place.map(|(line, column)| Position { line, column });
        assert_eq!(error.position, place, "{what}: {error}");
        assert!(error.message.contains(words), "{what}: {}", error.message);
    }
    let large = vec![b'#'; MOST_OCTETS + 1];
    let error = Policy::load("mine.toml", &large).unwrap_err();
    assert_eq!(
        error.message,
        "the file has 1048577 octets: a policy file has at most 1048576"
    );
}

#[test]
fn no_file_exceeds_a_ceiling() {
    let cases = [
        ("identification.policy-oid", "\"1.2.3\"", "lies under 2.999"),
        ("identification.policy-oid", "\"2.5.29.32.0\"", "anyPolicy"),
        ("name.root-common-name", "\"R1\"", "lacks TEST"),
        ("name.root-common-name", "\"TEST*\"", "PrintableString"),
        ("name.root-common-name", "\"\"", "not empty"),
        ("duty.issue", "{ officers = 0 }", "too few"),
        ("issuance.serial-random-bits", "63", "at least 64"),
        ("issuance.serial-random-bits", "128", "hold at most 127"),
        ("approval.lapses-after", "\"P8D\"", "outlive"),
        ("approval.lapses-after", "\"P0D\"", "lapses at once"),
        ("revocation.reasons", "[]", "no reason is permitted"),
        ("revocation.reasons", "[\"ca-compromise\"]", "authorities only"),
        (
            "revocation.reasons",
            "[\"certificate-hold\"]",
            "unknown variant `certificate-hold`",
        ),
        ("key.encryption-rounds", "599999", "at least 600000"),
        ("relying-party.algorithms", "[]", "nothing could be accepted"),
        ("profile.root.version", "1", "version 3"),
        ("profile.root.serial-octets", "21", "at most 20"),
        ("profile.root.key-usage", "[\"crl-sign\"]", "key-cert-sign"),
        (
            "profile.root.validity",
            "{ period = \"PT0S\", rule = \"exactly\" }",
            "lasts no time",
        ),
        (
            "profile.issuing.validity",
            "{ period = \"P6Y\", rule = \"exactly\" }",
            "longer than what stands above it",
        ),
        (
            "profile.organisation-signing.basic-constraints",
            "{}",
            "is for organisations",
        ),
        (
            "profile.organisation-signing.key-usage",
            "[\"key-cert-sign\"]",
            "neither certificates nor lists",
        ),
        (
            "profile.organisation-signing.roles",
            "[\"07\"]",
            "is an authority's",
        ),
        (
            "profile.organisation-signing.roles",
            "[\"2A\"]",
            "not in the role table",
        ),
        (
            "profile.organisation-signing.extensions",
            "[{ type = \"basic-constraints\", critical = true }]",
            "has no basicConstraints",
        ),
        (
            "profile.issuing.extensions",
            "[{ type = \"key-usage\", critical = true }]",
            "an authority has basicConstraints",
        ),
        (
            "profile.root.extensions",
            "[{ type = \"subject-key-identifier\", critical = true }]",
            "subject-key-identifier is not critical",
        ),
        (
            "profile.root.extensions",
            "[{ type = \"key-usage\", critical = true }, { type = \"key-usage\", critical = true }]",
            "stands twice",
        ),
        (
            "profile.root.subject",
            "[{ type = \"unique-identifier\", string = \"utf8\", content = \"entity-identifier\" }]",
            "a bit string in unique-identifier",
        ),
        (
            "profile.root.subject",
            "[{ type = \"common-name\", string = \"utf8\", content = \"text\", at-most = 65 }]",
            "1 to 64 characters",
        ),
        (
            "status-list.crl.lasts",
            "\"PT11H\"",
            "the next comes only after PT12H",
        ),
        ("status-list.crl.lasts", "\"PT0S\"", "never fresh"),
        (
            "status-list.crl.extensions",
            "[{ type = \"crl-number\", critical = false }]",
            "crl-number and authority-key-identifier",
        ),
    ];
    for (path, value, words) in cases {
        let error = load(&stating(path, value)).unwrap_err();
        assert!(error.message.contains(words), "{path} = {value}: {error}");
        let at_the_value = Position { line: 8, column: 9 };
        let position = error.position.unwrap();
        assert_eq!(
            (position.line, error.file.as_str()),
            (at_the_value.line, "mine.toml"),
            "{path}: {error}"
        );
    }
}

#[test]
fn production_is_held_to_more() {
    let head = LAB_HEAD.replace(
        "\"lab\"\nenvironment = \"lab\"",
        "\"foc-s1spki\"\nenvironment = \"production\"",
    );
    for (path, value, words) in [
        ("identification.policy-oid", "\"2.999.1\"", "is an example"),
        ("name.issuing-common-name", "\"TEST\"", "says TEST in production"),
        (
            "duty.issue",
            "{ officers = 1, barred = [\"submitter\"] }",
            "at least 2",
        ),
        ("duty.issue", "{ officers = 2 }", "bar the submitter"),
        (
            "relying-party.explicit-policy",
            "false",
            "requires an acceptable policy",
        ),
    ] {
        let error = load(&stating(path, value).replace(LAB_HEAD, &head)).unwrap_err();
        assert!(error.message.contains(words), "{path} = {value}: {error}");
    }
}

#[test]
fn the_hash_covers_values_and_what_they_rest_on_but_not_the_layout() {
    let hash = |text: &str| load(text).unwrap().hash();
    let plain = stating("duty.unlock", "{ officers = 2 }");
    assert_eq!(
        hash(&plain),
        hash(&format!(
            "# a comment\n{}",
            plain.replace("officers = 2", "officers  =  2")
        ))
    );
    for changed in [
        plain.replace("officers = 2", "officers = 3"),
        plain.replace("designated", "assumed"),
        plain.replace("CP 1", "CP 2"),
        plain.replace("\"test\"", "\"elsewhere\""),
        plain.replace("id = \"mine\"", "id = \"yours\""),
    ] {
        assert_ne!(hash(&plain), hash(&changed), "{changed}");
    }
}

/// The canonical form is stored in ledgers: a change of its layout must be a decision, not an accident.
#[test]
fn the_canonical_form_is_pinned() {
    let policy = load(&stating("duty.unlock", "{ officers = 2 }")).unwrap();
    let lines: Vec<&str> = policy.canonical_form().lines().collect();
    assert_eq!(lines[0], "s1spki-policy\t1");
    let unlock = lines.iter().find(|line| line.starts_with("duty.unlock")).unwrap();
    let wanted = "duty.unlock\t{\"officers\":2,\"barred\":[]}\t\"CP 1\"\t\"designated\"\t\"test\"";
    assert_eq!(*unlock, wanted);
    assert!(lines[1..].is_sorted());
}

proptest! {
    #[test]
    fn any_octets_give_a_policy_or_one_error(bytes: Vec<u8>) {
        let _ = Policy::load("any.toml", &bytes);
    }

}

proptest! {
    // Each case reads three files whole.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_damaged_policy_gives_a_policy_or_one_error(
        which in 0..EMBEDDED.len(), at: prop::sample::Index, with in "\\PC{0,3}", cut in 0_usize..8,
    ) {
        let text = EMBEDDED[which].text;
        let start = at.index(text.len());
        let damaged = format!("{}{with}{}", &text[..start], &text[(start + cut).min(text.len())..]);
        if let Err(error) = Policy::load("damaged.toml", damaged.as_bytes()) {
            prop_assert!(!error.message.is_empty());
        }
    }
}

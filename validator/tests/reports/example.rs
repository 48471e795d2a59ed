//! The examples of broken rules are what the specimens show.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Algorithm, Attribute, Authority, CertificateSpecimen, IssuingProfile, NameText, OrganisationProfile,
    OrganisationUsage, RequestDefect, RequestSpecimen, RootProfile, Signing, oid,
};
use s1spki_fixtures::scenario::Scenario;
use s1spki_fixtures::surgery;
use s1spki_policies::Moment;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Certificate, ChainJudge, Example, Finding, Inspector, Outcome, RequestVerdict, catalogue,
};

use crate::case;

/// An example, and what makes another one better: a firmer outcome, then fewer other faults.
type Candidate = ((Outcome, usize), Example);

/// The best example of each code.
#[derive(Default)]
struct Collection(BTreeMap<&'static str, Candidate>);

impl Collection {
    fn add(&mut self, specimen: &str, story: Option<&str>, policy: &str, findings: &[&Finding]) {
        let faults = findings.iter().filter(|finding| is_fault(finding)).count();
        for finding in findings.iter().filter(|finding| is_fault(finding)) {
            let detail = finding.detail().unwrap();
            let merit = (finding.outcome(), faults);
            let is_better = |(other, _): &Candidate| merit < *other;
            if self.0.get(finding.code()).is_none_or(is_better) {
                let example = Example {
                    code: finding.code().to_owned(),
                    specimen: specimen.to_owned(),
                    story: story.map(|story| story.split_whitespace().collect::<Vec<_>>().join(" ")),
                    policy: policy.to_owned(),
                    outcome: finding.outcome().to_string(),
                    found: detail.found.clone(),
                    wanted: detail.wanted.clone(),
                };
                self.0.insert(finding.code(), (merit, example));
            }
        }
    }

    fn has(&self, code: &str) -> bool {
        self.0.contains_key(code)
    }
}

/// What was not checked is told of the rules on revocation lists alone: elsewhere it follows from another fault.
fn is_fault(finding: &Finding) -> bool {
    match finding.outcome() {
        Outcome::Breach | Outcome::Warning => true,
        Outcome::NotChecked => finding.code().starts_with("revocation.list."),
        Outcome::Pass | Outcome::NotApplicable | Outcome::NotYetInForce => false,
    }
}

pub(crate) fn collected() -> Vec<Example> {
    let mut collection = Collection::default();
    add_scenarios(&mut collection);
    add_requests(&mut collection);
    add_requests_of_other_subjects(&mut collection);
    add_expectation(&mut collection);
    add_mutants(&mut collection);
    let examples = collection.0.into_values();
    examples.map(|(_, example)| example).collect()
}

fn add_scenarios(collection: &mut Collection) {
    for scenario in Scenario::all() {
        let verdict = case::chain(&scenario);
        let findings: Vec<&Finding> = verdict
            .certificates
            .iter()
            .flat_map(|certificate| certificate.findings())
            .collect();
        collection.add(&scenario.name, Some(&scenario.story), &scenario.policy, &findings);
    }
}

fn add_requests(collection: &mut Collection) {
    let policy = case::policy("lab");
    for defect in RequestDefect::ALL {
        if defect == RequestDefect::TrailingOctet {
            continue; // its offset hangs on the length of the signature
        }
        let mut request = RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("supplier"));
        defect.apply(&mut request);
        let name = format!("{defect:?}");
        let verdict = RequestVerdict::on(&name, &request.der(), &policy);
        collection.add(
            &in_words("request", &name),
            None,
            "lab",
            &verdict.findings.iter().collect::<Vec<_>>(),
        );
    }
}

/// `KeyUsageNotCritical` is `request, key usage not critical`.
fn in_words(what: &str, name: &str) -> String {
    let mut words = format!("{what},");
    for character in name.chars() {
        if character.is_uppercase() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

/// What no [`RequestDefect`] does.
fn add_requests_of_other_subjects(collection: &mut Collection) {
    let policy = case::policy("lab");
    let with_role = |role: &str| {
        let mut request = RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("supplier"));
        let unit = request.subject.attribute_mut(oid::ORGANIZATIONAL_UNIT);
        unit.content = role.as_bytes().to_vec();
        request
    };
    let mut named = with_role("02");
    let name = Attribute::text(oid::COMMON_NAME, NameText::Utf8, &"x".repeat(65));
    named.subject.rdns.insert(0, vec![name]);
    for (name, request) in [
        ("request, role of an authority", with_role("07")),
        ("request, role 2A", with_role("2A")),
        ("request, long common name", named),
    ] {
        let verdict = RequestVerdict::on(name, &request.der(), &policy);
        collection.add(name, None, "lab", &verdict.findings.iter().collect::<Vec<_>>());
    }
}

/// A network operator expected where a supplier is.
fn add_expectation(collection: &mut Collection) {
    let scenario = Scenario::named("two-issuing-authorities-stand-side-by-side");
    let verdict = case::chain_of_an_operator(&scenario);
    let findings = verdict.certificates[0].findings();
    collection.add(
        &format!("{}, a network operator expected", scenario.name),
        None,
        "lab",
        &findings.collect::<Vec<_>>(),
    );
}

/// Operations on the DER of certificates, for what nothing else breaks. The signatures are of fixed octets: those
/// of ECDSA differ in length, and offsets with it.
fn add_mutants(collection: &mut Collection) {
    let policy = case::policy("lab");
    let issuing = Certificate::decode(&IssuingProfile::lab().specimen().der()).unwrap();
    let root = Certificate::decode(&RootProfile::lab().specimen().der()).unwrap();
    let anchor = TrustAnchor::from_certificate(root);
    let judge = ChainJudge::new(&policy, case::at(), [anchor], [issuing], []);
    let inspector = Inspector::new(&policy, case::at());
    let mut of_mutants = Collection::default();
    for (what, mut specimen) in mutable() {
        specimen.signing = Signing::Octets(vec![0; 70]);
        for mutant in surgery::mutants(&specimen.der()) {
            let name = format!("{what} after {}", mutant.name);
            let verdict = inspector.inspect(&name, &mutant.der);
            of_mutants.add(&name, None, "lab", &verdict.findings().collect::<Vec<_>>());
            if mutant.name.starts_with("sequence-at-0-0-7") || mutant.name.starts_with("octet-string") {
                let verdict = judge.judge(&name, &mutant.der);
                of_mutants.add(&name, None, "lab", &verdict.findings().collect::<Vec<_>>());
            }
        }
    }
    for (code, candidate) in of_mutants.0 {
        if !collection.has(code) {
            collection.0.insert(code, candidate);
        }
    }
}

/// A certificate of each kind; one of them with a NULL and a GeneralizedTime in it, so that these can be spoilt.
fn mutable() -> [(&'static str, CertificateSpecimen); 4] {
    let issuer = Authority::lab_issuing();
    let mut profile =
        OrganisationProfile::lab(OrganisationUsage::Signing, &issuer, &TestKey::p256("supplier"));
    let plain = profile.specimen();
    profile.common_name = Some("Example Energy".to_owned());
    let mut rich = profile.specimen();
    rich.set_algorithm(Algorithm::EcdsaWithSha256AndNull);
    rich.not_after = "2118-01-01T00:00:00Z".parse::<Moment>().unwrap().into();
    [
        ("certificate", plain),
        ("issuing certificate", IssuingProfile::lab().specimen()),
        ("root certificate", RootProfile::lab().specimen()),
        ("certificate with NULL and GeneralizedTime", rich),
    ]
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
fn few_rules_have_no_example() {
    let without: Vec<&str> = catalogue()
        .filter(|entry| entry.example().is_none())
        .map(|entry| entry.rule().code)
        .collect();
    assert_eq!(without, WITHOUT_EXAMPLE);
}

/// What no specimen here breaks. The tests of the rules and of the path make such certificates.
const WITHOUT_EXAMPLE: &[&str] = &[
    "profile.version.unique-ids",
    "profile.policies.qualifiers",
    "profile.subject-key-identifier.critical",
    "profile.authority-key-identifier.critical",
    "profile.identified",
    "encoding.set-order",
    "encoding.missing-field",
    "encoding.duplicate-attribute",
    "path.budget",
    "path.name-chaining",
    "path.name-constraints",
    "path.policy-mapping",
    "path.repetition",
];

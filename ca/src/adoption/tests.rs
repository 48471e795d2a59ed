use s1spki_policies::{Policy, PolicyHash};

use super::{adopt, pass_door, to_sign};
use crate::adoption::Signatories;
use crate::declaration::PolicyAdoption;
use crate::double::office::Office;
use crate::refusal::Refusal;
use crate::register::RequestState;
use crate::statement::SignedStatement;

/// The lab with a change on top.
fn lab_with(section: &str) -> Policy {
    let lab = s1spki_policies::Embedded::find("lab").unwrap().text;
    Policy::load("changed.toml", format!("{lab}\n{section}").as_bytes()).unwrap()
}

const SHORTER: &str = r#"
[approval.lapses-after]
value = "P4D"
clause = "RAPP 4.2.2"
standing = "designated"
source = "a test"
"#;

fn signed(office: &Office, adoption: &PolicyAdoption, officers: &[&str]) -> Vec<SignedStatement> {
    officers
        .iter()
        .map(|officer| office.sign(adoption, officer))
        .collect()
}

/// What is to be signed to put a policy in the place of the one in force.
fn adoption(office: &Office, policy: &Policy) -> PolicyAdoption {
    to_sign(policy, Some(office.register.policy().unwrap().entry), office.at)
}

fn production() -> Policy {
    Policy::embedded("foc-s1spki").unwrap().unwrap()
}

fn door(office: &Office, policy: &Policy, statements: &[SignedStatement]) -> Result<(), Refusal> {
    let replacing = Some(office.register.policy().unwrap().entry);
    pass_door(
        &office.register,
        policy,
        statements,
        Signatories::AreOfficers { replacing },
    )
}

#[test]
fn production_lists_every_value_that_nobody_answers_for() {
    let office = Office::open();
    let policy = production();
    let refusal = door(&office, &policy, &[]).unwrap_err();
    assert_eq!(refusal.code(), "policy.not-adopted");
    let assumed: Vec<&str> = policy
        .assumed_gating_issuance()
        .map(|provision| provision.path.as_str())
        .collect();
    assert_eq!(refusal.items().len(), assumed.len());
    assert!(assumed.len() > 50, "{} values", assumed.len());
    for (item, path) in refusal.items().iter().zip(assumed) {
        assert!(item.starts_with(&format!("{path} = ")), "{item}");
    }
    let validity = refusal
        .items()
        .iter()
        .find(|item| item.starts_with("profile.issuing.validity"))
        .unwrap();
    assert!(
        validity.contains("; CP 6.3.2 (assumed): recalled of SMKI"),
        "{validity}"
    );
}

#[test]
fn two_officers_adopt_every_one_of_them_for_this_policy() {
    let office = Office::open();
    let policy = production();
    let good = adoption(&office, &policy);
    let both = signed(&office, &good, &["bob", "carol"]);
    assert_eq!(door(&office, &policy, &both), Ok(()));
    let mut short = good.clone();
    let left_out = short.values.pop().unwrap();
    let other = PolicyAdoption {
        policy_sha256: office.policy.hash(),
        ..good.clone()
    };
    for (statements, code, items) in [
        (
            signed(&office, &good, &["bob"]),
            "policy.not-adopted",
            good.values.len(),
        ),
        (
            signed(&office, &good, &["bob", "bob"]),
            "policy.not-adopted",
            good.values.len(),
        ),
        (
            [
                signed(&office, &good, &["bob"]),
                signed(&office, &short, &["carol"]),
            ]
            .concat(),
            "policy.not-adopted",
            1,
        ),
        (
            [
                signed(&office, &good, &["bob"]),
                signed(&office, &other, &["carol"]),
            ]
            .concat(),
            "statement.other-subject",
            0,
        ),
    ] {
        let refusal = door(&office, &policy, &statements).unwrap_err();
        assert_eq!((refusal.code(), refusal.items().len()), (code, items));
    }
    let refusal = door(&office, &policy, &signed(&office, &short, &["bob", "carol"])).unwrap_err();
    assert!(refusal.items()[0].starts_with(&left_out), "{:?}", refusal.items());
}

#[test]
fn a_reference_policy_is_refused_always() {
    let office = Office::open();
    let zaz1 = Policy::embedded("zaz1").unwrap().unwrap();
    let adoption = signed(&office, &adoption(&office, &zaz1), &["bob", "carol"]);
    assert_eq!(
        door(&office, &zaz1, &adoption).unwrap_err().code(),
        "policy.reference"
    );
    assert_eq!(
        adopt(&office.register, &zaz1, &adoption).unwrap_err().code(),
        "policy.reference"
    );
}

#[test]
fn a_changed_policy_is_adopted_by_two_and_voids_what_was_put_up() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    let changed = lab_with(SHORTER);
    let good = adoption(&office, &changed);
    let code = |office: &Office, policy: &Policy, statements: &[SignedStatement]| {
        adopt(&office.register, policy, statements).unwrap_err().code()
    };
    assert_eq!(code(&office, &changed, &[]), "statement.too-few");
    assert_eq!(
        code(&office, &changed, &signed(&office, &good, &["bob"])),
        "statement.too-few"
    );
    let both = signed(&office, &good, &["bob", "carol"]);
    assert_eq!(code(&office, &office.policy, &both), "policy.in-force-already");
    let events = adopt(&office.register, &changed, &both).unwrap();
    office.apply(events);
    let lab = std::mem::replace(&mut office.policy, changed);
    assert_eq!(office.file(request).state, RequestState::Received);
    office.run(&office.put_up_command(request)).unwrap();
    // The first policy comes back only with new signatures, and the second then too.
    let back = signed(&office, &to_sign(&lab, None, office.at), &["bob", "carol"]);
    assert_eq!(code(&office, &lab, &back), "statement.other-subject");
    let back = signed(&office, &adoption(&office, &lab), &["bob", "carol"]);
    let events = adopt(&office.register, &lab, &back).unwrap();
    office.apply(events);
    let changed = std::mem::replace(&mut office.policy, lab);
    assert_eq!(code(&office, &changed, &both), "statement.other-subject");
}

#[test]
fn no_policy_talks_the_quorum_down() {
    let office = Office::open();
    let alone = lab_with(
        "[duty.adopt-policy]\nvalue = { officers = 1 }\nclause = \"CP 1.5.4\"\nstanding = \"designated\"\nsource = \"a test\"\n",
    );
    let one = signed(&office, &adoption(&office, &alone), &["bob"]);
    assert_eq!(
        adopt(&office.register, &alone, &one).unwrap_err().code(),
        "statement.too-few"
    );
    let five = lab_with(
        "[duty.revoke]\nvalue = { officers = 5 }\nclause = \"CP 1.5.4\"\nstanding = \"designated\"\nsource = \"a test\"\n",
    );
    let both = signed(&office, &adoption(&office, &five), &["bob", "carol"]);
    assert_eq!(
        adopt(&office.register, &five, &both).unwrap_err().code(),
        "officer.too-few"
    );
}

#[test]
fn a_policy_has_to_fit_the_authority_that_is_there() {
    let office = Office::open();
    let production = production();
    let both = signed(&office, &adoption(&office, &production), &["bob", "carol"]);
    assert_eq!(
        adopt(&office.register, &production, &both).unwrap_err().code(),
        "policy.other-environment"
    );
    let renamed = lab_with("[name.issuing-common-name]\nvalue = \"TEST-I2\"\nclause = \"CP 3.1.1\"\nstanding = \"designated\"\nsource = \"a test\"\n".replace("[name.issuing-common-name]", "[profile.issuing.key-usage]").replace("\"TEST-I2\"", "[\"key-cert-sign\"]").as_str());
    let both = signed(&office, &adoption(&office, &renamed), &["bob", "carol"]);
    let refusal = adopt(&office.register, &renamed, &both).unwrap_err();
    assert_eq!(refusal.code(), "policy.authority-does-not-fit");
    assert!(!refusal.items().is_empty());
}

#[test]
fn what_is_on_record_of_a_policy_is_the_policy() {
    let office = Office::open();
    let record = &office.register.policy().unwrap().record;
    assert_eq!((record.sha256, record.id.as_str()), (office.policy.hash(), "lab"));
    assert_eq!(record.canonical, office.policy.canonical_form());
    let _: PolicyHash = record.sha256;
}

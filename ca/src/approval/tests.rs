//! The approval bugs that other projects had (one path forgets the check, one person counts twice, an approval
//! outlives an edit, a relay approves), and those that the design forbids.

use s1spki_policies::{Moment, Policy};

use super::ApprovedRequest;
use crate::command::{ApproveRequest, Command, Correction, EditRequest, RemoveOfficer};
use crate::declaration::IssuanceApproval;
use crate::double::office::{Office, SUBMITTER, TestSigner, moment, person, supplier_one};
use crate::event::ResponsibleOfficer;
use crate::refusal::Refusal;
use crate::register::RequestState;
use crate::statement::SignedStatement;
use crate::{Hash, RequestId, statement};

fn approved(office: &Office, request: RequestId) -> Result<usize, Refusal> {
    ApprovedRequest::of(&office.register, &office.policy, request, office.at)
        .map(|approved| approved.approvals().len())
}

fn code(office: &Office, request: RequestId) -> &'static str {
    approved(office, request).unwrap_err().code()
}

fn with(request: RequestId, statement: SignedStatement) -> Command {
    Command::ApproveRequest(ApproveRequest { request, statement })
}

fn edit(request: RequestId) -> Command {
    Command::EditRequest(EditRequest {
        request,
        organisation: None,
        common_name: Correction::Set("SUPPLIER ONE".to_owned()),
        reason: "the trading name was missing".to_owned(),
        by: person("dave"),
    })
}

fn remove(officer: &str, by: &str) -> Command {
    Command::RemoveOfficer(RemoveOfficer {
        officer: person(officer),
        reason: "left".to_owned(),
        by: person(by),
    })
}

#[test]
fn two_different_officers_are_needed() {
    let mut office = Office::open();
    let request = office.put_up("subject");
    assert_eq!(code(&office, request), "request.issue.too-few-approvals");
    office.run(&office.approve(request, "bob")).unwrap();
    assert_eq!(code(&office, request), "request.issue.too-few-approvals");
    assert_eq!(
        office.refusal(&office.approve(request, "bob")),
        "request.approval.given-already"
    );
    office.run(&office.approve(request, "carol")).unwrap();
    assert_eq!(approved(&office, request), Ok(2));
    // A third does no harm.
    office.run(&office.approve(request, "dave")).unwrap();
    assert_eq!(approved(&office, request), Ok(3));
}

#[test]
fn nobody_approves_their_own_request() {
    let mut office = Office::open();
    office
        .run(&office.enrol(SUBMITTER, "Somebody Else", "sam", &["bob", "carol"]))
        .unwrap();
    let request = office.put_up("subject");
    assert_eq!(
        office.refusal(&office.approve(request, SUBMITTER)),
        "request.approval.own-request"
    );
}

#[test]
fn one_person_with_two_names_in_the_register_is_one_person() {
    let mut office = Office::open();
    // The submitter is an officer under another identifier, but with the same full name.
    office
        .run(&office.enrol("s.smith", "sam  SMITH", "s.smith", &["bob", "carol"]))
        .unwrap();
    let request = office.put_up("subject");
    assert_eq!(
        office.refusal(&office.approve(request, "s.smith")),
        "request.approval.own-request"
    );
    // A person cannot become an officer twice: not by name, not by key, not under the same identifier.
    for (officer, name, key, code) in [
        ("bob-2", "Bob  baker", "bob-2", "officer.name-taken"),
        ("bob-2", "Robert Baker", "bob", "officer.key-taken"),
        ("bob", "Robert Baker", "bob-2", "officer.enrolled-already"),
        ("root-2", "Root Rogers", "root", "officer.key-taken"),
    ] {
        assert_eq!(
            office.refusal(&office.enrol(officer, name, key, &["bob", "carol"])),
            code
        );
    }
}

#[test]
fn nobody_approves_what_rests_on_evidence_that_they_collected() {
    let mut office = Office::open();
    let request = office.put_up("subject");
    assert_eq!(
        office.refusal(&office.approve(request, "alice")),
        "request.approval.own-evidence"
    );
    // It also counts where the evidence was collected after the approval was given.
    office.run(&office.approve(request, "bob")).unwrap();
    office.run(&office.approve(request, "carol")).unwrap();
    let mut now = supplier_one();
    now.evidence.collected_by = person("carol");
    office.run(&office.amend(now)).unwrap();
    assert_eq!(code(&office, request), "request.issue.too-few-approvals");
}

#[test]
fn an_edit_voids_every_approval() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob"]);
    let old = office.sign(&office.approval(request), "carol");
    office.run(&edit(request)).unwrap();
    assert_eq!(code(&office, request), "request.state.received");
    office.run(&office.put_up_command(request)).unwrap();
    assert_eq!(code(&office, request), "request.issue.too-few-approvals");
    // What was signed before the edit is of other octets.
    assert_eq!(
        office.refusal(&with(request, old)),
        "request.approval.other-octets"
    );
}

#[test]
fn a_hold_voids_every_approval() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    office
        .run(&Command::HoldRequest(Office::direct(request, "dave")))
        .unwrap();
    assert_eq!(code(&office, request), "request.state.held");
    office
        .run(&Command::ReleaseRequest(Office::direct(request, "dave")))
        .unwrap();
    assert_eq!(office.file(request).state, RequestState::Received);
    assert_eq!(office.file(request).put_up, None);
}

#[test]
fn an_approval_lapses_with_what_it_approves() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob"]);
    let in_time = office.approve(request, "carol");
    let lapses_at = office.file(request).put_up.as_ref().unwrap().lapses_at;
    office.at = lapses_at.plus_seconds(-1).unwrap();
    office.run(&in_time).unwrap();
    assert_eq!(approved(&office, request), Ok(2));
    office.at = lapses_at;
    assert_eq!(code(&office, request), "request.approval.lapsed");
    assert_eq!(office.refusal(&in_time), "request.approval.lapsed");
}

#[test]
fn an_officer_may_give_an_approval_less_time_but_not_more() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob"]);
    let expiring = |office: &Office, expires: Moment| {
        let approval = IssuanceApproval {
            expires,
            ..office.approval(request)
        };
        with(request, office.sign(&approval, "carol"))
    };
    let lapses_at = office.file(request).put_up.as_ref().unwrap().lapses_at;
    let late = expiring(&office, lapses_at.plus_seconds(1).unwrap());
    assert_eq!(office.refusal(&late), "request.approval.expires-late");
    let noon = moment("2026-01-10T12:00:00Z");
    let short = expiring(&office, noon);
    office.run(&short).unwrap();
    office.at = noon.plus_seconds(-1).unwrap();
    assert_eq!(approved(&office, request), Ok(2));
    office.at = noon;
    assert_eq!(code(&office, request), "request.issue.too-few-approvals");
    let mut later = Office::open();
    later.put_up("subject");
    let short = expiring(&later, noon);
    later.at = noon;
    assert_eq!(later.refusal(&short), "statement.expired");
}

#[test]
fn an_officer_who_was_removed_does_not_count_any_more() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    let signed_before = office.approve(request, "dave");
    office.run(&remove("carol", "alice")).unwrap();
    assert_eq!(code(&office, request), "request.issue.too-few-approvals");
    office.run(&remove("dave", "alice")).unwrap();
    assert_eq!(office.refusal(&signed_before), "officer.removed");
    // So many have to stay that every act remains possible.
    assert_eq!(office.refusal(&remove("bob", "alice")), "officer.too-few");
}

#[test]
fn a_statement_counts_for_what_it_says_and_for_nothing_else() {
    let mut office = Office::open();
    let request = office.put_up("subject");
    let other = office.put_up("another");
    let good = office.approval(request);
    let put_up = office.file(other).put_up.clone().unwrap();
    let other_policy = Policy::embedded("foc-s1spki").unwrap().unwrap().hash();
    let zero = Hash::ZERO;
    for (approval, code) in [
        (
            IssuanceApproval {
                authority: zero,
                ..good.clone()
            },
            "statement.other-authority",
        ),
        (office.approval(other), "request.approval.other-request"),
        (
            IssuanceApproval {
                request: other,
                ..good.clone()
            },
            "request.approval.other-request",
        ),
        (
            IssuanceApproval {
                request_sha256: zero,
                ..good.clone()
            },
            "request.approval.other-request",
        ),
        (
            IssuanceApproval {
                policy_sha256: other_policy,
                ..good.clone()
            },
            "request.approval.other-policy",
        ),
        (
            IssuanceApproval {
                tbs_sha256: zero,
                ..good.clone()
            },
            "request.approval.other-octets",
        ),
        (
            IssuanceApproval {
                serial: put_up.serial,
                ..good.clone()
            },
            "request.approval.other-octets",
        ),
        (
            IssuanceApproval {
                profile: "organisation-key-agreement".to_owned(),
                ..good.clone()
            },
            "request.approval.other-octets",
        ),
    ] {
        let statement = office.sign(&approval, "bob");
        assert_eq!(office.refusal(&with(request, statement)), code);
    }
}

#[test]
fn a_statement_is_signed_with_the_officers_own_key() {
    let mut office = Office::open();
    let request = office.put_up("subject");
    let approval = office.approval(request);
    // Somebody signs in the name of another officer.
    let forged = statement::sign(&approval, "carol", &TestSigner::of("bob")).unwrap();
    assert_eq!(office.refusal(&with(request, forged)), "statement.signature");
    let stranger = statement::sign(&approval, "mallory", &TestSigner::of("mallory")).unwrap();
    assert_eq!(office.refusal(&with(request, stranger)), "officer.unknown");
    // A statement of another kind, and no statement at all.
    let id = office.id(&office.file(request).put_up.as_ref().unwrap().certificate_key());
    let revocation = office.revocation(&id, s1spki_policies::RevocationReason::Superseded);
    let statement = office.sign(&revocation, "bob");
    assert_eq!(office.refusal(&with(request, statement)), "statement.form");
    assert_eq!(
        office.refusal(&with(request, SignedStatement::new("no statement"))),
        "statement.form"
    );
    // One character of the claims changed.
    let good = office.sign(&approval, "bob");
    let claims_start = good.as_str().find('.').unwrap() + 10;
    let mut changed = good.as_str().to_owned();
    let other = if &changed[claims_start..=claims_start] == "A" {
        "B"
    } else {
        "A"
    };
    changed.replace_range(claims_start..=claims_start, other);
    let code = office.refusal(&with(request, SignedStatement::new(changed)));
    assert_eq!(code, "statement.signature");
    office.run(&with(request, good)).unwrap();
}

#[test]
fn a_policy_that_is_swapped_stops_everything() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    let approval = office.approval(request);
    let text = format!(
        "{}\n[approval.lapses-after]\nvalue = \"P4D\"\nclause = \"RAPP 4.2.2\"\nstanding = \"designated\"\nsource = \"a test\"\n",
        s1spki_policies::Embedded::find("lab").unwrap().text
    );
    office.policy = Policy::load("other.toml", text.as_bytes()).unwrap();
    assert_eq!(
        office.refusal(&office.put_up_command(request)),
        "policy.not-in-force"
    );
    let statement = office.sign(&approval, "dave");
    assert_eq!(office.refusal(&with(request, statement)), "policy.not-in-force");
    assert_eq!(code(&office, request), "request.approval.other-policy");
}

#[test]
fn the_organisation_can_no_longer_be_anybody() {
    // The submitter became a responsible officer's namesake after the request came in: still one person.
    let mut office = Office::open();
    let request = office.approved("subject", &["bob", "carol"]);
    let mut now = supplier_one();
    now.responsible_officers.push(ResponsibleOfficer {
        person: person("bb"),
        name: "Bob Baker".to_owned(),
    });
    office.run(&office.amend(now)).unwrap();
    // It was Sam who handed this one in, so that Bob's approval counts.
    assert_eq!(approved(&office, request), Ok(2));
}

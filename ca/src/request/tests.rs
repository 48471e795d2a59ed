use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    LAB_ENTITY, OrganisationUsage, RequestDefect, RequestSpecimen, Spelling, spelled,
};

use super::rule;
use crate::command::{Command, Correction, EditRequest, PutUpRequest, ReceiveRequest};
use crate::double::office::{
    OTHER_ENTITY, Office, SUBMITTER, moment, organisation, person, request_for, supplier_one,
};
use crate::register::RequestState;
use crate::request::MOST_OCTETS;
use crate::{Octets, RequestId};

/// What a verb does to a request in a state: the events, or the code of the refusal.
type Wanted = Result<&'static [&'static str], &'static str>;

/// The verbs, in the order of the columns below.
fn verbs(office: &Office, request: RequestId) -> [Command; 8] {
    let edit = EditRequest {
        request,
        organisation: None,
        common_name: Correction::Set("SUPPLIER ONE".to_owned()),
        reason: "the trading name was missing".to_owned(),
        by: person("dave"),
    };
    // What an officer would have signed while it was put up; in the other states the state is looked at first.
    let approve = match office.register.request_state(request) {
        Some(RequestState::PutUp) => office.approve(request, "bob"),
        _ => Command::ApproveRequest(crate::command::ApproveRequest {
            request,
            statement: crate::statement::SignedStatement::new("e30.e30.AA"),
        }),
    };
    [
        Command::EditRequest(edit),
        office.put_up_command(request),
        Command::HoldRequest(Office::direct(request, "dave")),
        Command::ReleaseRequest(Office::direct(request, "dave")),
        Command::RejectRequest(Office::direct(request, "dave")),
        Command::WithdrawRequest(Office::direct(request, SUBMITTER)),
        approve,
        office.enrol("erin", "Erin Eaton", "erin", &["bob", "carol"]), // concerns no request: allowed in all
    ]
}

/// Every verb in every state. Issuing is tried in the tests of approval and of the authority.
fn model() -> Vec<(RequestState, [Wanted; 8])> {
    const ENROL: Wanted = Ok(&["officer-enrolled"]);
    let all = |code: &'static str| -> [Wanted; 8] {
        [
            Err(code),
            Err(code),
            Err(code),
            Err(code),
            Err(code),
            Err(code),
            Err(code),
            ENROL,
        ]
    };
    vec![
        (
            RequestState::Received,
            [
                Ok(&["request-edited"]),
                Ok(&["request-put-up"]),
                Ok(&["request-held"]),
                Err("request.state.received"),
                Ok(&["request-rejected"]),
                Ok(&["request-withdrawn"]),
                Err("request.state.received"),
                ENROL,
            ],
        ),
        (
            RequestState::PutUp,
            [
                Ok(&["approvals-voided", "request-edited"]),
                Err("request.state.put-up"),
                Ok(&["approvals-voided", "request-held"]),
                Err("request.state.put-up"),
                Ok(&["request-rejected"]),
                Ok(&["request-withdrawn"]),
                Ok(&["approval-given"]),
                ENROL,
            ],
        ),
        (
            RequestState::Held,
            [
                Err("request.state.held"),
                Err("request.state.held"),
                Err("request.state.held"),
                Ok(&["request-released"]),
                Ok(&["request-rejected"]),
                Ok(&["request-withdrawn"]),
                Err("request.state.held"),
                ENROL,
            ],
        ),
        (RequestState::Intended, all("request.state.intended")),
        (RequestState::Issued, all("request.state.issued")),
        (RequestState::PresumedIssued, all("request.state.presumed-issued")),
        (RequestState::Rejected, all("request.state.rejected")),
        (RequestState::Withdrawn, all("request.state.withdrawn")),
    ]
}

#[test]
fn every_verb_in_every_state_is_allowed_or_refused_by_the_model() {
    let model = model();
    let states: Vec<RequestState> = model.iter().map(|(state, _)| *state).collect();
    assert_eq!(states, RequestState::ALL);
    for (state, row) in model {
        for (column, wanted) in row.into_iter().enumerate() {
            let mut office = Office::open();
            let request = office.request_in(state, "subject");
            let command = &verbs(&office, request)[column];
            let found = office.run(command);
            let found = found.as_deref().map_err(|refusal| refusal.code());
            assert_eq!(found, wanted, "{} while {state}", command.act());
        }
    }
}

#[test]
fn what_becomes_of_a_request_is_what_the_events_say() {
    let mut office = Office::open();
    let request = office.approved("subject", &["bob"]);
    let command = &verbs(&office, request)[0];
    office.run(command).unwrap();
    let file = office.file(request);
    assert_eq!(
        (file.state, file.put_up.is_none()),
        (RequestState::Received, true)
    );
    assert_eq!(
        file.asks_for.as_ref().unwrap().common_name.as_deref(),
        Some("SUPPLIER ONE")
    );
    // The serial number that was put up stays spent.
    assert_eq!(office.register.certificates().len(), 3);
    office.run(&office.put_up_command(request)).unwrap();
    assert_eq!(office.register.certificates().len(), 4);
    assert!(office.file(request).put_up.as_ref().unwrap().approvals.is_empty());
}

#[test]
fn an_abandoned_intent_leads_back_to_the_beginning() {
    let mut office = Office::open();
    let request = office.request_in(RequestState::Intended, "subject");
    assert_eq!(office.register.open_intents().collect::<Vec<_>>(), [request]);
    let abandoned = office.abandoned(request);
    office.apply(vec![abandoned]);
    assert_eq!(office.register.open_intents().count(), 0);
    assert_eq!(office.file(request).state, RequestState::Received);
    office.run(&office.put_up_command(request)).unwrap();
}

fn received(octets: Vec<u8>) -> ReceiveRequest {
    ReceiveRequest {
        organisation: organisation("supplier-one"),
        submitter: person(SUBMITTER),
        octets,
    }
}

fn receive(octets: Vec<u8>) -> Command {
    Command::ReceiveRequest(received(octets))
}

#[test]
fn every_spelling_of_a_request_is_the_same_request() {
    let der = request_for(LAB_ENTITY, "subject");
    for spelling in Spelling::ALL {
        let mut office = Office::open();
        let request = office.register.next_request();
        let events = office.run(&receive(spelled(&der, spelling))).unwrap();
        assert_eq!(events, ["request-received"], "{spelling:?}");
        assert_eq!(
            office.file(request).octets,
            Octets::from(der.clone()),
            "{spelling:?}"
        );
    }
}

#[test]
fn a_defect_of_the_request_rejects_it_on_arrival_with_its_code() {
    for (defect, code) in [
        (RequestDefect::BadSignature, "request.possession"),
        (RequestDefect::KeyUsageBoth, "request.key-usage"),
        (RequestDefect::EntityNull, "request.identifier-null"),
    ] {
        let mut specimen = RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("subject"));
        defect.apply(&mut specimen);
        let mut office = Office::open();
        let request = office.register.next_request();
        let events = crate::decide::decide(
            &office.register,
            &office.policy,
            &receive(specimen.der()),
            office.at,
        )
        .unwrap();
        let crate::event::Event::RequestRejected(rejected) = &events[1] else {
            panic!("{events:?}");
        };
        assert!(
            rejected.codes.iter().any(|found| found == code),
            "{defect:?}: {:?}",
            rejected.codes
        );
        office.apply(events);
        assert_eq!(
            office.register.request_state(request),
            Some(RequestState::Rejected)
        );
        // App M 2.3.1.3: the same key may be handed in again.
        office.received("subject");
    }
}

#[test]
fn octets_that_are_no_request_are_recorded_and_rejected() {
    for octets in [
        &b""[..],
        b"hello",
        &[0x30, 0x03, 0x02, 0x01],
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n",
    ] {
        let mut office = Office::open();
        let examined = super::examine(
            &office.register,
            &office.policy,
            &received(octets.to_vec()),
            office.at,
        )
        .unwrap();
        assert_eq!(examined[0].code(), rule::READABLE.code);
        let events = office.run(&receive(octets.to_vec())).unwrap();
        assert_eq!(events, ["request-received", "request-rejected"]);
    }
    let office = Office::open();
    let command = receive(vec![b'A'; MOST_OCTETS + 1]);
    assert_eq!(office.refusal(&command), "request.too-large");
}

/// The codes of the breaches that a request is rejected for on arrival.
fn breaches(office: &Office, submitter: &str, octets: Vec<u8>) -> Vec<String> {
    breaches_of(office, "supplier-one", submitter, octets)
}

fn breaches_of(office: &Office, of: &str, submitter: &str, octets: Vec<u8>) -> Vec<String> {
    let command = Command::ReceiveRequest(ReceiveRequest {
        organisation: organisation(of),
        submitter: person(submitter),
        octets,
    });
    let events = crate::decide::decide(&office.register, &office.policy, &command, office.at).unwrap();
    match events.get(1) {
        Some(crate::event::Event::RequestRejected(rejected)) => rejected.codes.clone(),
        _ => Vec::new(),
    }
}

#[test]
fn what_the_register_says_against_a_request_is_found_all_at_once() {
    let mut office = Office::open();
    // The responsible officer of A with the identifier of B.
    let found = breaches(&office, SUBMITTER, request_for(OTHER_ENTITY, "subject"));
    assert_eq!(found, [rule::IDENTIFIER_OWNER.code]);
    // Somebody of another organisation, and an identifier that is not this one's.
    let found = breaches(&office, "tess", request_for(OTHER_ENTITY, "subject"));
    assert_eq!(found, [rule::SUBMITTER.code, rule::IDENTIFIER_OWNER.code]);
    // A responsible officer who was taken off the register just before.
    let mut now = supplier_one();
    now.responsible_officers[0].person = person("sue");
    now.roles = ["03".parse().unwrap()].into();
    office.run(&office.amend(now)).unwrap();
    let found = breaches(&office, SUBMITTER, request_for(LAB_ENTITY, "subject"));
    assert_eq!(found, [rule::SUBMITTER.code, rule::ROLE_OF_ORGANISATION.code]);
    // Evidence of more than twelve months ago.
    office.at = moment("2027-01-05");
    let found = breaches(&office, "sue", request_for(LAB_ENTITY, "subject"));
    assert_eq!(
        found,
        [rule::EVIDENCE_CURRENT.code, rule::ROLE_OF_ORGANISATION.code]
    );
}

#[test]
fn a_key_is_certified_once_and_for_one_subject() {
    let mut office = Office::open();
    office.request_in(RequestState::Issued, "subject");
    let found = breaches(&office, SUBMITTER, request_for(LAB_ENTITY, "subject"));
    assert_eq!(found, [rule::KEY_CERTIFIED_BEFORE.code]);
    let found = breaches_of(
        &office,
        "supplier-two",
        "tess",
        request_for(OTHER_ENTITY, "subject"),
    );
    assert_eq!(
        found,
        [rule::KEY_CERTIFIED_BEFORE.code, rule::KEY_OF_ANOTHER.code]
    );
    // A certificate that may have been issued counts as issued.
    office.request_in(RequestState::PresumedIssued, "another");
    let found = breaches(&office, SUBMITTER, request_for(LAB_ENTITY, "another"));
    assert_eq!(found, [rule::KEY_CERTIFIED_BEFORE.code]);
    // Two requests with one key may wait together, but not both be put up once one is issued.
    let waiting = office.received("third");
    office.request_in(RequestState::Issued, "third");
    assert_eq!(
        office.refusal(&office.put_up_command(waiting)),
        "request.key-certified"
    );
}

#[test]
fn the_register_is_asked_again_when_a_request_is_put_up() {
    let mut office = Office::open();
    let request = office.received("subject");
    let mut now = supplier_one();
    now.identifiers = [s1spki_policies::Eui64::new([1; 8])].into();
    office.run(&office.amend(now)).unwrap();
    assert_eq!(
        office.refusal(&office.put_up_command(request)),
        "request.eligibility"
    );
    let mut now = supplier_one();
    now.responsible_officers[0].person = person("sue");
    office.run(&office.amend(now)).unwrap();
    assert_eq!(
        office.refusal(&office.put_up_command(request)),
        "request.submitter"
    );
    office.run(&office.amend(supplier_one())).unwrap();
    office.at = moment("2027-02-01");
    assert_eq!(
        office.refusal(&office.put_up_command(request)),
        "organisation.evidence-age"
    );
}

#[test]
fn a_common_name_that_does_not_fit_is_refused() {
    let mut office = Office::open();
    let request = office.received("subject");
    for text in ["", "SEVENTEEN OCTETS!", "TAB\tIN IT"] {
        let edit = EditRequest {
            request,
            organisation: None,
            common_name: Correction::Set(text.to_owned()),
            reason: "a correction".to_owned(),
            by: person("dave"),
        };
        assert_eq!(
            office.refusal(&Command::EditRequest(edit)),
            "request.common-name",
            "{text:?}"
        );
    }
}

#[test]
fn what_lapsed_can_be_put_up_again_with_another_serial_number() {
    let mut office = Office::open();
    let request = office.put_up("subject");
    let before = office.file(request).put_up.clone().unwrap();
    office.at = before.lapses_at.plus_seconds(-1).unwrap();
    assert_eq!(
        office.refusal(&office.put_up_command(request)),
        "request.state.put-up"
    );
    office.at = before.lapses_at;
    let events = office.run(&office.put_up_command(request)).unwrap();
    assert_eq!(events, ["approvals-voided", "request-put-up"]);
    let after = office.file(request).put_up.clone().unwrap();
    assert_ne!(before.serial, after.serial);
    assert_eq!(after.validity.not_before, office.at.start_of_day());
}

#[test]
fn not_before_never_leaves_its_window() {
    let mut office = Office::open();
    office.at = moment("2026-01-10T23:59:59Z");
    let request = office.put_up("subject");
    let put_up = office.file(request).put_up.clone().unwrap();
    assert_eq!(put_up.validity.not_before, moment("2026-01-10"));
    assert_eq!(put_up.lapses_at, moment("2026-01-15T23:59:59Z")); // P5D, within the window of P7D
}

#[test]
fn a_serial_number_drawn_twice_locks_the_authority() {
    let mut office = Office::open();
    let first = office.put_up("subject");
    let serial = office.file(first).put_up.as_ref().unwrap().serial.clone();
    let second = office.received("another");
    let command = Command::PutUpRequest(PutUpRequest {
        request: second,
        serial,
        by: person("dave"),
    });
    assert_eq!(office.run(&command).unwrap(), ["authority-locked"]);
    // What grants is refused, what stops is not.
    assert_eq!(office.refusal(&office.put_up_command(second)), "authority.locked");
    let hold = Command::HoldRequest(Office::direct(second, "dave"));
    assert_eq!(office.run(&hold).unwrap(), ["request-held"]);
}

#[test]
fn only_those_who_may_direct_a_request_can() {
    let office = &mut Office::open();
    let request = office.received("subject");
    for (command, code) in [
        (
            Command::HoldRequest(Office::direct(request, "nobody")),
            "officer.unknown",
        ),
        (
            Command::RejectRequest(Office::direct(request, SUBMITTER)),
            "officer.unknown",
        ),
        (
            Command::WithdrawRequest(Office::direct(request, "tess")),
            "request.submitter",
        ),
        (
            Command::WithdrawRequest(Office::direct(request, "dave")),
            "request.submitter",
        ),
    ] {
        assert_eq!(office.refusal(&command), code);
    }
    let mut direct = Office::direct(request, "dave");
    direct.reason = "  ".to_owned();
    assert_eq!(office.refusal(&Command::RejectRequest(direct)), "reason.missing");
    let unknown = Office::direct(request.next(), "dave");
    assert_eq!(office.refusal(&Command::HoldRequest(unknown)), "request.unknown");
}

#[test]
fn the_usage_that_is_asked_for_says_which_profile_it_is() {
    for (usage, profile) in [
        (OrganisationUsage::Signing, "organisation-signing"),
        (OrganisationUsage::KeyAgreement, "organisation-key-agreement"),
    ] {
        let mut office = Office::open();
        let request = office.register.next_request();
        let octets = RequestSpecimen::lab(usage, &TestKey::p256("subject")).der();
        office.run(&receive(octets)).unwrap();
        office.run(&office.put_up_command(request)).unwrap();
        assert_eq!(office.file(request).put_up.as_ref().unwrap().profile, profile);
    }
}

#[test]
fn rules_have_codes_of_their_own() {
    let mut codes: Vec<&str> = rule::ALL.iter().map(|rule| rule.code).collect();
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), rule::ALL.len());
}

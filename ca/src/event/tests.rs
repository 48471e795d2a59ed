use super::*;
use crate::command::Act;
use crate::double::office::{Office, moment, person, supplier_one};
use crate::register::RequestState;
use crate::statement::SignedStatement;
use crate::store::CertificateKey;
use crate::{Hash, Octets, PublicKey, RequestId};

/// One event of every name, all of whose fields are always the same.
fn specimens() -> Vec<Event> {
    use s1spki_policies::{Environment, Policy, RevocationReason, SerialNumber, Validity};
    let hash = Hash::of(b"a hash");
    let request = RequestId::FIRST;
    let at = moment("2026-01-10T09:00:00Z");
    let by = person("bob");
    let reason = "for a reason".to_owned();
    let octets = Octets(vec![0x00, 0xFF, 0x10]);
    let key = crate::double::office::TestSigner::of("subject");
    let key: PublicKey = crate::signer::Signer::public_key(&key).clone();
    let serial: SerialNumber = "0x40000000000000000000000000000001".parse().unwrap();
    let certificate = CertificateKey {
        issuer: key.identifier(),
        serial: serial.clone(),
    };
    let policy_sha256 = Policy::embedded("zaz1").unwrap().unwrap().hash();
    let policy_sha256 = policy_sha256.to_string().replace(|_| true, "a").parse().unwrap();
    let statement = SignedStatement::new("header.claims.signature");
    let statements = vec![statement.clone()];
    let validity = Validity {
        not_before: moment("2026-01-10"),
        not_after: moment("2027-01-09T23:59:59Z"),
    };
    let policy = PolicyRecord {
        id: "lab".to_owned(),
        sha256: policy_sha256,
        environment: Environment::Lab,
        adoption_quorum: 2,
        statements: statements.clone(),
        canonical: "s1spki-policy\t1\n".to_owned(),
    };
    let intended = IntendedCertificate {
        public_key: key.clone(),
        tbs: octets.clone(),
    };
    let established = EstablishedCertificate {
        common_name: "TEST-R1".to_owned(),
        subject: octets.clone(),
        public_key: key.clone(),
        key_identifier: key.identifier(),
        serial: serial.clone(),
        validity,
        certificate: octets.clone(),
    };
    let organisation = OrganisationRegistered::from(supplier_one());
    vec![
        EstablishmentIntended {
            policy: policy.clone(),
            root: intended.clone(),
            issuing: intended,
        }
        .into(),
        AuthorityEstablished {
            root: established.clone(),
            issuing: established,
        }
        .into(),
        PolicyAdopted { policy }.into(),
        OfficerEnrolled {
            officer: by.clone(),
            name: "Bob Baker".to_owned(),
            public_key: key.clone(),
            statements: statements.clone(),
        }
        .into(),
        OfficerRemoved {
            officer: person("carol"),
            reason: reason.clone(),
            by: by.clone(),
        }
        .into(),
        organisation.clone().into(),
        OrganisationAmended {
            now: organisation.clone(),
            reason: reason.clone(),
        }
        .into(),
        RequestReceived {
            request,
            organisation: organisation.organisation.clone(),
            submitter: person("sam"),
            octets: octets.clone(),
            sha256: hash,
            asks_for: Some(RequestedCertificate {
                profile: "organisation-signing".to_owned(),
                role: "02".parse().unwrap(),
                eui64: "90-B3-D5-1F-30-01-00-00".parse().unwrap(),
                common_name: Some("SUPPLIER ONE".to_owned()),
                public_key: key,
            }),
            kept: 27,
            findings: vec![RecordedFinding {
                code: "request.name-spelling".to_owned(),
                outcome: s1spki_validator::Outcome::Warning,
                clause: "RAPP 4.1.2".to_owned(),
                found: "OU, CN".to_owned(),
                wanted: "CN, OU".to_owned(),
                hint: "nothing is lost".to_owned(),
            }],
            policy_sha256,
        }
        .into(),
        RequestEdited {
            request,
            organisation: organisation.organisation,
            common_name: None,
            reason: reason.clone(),
            by: by.clone(),
        }
        .into(),
        RequestPutUp {
            request,
            profile: "organisation-signing".to_owned(),
            issuer: certificate.issuer,
            serial,
            validity,
            tbs: octets.clone(),
            tbs_sha256: hash,
            policy_sha256,
            lapses_at: at,
            by: by.clone(),
        }
        .into(),
        RequestHeld {
            request,
            reason: reason.clone(),
            by: by.clone(),
        }
        .into(),
        RequestReleased {
            request,
            reason: reason.clone(),
            by: by.clone(),
        }
        .into(),
        RequestRejected {
            request,
            codes: vec!["request.possession".to_owned()],
            reason: reason.clone(),
            by: None,
        }
        .into(),
        RequestWithdrawn {
            request,
            reason: reason.clone(),
            by: by.clone(),
        }
        .into(),
        ApprovalGiven {
            request,
            officer: by.clone(),
            statement: statement.clone(),
        }
        .into(),
        ApprovalsVoided {
            request,
            why: VoidReason::PolicyChanged,
        }
        .into(),
        IssuanceIntended {
            request,
            certificate: certificate.clone(),
            tbs_sha256: hash,
            policy_sha256,
            approvals: vec![hash],
        }
        .into(),
        CertificateIssued {
            request,
            certificate: octets.clone(),
        }
        .into(),
        IssuanceAbandoned {
            request,
            certificate: certificate.clone(),
            reason: reason.clone(),
        }
        .into(),
        IntentPresumedIssued { request }.into(),
        RevocationRequested {
            certificate: certificate.clone(),
            reason: RevocationReason::KeyCompromise,
            officer: by.clone(),
            expires: at,
            statement: statement.clone(),
        }
        .into(),
        RevocationApproved {
            certificate: certificate.clone(),
            officer: by.clone(),
            statement,
        }
        .into(),
        CertificateRevoked {
            certificate: certificate.clone(),
            reason: RevocationReason::KeyCompromise,
            at,
        }
        .into(),
        ListIntended {
            issuer: certificate.issuer,
            number: 7,
            this_update: at,
            next_update: at,
            entries: 1,
            tbs_sha256: hash,
        }
        .into(),
        ListIssued {
            issuer: certificate.issuer,
            number: 7,
            this_update: at,
            next_update: at,
            list: octets,
        }
        .into(),
        CommandRefused {
            act: Act::ApproveRequest,
            by: Some(by),
            code: "request.approval.own-request".to_owned(),
            what: reason.clone(),
        }
        .into(),
        AuthorityLocked {
            contradiction: Contradiction::SerialRepeated { certificate },
        }
        .into(),
        AuthorityUnlocked {
            lock: hash,
            reason,
            statements,
        }
        .into(),
    ]
}

/// The stored format, octet for octet: a change here is a change of what stands in ledgers, and not allowed. An
/// event that needs another shape is a new event.
#[test]
fn every_event_is_stored_as_it_always_was() {
    let text: String = specimens()
        .iter()
        .map(|event| {
            let draft = event.draft();
            format!("{}\t{}\n", draft.kind, String::from_utf8(draft.payload).unwrap())
        })
        .collect();
    let golden = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/golden/events-1.txt");
    if std::env::var_os("S1SPKI_REWRITE").is_some() {
        std::fs::write(golden, &text).unwrap();
    }
    assert_eq!(text, std::fs::read_to_string(golden).unwrap());
}

#[test]
fn every_event_reads_back_as_written() {
    let events = specimens();
    assert_eq!(events.iter().map(Event::name).collect::<Vec<_>>(), Event::NAMES);
    let extension = crate::ledger::Head::EMPTY
        .extend(moment("2026-01-10"), events.iter().map(Event::draft))
        .unwrap();
    for (event, entry) in events.iter().zip(extension.entries()) {
        assert_eq!(Event::of(entry).as_ref(), Ok(event));
    }
}

#[test]
fn other_names_and_other_fields_are_errors() {
    let entry = |kind: &str, payload: &str| {
        let draft = Draft::new(kind, payload);
        crate::ledger::Head::EMPTY
            .extend(moment("2026-01-10"), [draft])
            .unwrap()
            .entries()[0]
            .clone()
    };
    let unknown = Event::of(&entry("request-blessed", "{}")).unwrap_err();
    assert_eq!((unknown.sequence, unknown.source), (1, ReadError::UnknownName));
    for payload in [
        "",
        "{}",
        r#"{"request":"R1","more":1}"#,
        r#"{"request":"R0"}"#,
        "[]",
    ] {
        let error = Event::of(&entry("intent-presumed-issued", payload)).unwrap_err();
        assert!(
            matches!(error.source, ReadError::Payload(_)),
            "{payload}: {error}"
        );
    }
}

#[test]
fn the_states_of_an_office_are_what_its_events_add_up_to() {
    // Folding the same events again gives the same register.
    let mut office = Office::open();
    for (number, state) in RequestState::ALL.into_iter().enumerate() {
        office.request_in(state, &format!("subject-{number}"));
    }
    let states: Vec<_> = (0..RequestState::ALL.len())
        .map(|index| office.register.request_state(RequestId::at_index(index)).unwrap())
        .collect();
    assert_eq!(states, RequestState::ALL);
    assert_eq!(office.register.open_requests().count(), 4);
}

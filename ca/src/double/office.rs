//! A lab authority in memory, in which decisions are taken note of as soon as they are taken: for everything that
//! needs no disk.

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{LAB_ENTITY, Name, OrganisationUsage, RequestSpecimen};
use s1spki_policies::{CertificateId, Eui64, Moment, Policy, RevocationReason, SerialNumber};

use crate::approval;
use crate::command::{
    AmendOrganisation, ApproveRequest, Command, DirectRequest, EnrolOfficer, PutUpRequest, ReceiveRequest,
    RegisterOrganisation,
};
use crate::decide::decide;
use crate::declaration::{
    self, Action, IssuanceApproval, OfficerEnrolment, RevocationApproval, RevocationRequest,
};
use crate::establish::{AuthorityKeys, Founding, FoundingOfficer, Plan, Serials};
use crate::event::{Event, Evidence, IssuanceAbandoned, IssuanceIntended, ResponsibleOfficer};
use crate::journal::Durable;
use crate::refusal::Refusal;
use crate::register::{Recorded, Register, RequestFile, RequestState};
use crate::signer::{Signer, SignerError};
use crate::statement::{SignedStatement, Statement};
use crate::store::CertificateKey;
use crate::{Hash, OrganisationId, PersonId, PublicKey, RequestId, officer, revoke};

/// A published test key as a signer.
pub(crate) struct TestSigner {
    key: TestKey,
    public_key: PublicKey,
}

impl TestSigner {
    pub(crate) fn of(label: &str) -> Self {
        let key = TestKey::p256(label);
        let public_key = PublicKey::from_subject_public_key_info(&key.public().info).unwrap();
        Self { key, public_key }
    }
}

impl Signer for TestSigner {
    fn public_key(&self) -> &PublicKey {
        &self.public_key
    }

    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, SignerError> {
        Ok(self.key.sign(message))
    }
}

/// The people of the office: four officers; `alice` collects evidence.
pub(crate) const OFFICERS: [(&str, &str); 4] = [
    ("alice", "Alice Archer"),
    ("bob", "Bob Baker"),
    ("carol", "Carol Carter"),
    ("dave", "Dave Draper"),
];

/// The one who hands in requests for `supplier-one`.
pub(crate) const SUBMITTER: &str = "sam";

/// The identifier of `supplier-two`.
pub(crate) const OTHER_ENTITY: Eui64 = Eui64::new([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x03, 0x00, 0x00]);

pub(crate) fn person(name: &str) -> PersonId {
    name.parse().unwrap()
}

pub(crate) fn organisation(name: &str) -> OrganisationId {
    name.parse().unwrap()
}

pub(crate) fn moment(text: &str) -> Moment {
    text.parse().unwrap()
}

/// Who founds the lab.
pub(crate) fn founding() -> Founding {
    let officers = OFFICERS.map(|(officer, name)| FoundingOfficer {
        officer: person(officer),
        name: name.to_owned(),
        public_key: TestSigner::of(officer).public_key,
    });
    Founding {
        officers: officers.to_vec(),
        adoption: Vec::new(),
    }
}

/// `supplier-one`, a supplier whose evidence `alice` collected.
pub(crate) fn supplier_one() -> RegisterOrganisation {
    RegisterOrganisation {
        organisation: organisation("supplier-one"),
        name: "Supplier One Ltd".to_owned(),
        roles: ["02".parse().unwrap()].into(),
        identifiers: [LAB_ENTITY].into(),
        responsible_officers: vec![ResponsibleOfficer {
            person: person(SUBMITTER),
            name: "Sam Smith".to_owned(),
        }],
        evidence: Evidence {
            scheme: "GPG46".to_owned(),
            level: 3,
            file_sha256: Hash::of(b"the file"),
            collected_by: person("alice"),
            collected_at: moment("2026-01-05"),
        },
        by: person("alice"),
    }
}

/// `supplier-two`, for whom `tess` acts.
pub(crate) fn supplier_two() -> RegisterOrganisation {
    RegisterOrganisation {
        organisation: organisation("supplier-two"),
        name: "Supplier Two Ltd".to_owned(),
        identifiers: [OTHER_ENTITY].into(),
        responsible_officers: vec![ResponsibleOfficer {
            person: person("tess"),
            name: "Tess Taylor".to_owned(),
        }],
        ..supplier_one()
    }
}

/// The request of the supplier with this identifier, for the key with this label.
pub(crate) fn request_for(entity: Eui64, key: &str) -> Vec<u8> {
    let subject = Name::organisation(None, "02", entity);
    RequestSpecimen::organisation(OrganisationUsage::Signing, subject, &TestKey::p256(key)).der()
}

/// A lab authority in memory.
pub(crate) struct Office {
    pub(crate) policy: Policy,
    pub(crate) register: Register,
    pub(crate) at: Moment,
    /// Every event that was taken note of, in order.
    pub(crate) history: Vec<Durable>,
}

impl Office {
    /// A lab with two suppliers, on 10 January 2026.
    pub(crate) fn open() -> Self {
        let mut office = Self {
            policy: Policy::embedded("lab").unwrap().unwrap(),
            register: Register::default(),
            at: moment("2026-01-10T09:00:00Z"),
            history: Vec::new(),
        };
        office.establish();
        office
            .run(&Command::RegisterOrganisation(supplier_one()))
            .unwrap();
        office
            .run(&Command::RegisterOrganisation(supplier_two()))
            .unwrap();
        office
    }

    fn establish(&mut self) {
        let (root, issuing) = (TestSigner::of("root"), TestSigner::of("issuing"));
        let keys = AuthorityKeys {
            root: &root,
            issuing: &issuing,
        };
        let serials = Serials {
            root: self.serial(1),
            issuing: self.serial(2),
        };
        let throwaway = TestSigner::of("throwaway");
        let mut plan = Plan::make(&self.policy, &founding(), keys, &serials, &throwaway, self.at).unwrap();
        let durable = self.apply(std::mem::take(&mut plan.events));
        let established = plan.sign(&durable[0], keys).unwrap();
        self.apply(vec![established]);
    }

    /// Takes note of events as if they had been entered in a ledger.
    pub(crate) fn apply(&mut self, events: Vec<Event>) -> Vec<Durable> {
        let mut durable = Vec::new();
        for event in events {
            let sequence = self.entries() + 1;
            let entry = Hash::of(&sequence.to_be_bytes());
            self.register.apply(&Recorded {
                event: &event,
                at: self.at,
                entry,
            });
            durable.push(Durable::for_test(event, self.at, entry, sequence));
            self.history.extend(durable.last().cloned());
        }
        durable
    }

    fn entries(&self) -> u64 {
        self.history.len().try_into().unwrap()
    }

    /// Decides, and takes note of what was decided.
    pub(crate) fn run(&mut self, command: &Command) -> Result<Vec<&'static str>, Refusal> {
        let events = decide(&self.register, &self.policy, command, self.at)?;
        let names = events.iter().map(Event::name).collect();
        self.apply(events);
        Ok(names)
    }

    /// The code with which a command is refused; nothing is changed.
    pub(crate) fn refusal(&self, command: &Command) -> &'static str {
        match decide(&self.register, &self.policy, command, self.at) {
            Ok(events) => panic!("not refused: {events:?}"),
            Err(refusal) => refusal.code(),
        }
    }

    /// A serial number with this number in it.
    pub(crate) fn serial(&self, number: u64) -> SerialNumber {
        let octets = [0x5A_u64.to_be_bytes(), number.to_be_bytes()].concat();
        let octets = [&[0x40], &octets[1..]].concat();
        SerialNumber::from_magnitude(&octets).unwrap()
    }

    pub(crate) fn file(&self, request: RequestId) -> &RequestFile {
        self.register.open_request(request).unwrap()
    }

    /// Takes the request of `supplier-one` for a key in.
    pub(crate) fn received(&mut self, key: &str) -> RequestId {
        let request = self.register.next_request();
        let command = ReceiveRequest {
            organisation: organisation("supplier-one"),
            submitter: person(SUBMITTER),
            octets: request_for(LAB_ENTITY, key),
        };
        let events = self.run(&Command::ReceiveRequest(command)).unwrap();
        assert_eq!(events, ["request-received"]);
        request
    }

    pub(crate) fn put_up_command(&self, request: RequestId) -> Command {
        Command::PutUpRequest(PutUpRequest {
            request,
            serial: self.serial(1000 + self.entries()),
            by: person("dave"),
        })
    }

    /// A request that is put up.
    pub(crate) fn put_up(&mut self, key: &str) -> RequestId {
        let request = self.received(key);
        self.run(&self.put_up_command(request)).unwrap();
        request
    }

    /// A request that is put up, and approved by these officers.
    pub(crate) fn approved(&mut self, key: &str, officers: &[&str]) -> RequestId {
        let request = self.put_up(key);
        for officer in officers {
            self.run(&self.approve(request, officer)).unwrap();
        }
        request
    }

    /// What is to be signed to approve a request.
    pub(crate) fn approval(&self, request: RequestId) -> IssuanceApproval {
        approval::to_sign(&self.register, &self.policy, request, self.at).unwrap()
    }

    pub(crate) fn sign<S: Statement>(&self, declaration: &S, officer: &str) -> SignedStatement {
        declaration::sign(declaration, &person(officer), &TestSigner::of(officer)).unwrap()
    }

    pub(crate) fn approve(&self, request: RequestId, officer: &str) -> Command {
        Command::ApproveRequest(ApproveRequest {
            request,
            statement: self.sign(&self.approval(request), officer),
        })
    }

    pub(crate) fn direct(request: RequestId, by: &str) -> DirectRequest {
        DirectRequest {
            request,
            reason: "for a reason".to_owned(),
            by: person(by),
        }
    }

    /// A request in any state.
    pub(crate) fn request_in(&mut self, state: RequestState, key: &str) -> RequestId {
        if state == RequestState::Received {
            return self.received(key);
        }
        let request = self.put_up(key);
        let put_up = self.file(request).put_up.clone().unwrap();
        let intended = IssuanceIntended {
            request,
            certificate: put_up.certificate_key(),
            tbs_sha256: put_up.tbs_sha256,
            policy_sha256: put_up.policy_sha256,
            approvals: Vec::new(),
        };
        let direct = Self::direct(request, "dave");
        match state {
            RequestState::Received | RequestState::PutUp => {}
            RequestState::Held => drop(self.run(&Command::HoldRequest(direct)).unwrap()),
            RequestState::Rejected => drop(self.run(&Command::RejectRequest(direct)).unwrap()),
            RequestState::Withdrawn => {
                let direct = Self::direct(request, SUBMITTER);
                self.run(&Command::WithdrawRequest(direct)).unwrap();
            }
            RequestState::Intended => drop(self.apply(vec![intended.into()])),
            RequestState::Issued => {
                let issued = crate::event::CertificateIssued {
                    request,
                    certificate: Vec::new().into(),
                };
                self.apply(vec![intended.into(), issued.into()]);
            }
            RequestState::PresumedIssued => {
                let presumed = crate::event::IntentPresumedIssued { request };
                self.apply(vec![intended.into(), presumed.into()]);
            }
        }
        assert_eq!(self.register.request_state(request), Some(state));
        request
    }

    /// The Certificate ID of what the issuing authority issued, or is to issue, for a serial number.
    pub(crate) fn id(&self, certificate: &CertificateKey) -> CertificateId {
        let authorities = self.register.authorities().unwrap();
        let issuer = authorities.with_key(certificate.issuer).unwrap();
        CertificateId::new(issuer.common_name.clone(), certificate.serial.clone())
    }

    pub(crate) fn revocation(
        &self,
        certificate: &CertificateId,
        reason: RevocationReason,
    ) -> RevocationRequest {
        RevocationRequest {
            action: Action::RequestRevocation,
            authority: self.register.authority().unwrap(),
            certificate: certificate.clone(),
            reason,
            expires: self.at.plus_seconds(3600).unwrap(),
            at: self.at,
        }
    }

    pub(crate) fn revocation_approval(&self, certificate: &CertificateId) -> RevocationApproval {
        let key = revoke::find(&self.register, certificate).unwrap();
        let pending = self.register.pending_revocation(&key).unwrap();
        RevocationApproval {
            action: Action::ApproveRevocation,
            authority: self.register.authority().unwrap(),
            certificate: certificate.clone(),
            reason: pending.reason,
            request_sha256: pending.request_sha256,
            expires: pending.expires,
            at: self.at,
        }
    }

    /// What makes a person with the key of this label an officer, signed by these officers.
    pub(crate) fn enrol(&self, officer: &str, name: &str, key: &str, by: &[&str]) -> Command {
        let public_key = TestSigner::of(key).public_key;
        let enrolment = OfficerEnrolment {
            action: Action::EnrolOfficer,
            authority: self.register.authority().unwrap(),
            officer: person(officer),
            name: name.to_owned(),
            key_sha256: officer::key_hash(&public_key),
            expires: self.at.plus_seconds(3600).unwrap(),
            at: self.at,
        };
        Command::EnrolOfficer(EnrolOfficer {
            officer: person(officer),
            name: name.to_owned(),
            public_key,
            statements: by.iter().map(|officer| self.sign(&enrolment, officer)).collect(),
        })
    }

    pub(crate) fn amend(&self, now: RegisterOrganisation) -> Command {
        Command::AmendOrganisation(AmendOrganisation {
            now,
            reason: "for a reason".to_owned(),
        })
    }

    pub(crate) fn abandoned(&self, request: RequestId) -> Event {
        let abandoned = IssuanceAbandoned {
            request,
            certificate: self.file(request).certificate.clone().unwrap(),
            reason: "the key did not answer".to_owned(),
        };
        abandoned.into()
    }
}

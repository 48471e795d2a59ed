//! What events mean for the tables that are looked things up in. The one place that says so: the tables made
//! anew from the ledger have the same rows.

use std::collections::BTreeMap;

use s1spki_validator::{Certificate, CertificateFacts};

use crate::error::OperationError;
use crate::event::{EstablishedCertificate, Event};
use crate::journal::Durable;
use crate::register::{Register, RequestFile, concerned};
use crate::store::{
    BurnedSerial, CertificateKey, CertificateRecord, Change, CrlRecord, RequestRecord, Revocation,
};
use crate::{KeyIdentifier, RequestId};

/// What these events change in the tables; `before` is the register without them.
pub(crate) fn changes(before: &Register, events: &[Durable]) -> Result<Vec<Change>, OperationError> {
    let mut files = BTreeMap::new();
    let mut changes = Vec::new();
    for durable in events {
        follow(before, &mut files, durable);
        changes.extend(of(before, &files, durable)?);
    }
    changes.extend(
        files
            .values()
            .map(|file| Change::RequestSaved(Box::new(row(file)))),
    );
    Ok(changes)
}

/// Moves the request on that the event is about.
fn follow(before: &Register, files: &mut BTreeMap<RequestId, RequestFile>, durable: &Durable) {
    let Some(request) = concerned(durable.event()) else {
        return;
    };
    if let Event::RequestReceived(event) = durable.event() {
        files.insert(request, RequestFile::received(event, durable.at()));
    } else if let Some(file) = files.get_mut(&request) {
        file.follow(durable.event(), durable.at());
    } else if let Some(file) = before.open_request(request) {
        let mut file = file.clone();
        file.follow(durable.event(), durable.at());
        files.insert(request, file);
    }
}

/// What one event changes, apart from the row of its request.
fn of(
    before: &Register,
    files: &BTreeMap<RequestId, RequestFile>,
    durable: &Durable,
) -> Result<Vec<Change>, OperationError> {
    let burned = |key: CertificateKey, request: Option<RequestId>| {
        Change::SerialBurned(BurnedSerial {
            key,
            request: request.map(|request| request.to_string()),
            at: durable.at(),
        })
    };
    Ok(match durable.event() {
        Event::AuthorityEstablished(event) => {
            let root = event.root.key_identifier;
            let mut changes = Vec::new();
            for authority in [&event.root, &event.issuing] {
                let key = key_of(root, authority);
                changes.push(burned(key.clone(), None));
                changes.push(stored(durable, key, &authority.certificate, None)?);
            }
            changes
        }
        Event::RequestPutUp(event) => {
            let key = CertificateKey {
                issuer: event.issuer,
                serial: event.serial.clone(),
            };
            vec![burned(key, Some(event.request))]
        }
        Event::CertificateIssued(event) => {
            let file = files
                .get(&event.request)
                .or_else(|| before.open_request(event.request));
            let key = file.and_then(|file| file.certificate.clone());
            let key = key.ok_or_else(|| fault(durable, "the request has no serial number"))?;
            vec![stored(durable, key, &event.certificate, Some(event.request))?]
        }
        Event::CertificateRevoked(event) => {
            let revocation = Revocation {
                at: event.at,
                reason: event.reason,
            };
            vec![Change::CertificateRevoked(event.certificate.clone(), revocation)]
        }
        Event::ListIssued(event) => vec![Change::CrlStored(Box::new(CrlRecord {
            issuer: event.issuer,
            number: event.number,
            this_update: event.this_update,
            next_update: event.next_update,
            der: event.list.to_vec(),
        }))],
        Event::EstablishmentIntended(_)
        | Event::PolicyAdopted(_)
        | Event::OfficerEnrolled(_)
        | Event::OfficerRemoved(_)
        | Event::OrganisationRegistered(_)
        | Event::OrganisationAmended(_)
        | Event::RequestReceived(_)
        | Event::RequestEdited(_)
        | Event::RequestHeld(_)
        | Event::RequestReleased(_)
        | Event::RequestRejected(_)
        | Event::RequestWithdrawn(_)
        | Event::ApprovalGiven(_)
        | Event::ApprovalsVoided(_)
        | Event::IssuanceIntended(_)
        | Event::IssuanceAbandoned(_)
        | Event::IntentPresumedIssued(_)
        | Event::RevocationRequested(_)
        | Event::RevocationApproved(_)
        | Event::ListIntended(_)
        | Event::CommandRefused(_)
        | Event::AuthorityLocked(_)
        | Event::AuthorityUnlocked(_) => Vec::new(),
    })
}

fn key_of(root: KeyIdentifier, authority: &EstablishedCertificate) -> CertificateKey {
    CertificateKey {
        issuer: root,
        serial: authority.serial.clone(),
    }
}

/// The row of a certificate: everything but its key and its request is read from the certificate itself.
fn stored(
    durable: &Durable,
    key: CertificateKey,
    der: &[u8],
    request: Option<RequestId>,
) -> Result<Change, OperationError> {
    let certificate = Certificate::decode(der).map_err(|error| fault(durable, &error.to_string()))?;
    let facts = CertificateFacts::of(&certificate);
    Ok(Change::CertificateStored(Box::new(CertificateRecord {
        key,
        subject_key: KeyIdentifier::new(facts.key_identifier),
        common_name: facts.common_name(),
        role: facts.role(),
        eui64: facts.entity(),
        usage: certificate.key_usage().unwrap_or_default().iter().collect(),
        validity: certificate.validity(),
        request: request.map(|request| request.to_string()),
        der: der.to_vec(),
    })))
}

fn fault(durable: &Durable, what: &str) -> OperationError {
    OperationError::Projection {
        sequence: durable.sequence(),
        what: what.to_owned(),
    }
}

fn row(file: &RequestFile) -> RequestRecord {
    RequestRecord {
        id: file.id.to_string(),
        state: file.state.to_string(),
        organisation: file.organisation.to_string(),
        submitted_by: file.submitter.to_string(),
        submitted_at: file.received_at,
        changed_at: file.changed_at,
        // A file holds text, whole numbers and lists: its JSON cannot fail to be written.
        document: serde_json::to_vec(file).unwrap_or_default(),
    }
}

//! The catalogue of grounds on which commands are refused.

use super::Ground;

/// Declares the catalogue.
macro_rules! grounds {
    ($($(#[$attribute:meta])* $name:ident = $code:literal, $wanted:literal, $hint:literal;)*) => {
        $($(#[$attribute])* pub const $name: Ground = Ground { code: $code, wanted: $wanted, hint: $hint };)*

        /// Every ground, in the order of declaration.
        pub const ALL: &[Ground] = &[$($name,)*];
    };
}

grounds! {
    // The authority as a whole

    /// Certificates are issued before the authority has its own.
    NOT_ESTABLISHED = "authority.not-established",
        "an authority that has its certificates",
        "establishing it was broken off; begin again in a new folder";
    /// There is an authority already.
    ESTABLISHED_ALREADY = "authority.established-already",
        "an empty ledger",
        "begin in a new folder";
    /// The authority found a contradiction.
    LOCKED = "authority.locked",
        "an authority that is not locked",
        "look into the contradiction; two officers unlock the authority with a reason";
    /// A key that is not the authority's.
    WRONG_KEY = "authority.wrong-key",
        "the private key of the certificate",
        "open the key of this authority";
    /// The certificate of the authority has ended, or has not begun.
    AUTHORITY_EXPIRED = "authority.expired",
        "an authority whose own certificate is in date",
        "set the clock right, or establish a new authority";
    /// The certificate of the authority was revoked.
    AUTHORITY_REVOKED = "authority.revoked",
        "an authority whose own certificate is not revoked",
        "establish a new authority";
    /// A certificate would outlive its issuer.
    OUTLIVES_ISSUER = "authority.outlived",
        "a certificate that ends no later than that of its issuer",
        "establish a new issuing authority; nothing is cut short";
    /// Both authorities have one key.
    ONE_KEY = "authority.one-key",
        "different keys for root and issuing authority",
        "make a second key";
    /// There is no lock to take away.
    NOT_LOCKED = "authority.not-locked",
        "an authority that is locked",
        "nothing is to be done";
    /// A statement about another lock.
    OTHER_LOCK = "authority.other-lock",
        "a statement about the lock that is in force",
        "sign a new statement";

    // Policies

    /// A policy that describes somebody else's PKI.
    REFERENCE_POLICY = "policy.reference",
        "a policy for production or for a lab",
        "a reference policy is for validation only: take another policy";
    /// Values that gate issuance are assumed, and nobody answers for them.
    NOT_ADOPTED = "policy.not-adopted",
        "every value that gates issuance designated or measured, or adopted by officers",
        "confirm the values against the document and state their standing, or have officers sign `policy adopt`";
    /// Another policy than the one on record.
    NOT_IN_FORCE = "policy.not-in-force",
        "the policy that is in force",
        "take the policy on record, or have officers adopt this one";
    /// The policy on record is adopted again.
    IN_FORCE_ALREADY = "policy.in-force-already",
        "another policy than the one in force",
        "nothing is to be done";
    /// A lab becomes production, or the other way round.
    OTHER_ENVIRONMENT = "policy.other-environment",
        "a policy for the same environment",
        "establish a new authority for the other environment";
    /// The authority's own certificates break the policy.
    AUTHORITY_DOES_NOT_FIT = "policy.authority-does-not-fit",
        "a policy that the authority's own certificates keep",
        "establish a new authority for this policy";
    /// A policy without a profile that is needed.
    NO_PROFILE = "policy.no-profile",
        "one root profile, one issuing profile and a profile for each usage",
        "add the profile to the policy file";

    /// The profile cannot be filled with what is there.
    TEMPLATE = "policy.template",
        "a subject that fills the profile",
        "correct the request, or the profile";
    /// A list that this version cannot write.
    LIST_PROFILE = "policy.list-profile",
        "lists with authority-key-identifier and crl-number, and entries with reason-code or nothing",
        "state these extensions in the policy file";

    // Officers and statements

    /// Somebody who is not an officer.
    OFFICER_UNKNOWN = "officer.unknown",
        "an officer of this authority",
        "enrol the person as an officer first";
    /// Somebody who was an officer.
    OFFICER_REMOVED = "officer.removed",
        "an officer who was not removed",
        "ask another officer";
    /// The name was given before.
    OFFICER_ENROLLED = "officer.enrolled-already",
        "a person who is not and never was an officer under this name",
        "choose another name; names are not given twice";
    /// The key is somebody else's.
    OFFICER_KEY_TAKEN = "officer.key-taken",
        "a key that no officer and no authority has",
        "make a key of the person's own";
    /// Two officers with one name are one person.
    OFFICER_NAME_TAKEN = "officer.name-taken",
        "a full name that no present officer has",
        "one person has one vote; tell different people apart by their full names";
    /// Not a key that can be used.
    OFFICER_KEY = "officer.key",
        "a P-256 public key",
        "write it with `openssl pkey -pubout`";
    /// So few officers that nothing could be approved.
    TOO_FEW_OFFICERS = "officer.too-few",
        "as many officers as the greatest number that an act needs",
        "enrol another officer first";
    /// Not enough officers signed.
    TOO_FEW_STATEMENTS = "statement.too-few",
        "statements of as many different officers as the policy asks for",
        "ask another officer to sign";
    /// Not a signed statement of the wanted kind.
    STATEMENT_FORM = "statement.form",
        "a statement signed by an officer with ES256, as `s1spki-ca` writes it",
        "sign the statement anew";
    /// The signature is wrong.
    STATEMENT_SIGNATURE = "statement.signature",
        "a statement signed with the officer's registered key, and not changed since",
        "sign the statement anew, with the registered key";
    /// A statement for another authority.
    STATEMENT_AUTHORITY = "statement.other-authority",
        "a statement for this authority",
        "sign a statement for this authority";
    /// A statement about something else.
    STATEMENT_SUBJECT = "statement.other-subject",
        "a statement about what is to be done",
        "sign a statement about this";
    /// The time of the statement is over.
    STATEMENT_EXPIRED = "statement.expired",
        "a statement that has not expired",
        "sign a new statement";
    /// A reason is missing.
    NO_REASON = "reason.missing",
        "a reason in words",
        "say why; an auditor will ask";

    // Organisations

    /// Nobody by this name.
    ORGANISATION_UNKNOWN = "organisation.unknown",
        "an organisation in the register",
        "register it first";
    /// Somebody by this name.
    ORGANISATION_REGISTERED = "organisation.registered-already",
        "an organisation that is not in the register",
        "amend it, or choose another name";
    /// No name.
    ORGANISATION_NAME = "organisation.name",
        "the organisation's name",
        "take it from the register extract";
    /// A role that organisations do not have.
    ORGANISATION_ROLE = "organisation.role",
        "roles of the policy's profiles for organisations",
        "see the role table of the policy";
    /// All zeros, or none at all.
    ORGANISATION_IDENTIFIER = "organisation.identifier",
        "at least one EUI-64, and none of zeros",
        "ask the organisation for its identifiers";
    /// Somebody else has it.
    ORGANISATION_IDENTIFIER_TAKEN = "organisation.identifier-taken",
        "identifiers that no other organisation has",
        "find out whose it is; amend the other organisation first";
    /// Nobody to act for it, or one person twice.
    ORGANISATION_PEOPLE = "organisation.responsible-officers",
        "at least one responsible officer, and none twice",
        "ask for the nomination forms";
    /// Not proved as the policy asks.
    ORGANISATION_EVIDENCE = "organisation.evidence",
        "evidence by the scheme and at the level of the policy",
        "collect the evidence that the policy asks for";
    /// Evidence of long ago, or of tomorrow.
    ORGANISATION_EVIDENCE_AGE = "organisation.evidence-age",
        "evidence that was collected no longer ago than the policy allows",
        "collect it anew, and amend the organisation";

    // Requests

    /// No such request.
    REQUEST_UNKNOWN = "request.unknown",
        "a request of this authority",
        "list the requests";
    /// Larger than any request can be.
    REQUEST_TOO_LARGE = "request.too-large",
        "a certificate request of at most 64 KiB",
        "hand in the request alone";
    /// Received, and not put up yet.
    REQUEST_IS_RECEIVED = "request.state.received",
        "a request in another state",
        "put it up for approval first";
    /// Put up for approval.
    REQUEST_IS_PUT_UP = "request.state.put-up",
        "a request in another state",
        "it waits for approvals; edit, hold or reject it to stop that";
    /// On hold.
    REQUEST_IS_HELD = "request.state.held",
        "a request in another state",
        "release it first";
    /// Rejected.
    REQUEST_IS_REJECTED = "request.state.rejected",
        "a request that is still open",
        "hand in a new request; the same key may be used";
    /// Withdrawn.
    REQUEST_IS_WITHDRAWN = "request.state.withdrawn",
        "a request that is still open",
        "hand in a new request; the same key may be used";
    /// About to be signed.
    REQUEST_IS_INTENDED = "request.state.intended",
        "a request in another state",
        "it is being signed; look again";
    /// Signed.
    REQUEST_IS_ISSUED = "request.state.issued",
        "a request that is still open",
        "its certificate is issued; it can be revoked";
    /// Perhaps signed.
    REQUEST_IS_PRESUMED_ISSUED = "request.state.presumed-issued",
        "a request that is still open",
        "its serial number can be revoked; hand in a new request with a new key";
    /// Nothing is asked to be different.
    REQUEST_UNCHANGED = "request.edit.nothing",
        "a correction that changes something",
        "nothing is to be done";
    /// The common name does not fit the profile.
    REQUEST_COMMON_NAME = "request.common-name",
        "a common name as the profile has it, or none",
        "correct the common name";
    /// Not somebody who may act for the organisation.
    REQUEST_SUBMITTER = "request.submitter",
        "a responsible officer of the organisation",
        "have a responsible officer hand it in";
    /// Not the organisation's identifier, or not its role.
    REQUEST_ELIGIBILITY = "request.eligibility",
        "an identifier and a role that the register has for the organisation",
        "amend the organisation, or reject the request";
    /// The key stands in a certificate already.
    REQUEST_KEY_CERTIFIED = "request.key-certified",
        "a key that was never certified",
        "ask for a request with a new key";
    /// The key stands in a certificate of somebody else.
    REQUEST_KEY_OF_ANOTHER = "request.key-of-another",
        "a key that no other subject has",
        "find out who holds the key; ask for a request with a new one";

    // Approvals

    /// Whoever handed in a request cannot approve it.
    OWN_REQUEST = "request.approval.own-request",
        "an officer who did not hand the request in",
        "ask another officer";
    /// Whoever collected the evidence cannot approve what rests on it.
    OWN_EVIDENCE = "request.approval.own-evidence",
        "an officer who did not collect the evidence on the organisation",
        "ask another officer";
    /// One officer, one approval.
    APPROVED_ALREADY = "request.approval.given-already",
        "an officer who has not approved it yet",
        "ask another officer";
    /// Something else was approved.
    OTHER_REQUEST = "request.approval.other-request",
        "an approval of this request",
        "sign an approval of what is put up";
    /// Other octets were approved.
    OTHER_OCTETS = "request.approval.other-octets",
        "an approval of the octets that are put up",
        "look at what is put up now, and sign an approval of it";
    /// Another policy was in force.
    OTHER_POLICY = "request.approval.other-policy",
        "an approval under the policy in force",
        "put the request up again, and sign an approval of it";
    /// What was put up has lapsed.
    LAPSED = "request.approval.lapsed",
        "an approval before what was put up lapses",
        "put the request up again";
    /// The approval would outlive what it approves.
    EXPIRES_LATE = "request.approval.expires-late",
        "an approval that expires no later than what it approves lapses",
        "sign an approval of what is put up";

    // Issuance

    /// Not enough approvals that count.
    TOO_FEW_APPROVALS = "request.issue.too-few-approvals",
        "approvals of as many different officers as the policy asks for",
        "ask another officer to approve";
    /// The inspection of the copy found something.
    INSPECTION = "request.issue.inspection",
        "a certificate in which the validator finds neither breach nor warning",
        "correct the request; if the request is right, tell the maker of this program";

    // Revocation and lists

    /// No such certificate.
    CERTIFICATE_UNKNOWN = "revocation.unknown-certificate",
        "a certificate that this authority issued, or presumes to have issued",
        "find it by its Certificate ID, or among the presumed ones";
    /// It is being signed at this moment.
    CERTIFICATE_INTENDED = "revocation.intended",
        "a certificate that is issued, or presumed to be",
        "wait until it is issued";
    /// It is the root.
    CERTIFICATE_IS_ROOT = "revocation.root",
        "a certificate with an issuer above it",
        "no list can speak for a root: withdraw it from every relying party";
    /// It is revoked.
    REVOKED_ALREADY = "revocation.revoked-already",
        "a certificate that is not revoked",
        "nothing is to be done";
    /// The reason is not one of the policy's.
    REVOCATION_REASON = "revocation.reason",
        "a reason that the policy permits",
        "choose another reason";
    /// Nobody asked for it.
    REVOCATION_NOT_REQUESTED = "revocation.not-requested",
        "a revocation that an officer has requested",
        "request it first";
    /// One officer, one vote.
    REVOCATION_SAME_OFFICER = "revocation.same-officer",
        "an officer who has not spoken on this revocation yet",
        "ask another officer";
    /// A statement on another request.
    REVOCATION_OTHER_REQUEST = "revocation.other-request",
        "an approval of the revocation that is requested now, with its reason",
        "look at the request, and sign an approval of it";
    /// The clock stands before the last list.
    LIST_TIME = "list.time-went-back",
        "a time later than the last list",
        "set the clock right";
    /// The list, inspected.
    LIST_INSPECTION = "list.inspection",
        "a list in which the validator finds neither breach nor warning",
        "tell the maker of this program: nothing was signed";

    // Publication

    /// The list is another authority's.
    PUBLISH_ISSUER = "publication.issuer",
        "the list of this authority",
        "publish the list that belongs there";
    /// The list is signed with another key.
    PUBLISH_KEY = "publication.key",
        "a list signed with this authority's key",
        "publish the list that belongs there";
    /// The list is older than the one that is out.
    PUBLISH_NUMBER = "publication.number",
        "a list with a higher number than the published one",
        "issue a new list";
    /// The list has ended, or has not begun.
    PUBLISH_TIME = "publication.time",
        "a list that is in date",
        "issue a new list";
    /// A revoked certificate is missing.
    PUBLISH_MISSING = "publication.missing",
        "a list that names every revoked certificate",
        "issue a new list";
    /// Not a list.
    PUBLISH_FORM = "publication.form",
        "a certificate revocation list in DER",
        "publish the list as it was issued";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_unique_and_speak_in_words() {
        let mut codes: Vec<&str> = ALL.iter().map(|ground| ground.code).collect();
        codes.sort_unstable();
        let count = codes.len();
        codes.dedup();
        assert_eq!(codes.len(), count);
        for Ground { code, wanted, hint } in ALL {
            assert!(
                code.bytes().all(|c| c.is_ascii_lowercase() || b".-".contains(&c)),
                "{code}"
            );
            assert!(
                code.contains('.') && !wanted.is_empty() && !hint.is_empty(),
                "{code}"
            );
        }
    }
}

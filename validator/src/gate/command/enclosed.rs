//! What an S1SP signed, inside a response.

use super::super::codes_of;
use crate::finding::{Basis, Detail, Finding, Outcome, Rule};
use crate::verdict::{CertificateInPlace, Decision, GateVerdict};

/// What a response brings has a signature of its own, which has to hold too.
pub(super) static ENCLOSED: Rule = Rule {
    code: "command.enclosed-message",
    summary: "what an S1SP signed inside the response is accepted itself",
    basis: Basis::Standard("DUIS schema: SMETS1SignedResponse, S1SPAlert"),
    hint: "judge the enclosed message alone to see every finding on it",
};

/// What the verdict on the enclosed message means for the response.
pub(super) fn finding(inner: &GateVerdict) -> Finding {
    let detail = |outcome| {
        let codes: Vec<&str> = codes_of(inner.findings_with(outcome));
        Detail::new(codes.join(", "), "an enclosed message that is accepted")
    };
    match inner.decision {
        Decision::Accept => Finding::pass(&ENCLOSED),
        Decision::Undecided => Finding::not_checked(&ENCLOSED, detail(Outcome::NotChecked)),
        Decision::Refuse => Finding::breach(&ENCLOSED, detail(Outcome::Breach)),
    }
}

/// The certificates that were looked at for it, each in its place.
pub(super) fn certificates(inner: GateVerdict) -> impl Iterator<Item = CertificateInPlace> {
    let certificates = inner.certificates.into_iter();
    certificates.map(|certificate| CertificateInPlace {
        place: format!("{} of the enclosed message", certificate.place),
        ..certificate
    })
}

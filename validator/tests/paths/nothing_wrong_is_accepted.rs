//! What was altered is refused, wherever it was altered; and many threads see what one sees.

use s1spki_fixtures::make::{CertificateSpecimen, RevocationReason};
use s1spki_validator::path::{PathReport, PathSettings, PathValidator};
use s1spki_validator::revocation::RevocationStatus;
use s1spki_validator::{Certificate, RevocationList};

use crate::pki::{at, breaches, ca, decoded, validator};

/// A chain with its lists, in octets.
struct Chain {
    sub: Vec<u8>,
    leaf: Vec<u8>,
    root_list: Vec<u8>,
    sub_list: Vec<u8>,
}

impl Chain {
    fn new() -> Self {
        let (root, sub) = (ca("root"), ca("CA"));
        let other = sub.issues("another leaf");
        Self {
            sub: root.certifies(&sub).der(),
            leaf: sub.issues("leaf").der(),
            root_list: root.lists(1, &[]).der(),
            sub_list: sub.lists(1, &[(&other, RevocationReason::Superseded)]).der(),
        }
    }

    /// Nothing where one of the objects cannot be read.
    fn judge(&self) -> Option<PathReport> {
        let leaf = Certificate::decode(&self.leaf).ok()?;
        let sub = Certificate::decode(&self.sub).ok()?;
        let lists = [
            RevocationList::decode(&self.root_list).ok()?,
            RevocationList::decode(&self.sub_list).ok()?,
        ];
        Some(validator(PathSettings::default(), &ca("root"), &[sub], &lists).validate(&leaf, at()))
    }
}

/// Which octets of an object to alter.
type Part = fn(&mut Chain) -> &mut Vec<u8>;

#[test]
fn no_octet_can_be_altered() {
    assert!(Chain::new().judge().unwrap().is_valid());
    let parts: [Part; 4] = [
        |chain| &mut chain.leaf,
        |chain| &mut chain.sub,
        |chain| &mut chain.root_list,
        |chain| &mut chain.sub_list,
    ];
    for (number, part) in parts.iter().enumerate() {
        let mut chain = Chain::new();
        let mut refused = 0;
        for index in 0..part(&mut chain).len() {
            // Each bit in turn, so that over the whole object every bit of every kind of octet is met.
            let bit = 1_u8 << (index % 8);
            part(&mut chain)[index] ^= bit;
            if let Some(report) = chain.judge() {
                assert!(!report.is_valid(), "octet {index} of part {number}");
                refused += 1;
            }
            part(&mut chain)[index] ^= bit;
        }
        assert!(refused > 100, "{refused} of part {number} could be read");
        assert!(chain.judge().unwrap().is_valid());
    }
}

#[test]
fn a_certificate_of_another_key_or_issuer_does_not_slip_in() {
    let (root, sub, other) = (ca("root"), ca("CA"), ca("other CA"));
    let pool = [decoded(&root.certifies(&sub)), decoded(&root.certifies(&other))];
    let validator = validator(crate::pki::without_lists(), &root, &pool, &[]);
    let swapped = |change: fn(&mut CertificateSpecimen)| {
        let mut leaf = sub.issues("leaf");
        change(&mut leaf);
        breaches(&validator.validate(&decoded(&leaf), at()))
    };
    assert!(swapped(|_| {}).is_empty());
    assert_eq!(
        swapped(|leaf| leaf.issuer = ca("other CA").name),
        ["path.signature"]
    );
    assert_eq!(swapped(|leaf| leaf.issuer = ca("root").name), ["path.signature"]);
    assert_eq!(
        swapped(|leaf| leaf.issuer = ca("nobody").name),
        ["path.issuer-unknown"]
    );
}

#[test]
fn an_end_entity_cannot_issue() {
    // As a published device certificate had it: the signature is good, its maker no CA.
    let (root, sub) = (ca("root"), ca("CA"));
    let end_entity = ca("end entity");
    let pool = [decoded(&root.certifies(&sub)), decoded(&sub.issues("end entity"))];
    let validator = validator(crate::pki::without_lists(), &root, &pool, &[]);
    let report = validator.validate(&decoded(&end_entity.issues("leaf")), at());
    assert_eq!(breaches(&report), ["path.basic-constraints", "path.key-usage"]);
}

#[test]
fn many_threads_see_what_one_sees() {
    fn is_shareable<T: Send + Sync>(_: &T) {}

    let (root, sub) = (ca("root"), ca("CA"));
    let leaves: Vec<CertificateSpecimen> = (0..8)
        .map(|number| sub.issues(&format!("leaf {number}")))
        .collect();
    let revoked = [(&leaves[3], RevocationReason::KeyCompromise)];
    let make = || -> PathValidator {
        let lists = [
            crate::pki::decoded_list(&root.lists(1, &[])),
            crate::pki::decoded_list(&sub.lists(1, &revoked)),
        ];
        validator(
            PathSettings::default(),
            &root,
            &[decoded(&root.certifies(&sub))],
            &lists,
        )
    };
    let validator = make();
    is_shareable(&validator);
    let leaves: Vec<Certificate> = leaves.iter().map(decoded).collect();
    let judge = |leaf| {
        let report = validator.validate(leaf, at());
        let is_revoked = matches!(
            report.certificates()[0].revocation().status(),
            RevocationStatus::Revoked(_)
        );
        (report.is_valid(), is_revoked, report.work())
    };
    std::thread::scope(|scope| {
        let threads: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| leaves.iter().map(judge).collect::<Vec<_>>()))
            .collect();
        let alone: Vec<_> = leaves.iter().map(judge).collect();
        for thread in threads {
            assert_eq!(thread.join().unwrap(), alone);
        }
        let valid: Vec<bool> = alone
            .iter()
            .map(|(valid, revoked, _)| *valid && !revoked)
            .collect();
        assert_eq!(valid, [true, true, true, false, true, true, true, true]);
    });
}

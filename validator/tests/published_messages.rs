//! Published messages of the test PKI, judged at fixed times: what is wrong with each of them, every reason, written by
//! hand from what is known of them. No evidence is given, so that whatever needs some is not checked.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use s1spki_fixtures::samples::{Samples, samples};
use s1spki_policies::Policy;
use s1spki_validator::directory::{Directory, DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::CommandEvidence;
use s1spki_validator::gate::CommandGate;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, Decision, GateVerdict, Outcome, read_blocks};

/// A message, and what is to be said of it at a time.
struct Case {
    file: &'static str,
    at: &'static str,
    decision: Decision,
    breach: &'static [&'static str],
    warning: &'static [&'static str],
    not_checked: &'static [&'static [&'static str]],
}

/// Nobody published a revocation list of this PKI. Its policy lets that be, so that it is a warning.
const NO_LIST: &[&str] = &["command.signer-revocation"];

/// What cannot be looked at while the signer is not known.
const OF_SIGNER: &[&str] = &[
    "signature.digest",
    "signature.verifies",
    "command.signer-chain",
    "command.signer-revocation",
    "command.signer-key-usage",
    "command.signer-originator",
    "command.signer-role",
];
/// What cannot be looked at without evidence on the user.
const OF_USER: &[&str] = &["command.user-known", "command.user-live", "command.user-role"];
/// What cannot be looked at without evidence on the device.
const OF_DEVICE: &[&str] = &[
    "command.responsible-party",
    "command.device-known",
    "command.device-status",
    "command.smets1-target",
    "command.service-provider",
    "command.eligible-product",
    "command.slot-not-null",
    "command.notified-certificate",
    "command.execution-counter",
    "command.anomaly-attribute",
];
/// What cannot be looked at of a critical request besides.
const OF_CRITICAL: &[&str] = &["command.signer-role-of-user", "command.anomaly-count"];
const COUNTERSIGNATURE: &[&str] = &["command.countersignature"];

/// The placeholders of published templates: two values of 7 octets, and an issuer that nobody knows.
const TEMPLATE: &[&str] = &[
    "signature.digest-value",
    "signature.signature-value",
    "command.signer-certificate",
];
/// Whether SMETS1 has the service is not known.
const SMETS1: &[&str] = &["command.smets1-service"];

const CASES: &[Case] = &[
    Case {
        file: "signed/read-inventory-response-5.4.xml",
        at: "2025-12-29",
        decision: Decision::Accept,
        breach: &[],
        warning: NO_LIST,
        not_checked: &[],
    },
    // The signer's certificate names Z1, was not signed by it, and writes its role in decimal.
    Case {
        file: "signed/readfw-response.xml",
        at: "2022-08-18",
        decision: Decision::Refuse,
        breach: &["command.signer-chain", "command.signer-role"],
        warning: &[],
        not_checked: &[NO_LIST], // without an issuer there is nobody whose list could be asked
    },
    // Tampered with: the service reference is none, the digest differs; and an access control broker signed it.
    Case {
        file: "signed/readfw-response-invalid.xml",
        at: "2022-06-24",
        decision: Decision::Refuse,
        breach: &[
            "message.service-reference",
            "signature.digest",
            "command.signer-role",
        ],
        warning: NO_LIST,
        not_checked: &[],
    },
    // Its certificate ended on 29 October 2025.
    Case {
        file: "signed/readfw-response-invalid.xml",
        at: "2026-01-01",
        decision: Decision::Refuse,
        breach: &[
            "message.service-reference",
            "signature.digest",
            "command.signer-chain",
            "command.signer-role",
        ],
        warning: NO_LIST,
        not_checked: &[],
    },
    Case {
        file: "signed/duis-xxe.xml",
        at: "2022-06-24",
        decision: Decision::Refuse,
        breach: &["message.doctype"],
        warning: &[],
        not_checked: &[],
    },
    Case {
        file: "requests/8.2_READ_INVENTORY_REQUEST_DUIS.XML",
        at: "2025-09-15",
        decision: Decision::Refuse,
        breach: TEMPLATE,
        warning: &[],
        not_checked: &[OF_SIGNER, OF_USER, COUNTERSIGNATURE],
    },
    Case {
        file: "requests/CS01a_2.2_SUCCESS_REQUEST_DUIS.XML",
        at: "2025-09-15",
        decision: Decision::Refuse,
        breach: TEMPLATE,
        warning: &[],
        not_checked: &[OF_SIGNER, OF_USER, OF_DEVICE, COUNTERSIGNATURE],
    },
    Case {
        file: "requests/ECS22b_4.8.1_SINGLE_SUCCESS_REQUEST_DUIS.XML",
        at: "2025-09-15",
        decision: Decision::Refuse,
        breach: TEMPLATE,
        warning: SMETS1,
        not_checked: &[OF_SIGNER, OF_USER, OF_DEVICE, COUNTERSIGNATURE],
    },
    Case {
        file: "requests/ECS02_1.6_IMMEDIATE_SINGLE_SUCCESS_REQUEST_DUIS.XML",
        at: "2025-09-15",
        decision: Decision::Refuse,
        breach: TEMPLATE,
        warning: SMETS1,
        not_checked: &[OF_SIGNER, OF_USER, OF_DEVICE, OF_CRITICAL, COUNTERSIGNATURE],
    },
    Case {
        file: "requests/ECS43_7.2_SUCCESS_REQUEST_DUIS.XML",
        at: "2025-09-15",
        decision: Decision::Refuse,
        breach: TEMPLATE,
        warning: SMETS1,
        not_checked: &[OF_SIGNER, OF_USER, OF_DEVICE, OF_CRITICAL, COUNTERSIGNATURE],
    },
    // The replacement certificates are good, in the right places, and the sender's own.
    Case {
        file: "requests/CS02bSupplierBySupplier_6.15.1_IMMEDIATE_SUCCESS_REQUEST_DUIS.XML",
        at: "2025-09-15",
        decision: Decision::Refuse,
        breach: TEMPLATE,
        warning: SMETS1,
        not_checked: &[OF_SIGNER, OF_USER, OF_DEVICE, OF_CRITICAL, COUNTERSIGNATURE],
    },
    // A supplier brings the certificates of a network operator.
    Case {
        file: "requests/CS02bNOByNOHandover_6.21_SUCCESS_REQUEST_DUIS.XML",
        at: "2025-09-15",
        decision: Decision::Refuse,
        breach: TEMPLATE,
        warning: &["command.replacement-owner", "command.smets1-service"],
        not_checked: &[OF_SIGNER, OF_USER, OF_DEVICE, COUNTERSIGNATURE],
    },
];

#[test]
fn published_messages_are_judged_with_every_reason() {
    let Some(samples) = samples("published_messages_are_judged_with_every_reason") else {
        return;
    };
    let policy = Policy::embedded("zaz1").unwrap().unwrap();
    let directory = directory(&samples);
    let mut wrong = Vec::new();
    for case in CASES {
        let judge = judge(&samples, &policy, case.at);
        let gate = CommandGate::new(&policy, &judge, &directory);
        let message = fs::read(samples.folder().join("duis").join(case.file)).unwrap();
        let verdict = gate.decide(case.file, &message, &CommandEvidence::default());
        wrong.extend(case.differences(&verdict));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

impl Case {
    fn differences(&self, verdict: &GateVerdict) -> Vec<String> {
        let wanted = BTreeMap::from([
            ("breach", set(self.breach.iter())),
            ("warning", set(self.warning.iter())),
            ("not-checked", set(self.not_checked.iter().copied().flatten())),
        ]);
        let found = |outcome| set(verdict.findings_with(outcome).map(|finding| finding.code()));
        let found = BTreeMap::from([
            ("breach", found(Outcome::Breach)),
            ("warning", found(Outcome::Warning)),
            ("not-checked", found(Outcome::NotChecked)),
        ]);
        let name = format!("{} at {}", self.file, self.at);
        let mut differences = Vec::new();
        if verdict.decision != self.decision {
            differences.push(format!(
                "{name}: {} instead of {}",
                verdict.decision, self.decision
            ));
        }
        for (outcome, wanted) in wanted {
            let found = &found[outcome];
            differences.extend(
                wanted
                    .difference(found)
                    .map(|code| format!("{name}: - {outcome} {code}")),
            );
            differences.extend(
                found
                    .difference(&wanted)
                    .map(|code| format!("{name}: + {outcome} {code}")),
            );
        }
        differences
    }
}

fn set<T: ToString>(codes: impl Iterator<Item = T>) -> BTreeSet<String> {
    codes.map(|code| code.to_string()).collect()
}

fn judge<'a>(samples: &Samples, policy: &'a Policy, at: &str) -> ChainJudge<'a> {
    let issuing = Certificate::decode(&samples.zaz1_issuing()).unwrap();
    let anchor = TrustAnchor::from_certificate(issuing);
    ChainJudge::new(policy, at.parse().unwrap(), [anchor], [], [])
}

/// The signers, and the good organisation certificates.
fn directory(samples: &Samples) -> Directory {
    let mut builder = DirectoryBuilder::new();
    let mut paths: Vec<_> = fs::read_dir(samples.folder().join("duis/certificates"))
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    for path in paths {
        let blocks = read_blocks(&fs::read(&path).unwrap(), usize::MAX).unwrap();
        let label = path.file_name().unwrap().to_string_lossy();
        builder
            .add(&label, &blocks[0].der, RepositoryStatus::Unknown)
            .unwrap();
    }
    for sample in samples.zaz1_good() {
        builder
            .add(&sample.name, &sample.der, RepositoryStatus::Unknown)
            .unwrap();
    }
    builder.build()
}

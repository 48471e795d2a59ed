use s1spki_policies::Policy;
use s1spki_validator::{Certificate, CertificateFacts, Outcome, identify, inspect};

use super::{AuthorityKeys, Founding, Plan, Serials};
use crate::adoption;
use crate::double::office::{Office, TestSigner, founding, moment};
use crate::signer::Signer;

fn plan(policy: &Policy, founding: &Founding, root: &str, issuing: &str) -> Result<Plan, &'static str> {
    let office = Office::open();
    let (root, issuing) = (TestSigner::of(root), TestSigner::of(issuing));
    let keys = AuthorityKeys {
        root: &root,
        issuing: &issuing,
    };
    let serials = Serials {
        root: office.serial(1),
        issuing: office.serial(2),
    };
    let throwaway = TestSigner::of("throwaway");
    Plan::make(policy, founding, keys, &serials, &throwaway, office.at).map_err(|refusal| refusal.code())
}

fn lab() -> Policy {
    Policy::embedded("lab").unwrap().unwrap()
}

#[test]
fn an_authority_needs_different_keys_and_enough_different_people() {
    let code = |founding: &Founding, root, issuing| plan(&lab(), founding, root, issuing).map(drop);
    assert_eq!(code(&founding(), "root", "issuing"), Ok(()));
    assert_eq!(code(&founding(), "root", "root"), Err("authority.one-key"));
    let first = |count: usize| Founding {
        officers: founding().officers[..count].to_vec(),
        adoption: Vec::new(),
    };
    assert_eq!(code(&first(2), "root", "issuing"), Ok(()));
    assert_eq!(code(&first(1), "root", "issuing"), Err("officer.too-few"));
    assert_eq!(code(&first(0), "root", "issuing"), Err("officer.too-few"));
    assert_eq!(code(&founding(), "alice", "issuing"), Err("officer.key-taken"));
    assert_eq!(code(&founding(), "root", "bob"), Err("officer.key-taken"));
    let mut twice = founding();
    twice.officers[1] = twice.officers[0].clone();
    assert_eq!(code(&twice, "root", "issuing"), Err("officer.enrolled-already"));
    let mut namesakes = founding();
    namesakes.officers[1].name = namesakes.officers[0].name.to_uppercase();
    assert_eq!(code(&namesakes, "root", "issuing"), Err("officer.name-taken"));
}

#[test]
fn production_begins_with_the_signatures_of_its_officers() {
    let production = Policy::embedded("foc-s1spki").unwrap().unwrap();
    let code = |founding: &Founding| plan(&production, founding, "root", "issuing").map(drop);
    assert_eq!(code(&founding()), Err("policy.not-adopted"));
    let office = Office::open();
    let adoption = adoption::to_sign(&production, None, moment("2026-01-09"));
    let mut adopted = founding();
    adopted.adoption = ["bob", "carol"]
        .map(|officer| office.sign(&adoption, officer))
        .to_vec();
    assert_eq!(code(&adopted), Ok(()));
    // By somebody who is not among the first officers.
    adopted.adoption[1] = office.sign(&adoption, "mallory");
    assert_eq!(code(&adopted), Err("officer.unknown"));
    let zaz1 = Policy::embedded("zaz1").unwrap().unwrap();
    assert_eq!(
        plan(&zaz1, &founding(), "root", "issuing").err(),
        Some("policy.reference")
    );
}

#[test]
fn both_certificates_keep_their_profiles_and_fit_together() {
    let office = Office::open();
    let authorities = office.register.authorities().unwrap();
    let root = Certificate::decode(&authorities.root.certificate).unwrap();
    let issuing = Certificate::decode(&authorities.issuing.certificate).unwrap();
    for certificate in [&root, &issuing] {
        let facts = CertificateFacts::of(certificate);
        let profile = identify(&facts, &office.policy).profile.unwrap();
        for finding in inspect(&facts, profile, &office.policy) {
            assert!(
                matches!(finding.outcome(), Outcome::Pass | Outcome::NotApplicable),
                "{}: {finding:?}",
                profile.name
            );
        }
        assert!(
            TestSigner::of("root")
                .public_key()
                .has_signed(certificate.tbs(), certificate.signature())
        );
    }
    assert_eq!(issuing.issuer().der(), root.subject().der());
    assert_eq!(issuing.issuer().der(), &*authorities.root.subject);
    // The first second of the day, and the last second of the period.
    assert_eq!(
        issuing.validity().to_string(),
        "2026-01-10T00:00:00Z to 2029-01-09T23:59:59Z"
    );
}

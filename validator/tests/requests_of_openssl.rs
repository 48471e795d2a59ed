//! Requests that OpenSSL makes: by the script of the documentation, and plain.

#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing)]

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::OrganisationUsage;
use s1spki_fixtures::oracle::{OpenSsl, RequestWish, StringMask};
use s1spki_policies::{Eui64, Policy, RemotePartyRole};
use s1spki_validator::{Decision, Finding, Outcome, RequestVerdict};

const ENTITY: Eui64 = Eui64::new([0x90, 0xB3, 0xD5, 0x1F, 0x30, 0x01, 0x00, 0x00]);

fn wishes() -> Vec<RequestWish> {
    let usages = [OrganisationUsage::Signing, OrganisationUsage::KeyAgreement];
    let names = [None, Some("Example Energy".to_owned())];
    let wish = |(usage, common_name)| RequestWish {
        key: TestKey::p256("supplier"),
        role: RemotePartyRole::new(0x02),
        entity: ENTITY,
        usage,
        common_name,
    };
    let all = usages
        .into_iter()
        .flat_map(|usage| names.clone().map(|name| (usage, name)));
    all.map(wish).collect()
}

fn verdict(request: &[u8]) -> RequestVerdict {
    let policy = Policy::embedded("foc-s1spki").unwrap().unwrap();
    RequestVerdict::on("request", request, &policy)
}

fn codes(verdict: &RequestVerdict, outcome: Outcome) -> Vec<&'static str> {
    let findings = verdict.findings.iter();
    let findings = findings.filter(|finding| finding.outcome() == outcome);
    findings.map(Finding::code).collect()
}

fn check_identity(verdict: &RequestVerdict, wish: &RequestWish) {
    let identity = verdict.identity.as_ref().unwrap();
    assert_eq!(identity.role.as_ref().unwrap().to_string(), "02 supplier");
    assert_eq!(identity.eui64, Some(wish.entity));
    let profile = match wish.usage {
        OrganisationUsage::Signing => "organisation-signing",
        OrganisationUsage::KeyAgreement => "organisation-key-agreement",
    };
    assert_eq!(verdict.profile.as_deref(), Some(profile));
}

#[test]
fn a_request_of_the_documented_script_has_nothing_to_be_tolerated() {
    let Some(openssl) = OpenSsl::for_test("a_request_of_the_documented_script_has_nothing_to_be_tolerated")
    else {
        return;
    };
    for wish in wishes() {
        let verdict = verdict(&openssl.make_request(&wish).unwrap());
        assert_eq!(
            verdict.decision,
            Decision::Accept,
            "{:?}",
            codes(&verdict, Outcome::Breach)
        );
        assert_eq!(codes(&verdict, Outcome::Warning), [""; 0]);
        check_identity(&verdict, &wish);
    }
}

#[test]
fn a_request_of_plain_openssl_is_accepted_with_a_word_on_its_spelling() {
    let Some(openssl) =
        OpenSsl::for_test("a_request_of_plain_openssl_is_accepted_with_a_word_on_its_spelling")
    else {
        return;
    };
    for wish in wishes() {
        for mask in [StringMask::Utf8Only, StringMask::Default] {
            let verdict = verdict(&openssl.make_plain_request(&wish, mask));
            assert_eq!(
                verdict.decision,
                Decision::Accept,
                "{:?}",
                codes(&verdict, Outcome::Breach)
            );
            assert_eq!(codes(&verdict, Outcome::Warning), ["request.name-spelling"]);
            check_identity(&verdict, &wish);
        }
    }
}

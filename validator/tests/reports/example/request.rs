//! Examples of requests.

use s1spki_fixtures::der;
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{
    Attribute, NameText, OrganisationUsage, RequestAttribute, RequestDefect, RequestSpecimen, Signing, oid,
};
use s1spki_fixtures::surgery;
use s1spki_validator::RequestVerdict;

use super::collection::{Collection, Specimen};
use crate::case;

pub(super) fn add(collection: &mut Collection) {
    for defect in RequestDefect::ALL {
        if defect == RequestDefect::TrailingOctet {
            continue; // its offset hangs on the length of the signature
        }
        let mut request = request();
        defect.apply(&mut request);
        judge(
            collection,
            &in_words("request", &format!("{defect:?}")),
            &request.der(),
        );
    }
    for (name, request) in others() {
        judge(collection, name, &request.der());
    }
    judge(collection, "request, attributes left out", &without_attributes());
}

fn judge(collection: &mut Collection, name: &str, der: &[u8]) {
    let verdict = RequestVerdict::on(name, der, &case::policy("lab"));
    collection.add(&Specimen::lab(name), &verdict.findings);
}

fn request() -> RequestSpecimen {
    RequestSpecimen::lab(OrganisationUsage::Signing, &TestKey::p256("supplier"))
}

/// `KeyUsageNotCritical` is `request, key usage not critical`.
pub(super) fn in_words(what: &str, name: &str) -> String {
    let mut words = format!("{what},");
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            words.push(' ');
        }
        words.push(character.to_ascii_lowercase());
    }
    words
}

/// What no [`RequestDefect`] does.
fn others() -> [(&'static str, RequestSpecimen); 4] {
    let with_role = |role: &str| {
        let mut request = request();
        let unit = request.subject.attribute_mut(oid::ORGANIZATIONAL_UNIT);
        unit.content = role.as_bytes().to_vec();
        request
    };
    let mut named = request();
    let name = Attribute::text(oid::COMMON_NAME, NameText::Utf8, &"x".repeat(65));
    named.subject.rdns.insert(0, vec![name]);
    let mut with_two_passwords = request();
    for password in ["one", "two"] {
        with_two_passwords.attributes.push(RequestAttribute {
            oid: oid::CHALLENGE_PASSWORD.to_owned(),
            values: vec![der::utf8(password)],
        });
    }
    [
        ("request, role of an authority", with_role("07")),
        ("request, role 2A", with_role("2A")),
        ("request, long common name", named),
        ("request, two challenge passwords", with_two_passwords),
    ]
}

/// The whole field, which RFC 2986 does not make optional.
fn without_attributes() -> Vec<u8> {
    let mut request = request();
    request.signing = Signing::Octets(vec![0; 70]);
    let der = request.der();
    let mut mutants = surgery::mutants(&der);
    let mutant = mutants.find(|mutant| mutant.element.path == [0, 0, 3] && mutant.name.ends_with("removed"));
    mutant.unwrap().der
}

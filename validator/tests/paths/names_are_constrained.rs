//! Name constraints, form by form (RFC 5280 4.2.1.10).

use std::slice::from_ref;

use s1spki_fixtures::der;
use s1spki_fixtures::make::{Attribute, CertificateSpecimen, Name, NameText, oid};
use s1spki_validator::Outcome;

use crate::pki::extension::{name_constraints, subject_alternative_names};
use crate::pki::general_name::{directory, dns, ip, mail, registered, uri};
use crate::pki::{With, at, breaches, ca, codes, decoded, name, validator, without_lists};

/// Whether a CA with these constraints may issue a certificate.
fn is_allowed(permitted: &[Vec<u8>], excluded: &[Vec<u8>], leaf: CertificateSpecimen) -> bool {
    let (root, sub) = (ca("constraining root"), ca("constrained CA"));
    let sub = root.certifies(&sub).with(name_constraints(permitted, excluded));
    let validator = validator(without_lists(), &root, &[decoded(&sub)], &[]);
    let report = validator.validate(&decoded(&leaf), at());
    match breaches(&report)[..] {
        [] => assert!(codes(&report, Outcome::Pass).contains(&"path.name-constraints")),
        _ => assert_eq!(breaches(&report), ["path.name-constraints"]),
    }
    report.is_valid()
}

/// A certificate with an empty subject and this name.
fn named(alternative: Vec<u8>) -> CertificateSpecimen {
    let mut leaf = ca("constrained CA")
        .issues("leaf")
        .with(subject_alternative_names(&[alternative]));
    leaf.subject = Name::default();
    leaf
}

type Form = fn(&str) -> Vec<u8>;

#[test]
fn texts() {
    let cases: [(Form, &str, &str, bool); 38] = [
        // A host, and what is below it.
        (dns, "host.example.com", "host.example.com", true),
        (dns, "host.example.com", "HOST.Example.com", true),
        (dns, "host.example.com", "www.host.example.com", true),
        (dns, "host.example.com", "bighost.example.com", false),
        (dns, "host.example.com", "example.com", false),
        (dns, "", "anything.example", true),
        (dns, ".example.com", "host.example.com", true),
        (dns, ".example.com", "example.com", false),
        (dns, "example.com", "host.example.com.", true),
        (dns, "example.com", "*.example.com", true),
        (dns, "example.org", "*.example.com", false),
        // A mailbox, a host, a domain.
        (mail, "root@example.com", "root@example.com", true),
        (mail, "root@example.com", "root@EXAMPLE.com", true),
        (mail, "root@example.com", "Root@example.com", false),
        (mail, "root@example.com", "toor@example.com", false),
        (mail, "example.com", "root@example.com", true),
        (mail, "example.com", "root@host.example.com", false),
        (mail, ".example.com", "root@host.example.com", true),
        (mail, ".example.com", "root@example.com", false),
        (mail, "example.com", "\"a@b c\"@example.com", true),
        (mail, "example.com", "not a mail address", false),
        (mail, "", "root@example.com", true),
        // The host of a URI: itself, or below a period.
        (uri, "host.example.com", "http://host.example.com/there", true),
        (
            uri,
            "host.example.com",
            "ldap://user@HOST.example.com:389?x",
            true,
        ),
        (uri, "host.example.com", "http://www.host.example.com/", false),
        (uri, ".example.com", "http://host.example.com", true),
        (uri, ".example.com", "https://a.b.example.com#c", true),
        (uri, ".example.com", "http://example.com/", false),
        (uri, ".example.com", "http://example.org/host.example.com", false),
        (
            uri,
            ".example.com",
            "http://evil.example.org@host.example.com",
            true,
        ),
        (
            uri,
            ".example.com",
            "http://host.example.com@evil.example.org",
            false,
        ),
        (uri, ".example.com", "urn:host.example.com", false),
        (uri, ".com", "http://192.0.2.1/", false),
        (uri, ".com", "http://[2001:db8::1]/", false),
        (uri, "localhost", "http://localhost/", false),
        (uri, "", "http://example.com/", true),
        (uri, "", "urn:example", false),
        (uri, ".example.com", "http://host%2eexample.com/", false),
    ];
    for (form, subtree, name, inside) in cases {
        assert_eq!(
            is_allowed(&[form(subtree)], &[], named(form(name))),
            inside,
            "{name} in {subtree}"
        );
    }
}

#[test]
fn what_cannot_be_held_against_a_subtree_is_refused_by_permitted_and_excluded_alike() {
    let unclear = [
        (dns("example.com"), dns(".example.com")),
        (dns("example.com"), dns("host..example.com")),
        (dns("secret.example.com"), dns("*.example.com")), // which may stand for the subtree
        (mail("example.com"), mail("nobody")),
        (mail("example.com"), mail("a@b@example.com")),
        (mail("example.com"), mail("@example.com")),
        (mail("a@b@example.com"), mail("b@example.com")),
        (uri(".example.com"), uri("urn:uuid:0")),
        (uri(".example.com"), uri("http://192.0.2.1/")),
        (ip(&[192, 0, 2, 0, 255, 0, 255, 0]), ip(&[192, 0, 2, 1])), // a mask with a gap
        (registered("2.999"), registered("2.999.1")),
    ];
    for (subtree, name) in unclear {
        assert!(
            !is_allowed(from_ref(&subtree), &[], named(name.clone())),
            "{name:?} permitted"
        );
        assert!(
            !is_allowed(&[], from_ref(&subtree), named(name.clone())),
            "{name:?} excluded"
        );
    }
}

#[test]
fn a_subtree_that_is_none_makes_the_ca_certificate_malformed() {
    let (root, sub) = (ca("root"), ca("constrained CA"));
    let with_minimum = der::sequence([dns("example.com"), der::implicit(0, [1])]);
    for subtree in [ip(&[192, 0, 2, 0]), with_minimum] {
        let mut constraints = name_constraints(&[], &[]);
        let subtrees = match subtree[0] {
            0x30 => subtree,
            _ => der::sequence([subtree]),
        };
        constraints.value = der::sequence([der::implicit_constructed(0, subtrees)]);
        let pool = [decoded(&root.certifies(&sub).with(constraints))];
        let report =
            validator(without_lists(), &root, &pool, &[]).validate(&decoded(&sub.issues("leaf")), at());
        assert_eq!(breaches(&report), ["path.malformed-extension"]);
    }
}

#[test]
fn addresses() {
    let net = |prefix: u32| {
        let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
        ip(&[[192, 0, 2, 0], mask.to_be_bytes()].concat())
    };
    let cases = [
        (24, [192, 0, 2, 255], true),
        (24, [192, 0, 3, 1], false),
        (25, [192, 0, 2, 127], true),
        (25, [192, 0, 2, 128], false),
        (0, [10, 0, 0, 1], true),
        (32, [192, 0, 2, 0], true),
        (32, [192, 0, 2, 1], false),
    ];
    for (prefix, address, inside) in cases {
        assert_eq!(
            is_allowed(&[net(prefix)], &[], named(ip(&address))),
            inside,
            "{address:?}/{prefix}"
        );
        assert_eq!(
            is_allowed(&[], &[net(prefix)], named(ip(&address))),
            !inside,
            "{address:?}/{prefix}"
        );
    }
    // Another family is outside.
    assert!(!is_allowed(&[net(0)], &[], named(ip(&[0; 16]))));
    assert!(is_allowed(&[ip(&[0; 32])], &[], named(ip(&[0; 16]))));
}

#[test]
fn directory_names_are_those_of_the_subject_too() {
    let unit = |units: &[&str]| {
        Name::of(
            units
                .iter()
                .map(|unit| Attribute::text(oid::ORGANIZATIONAL_UNIT, NameText::Utf8, unit)),
        )
    };
    let subject = |name: Name| {
        let mut leaf = ca("constrained CA").issues("leaf");
        leaf.subject = name;
        leaf
    };
    let base = [directory(&unit(&["a", "b"]))];
    for (units, inside) in [
        (&["a", "b"][..], true),
        (&["A", " b ", "c"], true),
        (&["a"], false),
        (&["b", "a"], false),
        (&["a", "bc"], false),
    ] {
        assert_eq!(is_allowed(&base, &[], subject(unit(units))), inside, "{units:?}");
        assert_eq!(is_allowed(&[], &base, subject(unit(units))), !inside, "{units:?}");
        assert_eq!(
            is_allowed(&base, &[], named(directory(&unit(units)))),
            inside,
            "{units:?}"
        );
    }
    // In one RDN it is another name.
    assert!(!is_allowed(&base, &[], subject(unit(&["a", "b"]).in_one_rdn())));
}

#[test]
fn mail_addresses_in_the_subject_count_where_there_are_no_alternative_names() {
    const EMAIL_ADDRESS: &str = "1.2.840.113549.1.9.1";
    let with_mail = |address: &str| {
        let mut leaf = ca("constrained CA").issues("leaf");
        leaf.subject = Name::of([Attribute::text(EMAIL_ADDRESS, NameText::Utf8, address)]);
        leaf
    };
    let permitted = [mail("example.com")];
    assert!(is_allowed(&permitted, &[], with_mail("root@example.com")));
    assert!(!is_allowed(&permitted, &[], with_mail("root@example.org")));
    let alternative = subject_alternative_names(&[mail("root@example.com")]);
    assert!(is_allowed(
        &permitted,
        &[],
        with_mail("root@example.org").with(alternative)
    ));
}

#[test]
fn a_form_without_constraints_is_free() {
    assert!(is_allowed(
        &[dns("example.com")],
        &[],
        named(mail("root@example.org"))
    ));
    assert!(is_allowed(
        &[],
        &[dns("example.com")],
        named(uri("http://example.com/"))
    ));
}

#[test]
fn an_excluded_subtree_wins() {
    let permitted = [dns("example.com")];
    let excluded = [dns("secret.example.com")];
    assert!(is_allowed(&permitted, &excluded, named(dns("open.example.com"))));
    assert!(!is_allowed(
        &permitted,
        &excluded,
        named(dns("very.secret.example.com"))
    ));
}

/// RFC 9525 6.3: a wildcard stands for one label.
#[test]
fn a_wildcard_is_excluded_with_what_it_may_stand_for() {
    let allowed = |excluded: &str| is_allowed(&[], &[dns(excluded)], named(dns("*.example.com")));
    for excluded in ["example.com", "com", "secret.example.com", "SECRET.example.com"] {
        assert!(!allowed(excluded), "{excluded}");
    }
    for excluded in ["very.secret.example.com", "example.org", "notexample.com"] {
        assert!(allowed(excluded), "{excluded}");
    }
}

#[test]
fn an_empty_subtree_excludes_every_name_of_its_form() {
    for (subtree, name) in [
        (dns(""), dns("example.com")),
        (mail(""), mail("root@example.com")),
        (uri(""), uri("http://example.com/")),
    ] {
        assert!(!is_allowed(&[], &[subtree], named(name)));
    }
}

#[test]
fn constraints_of_all_cas_hold_together() {
    let (root, upper, lower) = (ca("root"), ca("upper"), ca("lower"));
    let pool = [
        decoded(
            &root
                .certifies(&upper)
                .with(name_constraints(&[dns("example.com"), dns("example.org")], &[])),
        ),
        decoded(
            &upper
                .certifies(&lower)
                .with(name_constraints(&[dns("a.example.com"), dns("example.net")], &[])),
        ),
    ];
    let validator = validator(without_lists(), &root, &pool, &[]);
    for (host, allowed) in [
        ("www.a.example.com", true),
        ("b.example.com", false),
        ("example.org", false),
        ("example.net", false),
    ] {
        let leaf = lower.issues("leaf").with(subject_alternative_names(&[dns(host)]));
        assert_eq!(
            validator.validate(&decoded(&leaf), at()).is_valid(),
            allowed,
            "{host}"
        );
    }
}

#[test]
fn self_issued_certificates_are_exempt_unless_last() {
    let (root, old, new) = (
        ca("root"),
        ca("CA"),
        crate::pki::ca_with_key("CA", "CA's new key"),
    );
    let constrained = root
        .certifies(&old)
        .with(name_constraints(&[directory(&name("leaf"))], &[]));
    let rollover = decoded(&old.certifies(&new));
    let pool = [decoded(&constrained), rollover.clone()];
    let validator = validator(without_lists(), &root, &pool, &[]);
    assert!(validator.validate(&decoded(&new.issues("leaf")), at()).is_valid());
    assert_eq!(
        breaches(&validator.validate(&rollover, at())),
        ["path.name-constraints"]
    );
}

#[test]
fn initial_subtrees_are_constraints_from_above() {
    let root = ca("root");
    let mut settings = without_lists();
    let permitted = decoded(
        &root
            .certifies(&ca("x"))
            .with(name_constraints(&[dns("example.com")], &[])),
    );
    let constraints = permitted
        .extensions()
        .iter()
        .find_map(|extension| match extension.content() {
            s1spki_validator::ExtensionContent::NameConstraints(constraints) => Some(constraints.clone()),
            _ => None,
        });
    settings.initial_subtrees = constraints.unwrap();
    let validator = validator(settings, &root, &[], &[]);
    for (host, allowed) in [("example.com", true), ("example.org", false)] {
        let leaf = root.issues("leaf").with(subject_alternative_names(&[dns(host)]));
        assert_eq!(
            validator.validate(&decoded(&leaf), at()).is_valid(),
            allowed,
            "{host}"
        );
    }
}

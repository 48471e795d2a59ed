//! Pictures and pages: well formed, in need of nothing, and no name can break out of its place.

use roxmltree::{Document, Node};
use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::{Attribute, Authority, NameText, OrganisationProfile, OrganisationUsage, oid};
use s1spki_fixtures::scenario::Scenario;
use s1spki_validator::report::{html, junit, sarif, svg};
use s1spki_validator::{Inspector, Question, Unread, Verdict};

use crate::case;
use crate::golden::assert_golden;

const HOSTILE: [&str; 7] = [
    "<script>alert(1)</script>",
    "\"' onload=\"alert(1)\" x='",
    "]]><!-- --></text></svg><img src=x>",
    "\u{0}\u{7}\u{1b}[31m\u{202e}gnp.exe\u{2028}\u{FFFE}",
    "&amp;&#60;script&#62; &nbsp; %3Cscript%3E javascript:alert(1)",
    "url(http://example.org/x) @import 'http://example.org/y';",
    "東京都\u{301}\u{301}\u{301} ﷽ 👩‍👩‍👧‍👧",
];

/// Certificates whose names, and whose files' names, are hostile; one of them very long.
fn hostile() -> Verdict {
    let policy = case::policy("lab");
    let inspector = Inspector::new(&policy, case::at());
    let long = "W".repeat(20_000);
    let names = HOSTILE.into_iter().chain([long.as_str()]);
    let certificates = names.map(|name| {
        let issuer = Authority::lab_issuing();
        let profile =
            OrganisationProfile::lab(OrganisationUsage::Signing, &issuer, &TestKey::p256("supplier"));
        let mut specimen = profile.specimen();
        for subject in [&mut specimen.subject, &mut specimen.issuer] {
            let name = Attribute::text(oid::COMMON_NAME, NameText::Utf8, name);
            subject.rdns.insert(0, vec![name]);
        }
        inspector.inspect(name, &specimen.der())
    });
    let unread = HOSTILE.map(|name| Unread {
        label: name.to_owned(),
        error: name.to_owned(),
        hint: Some(name.to_owned()),
    });
    Verdict::on_certificates(Question::Certificate, case::at(), &policy, certificates.collect())
        .with_unread(unread.into())
}

fn every_verdict() -> Vec<Verdict> {
    let chains = Scenario::all();
    let chains = chains.iter().map(case::chain);
    let migrations = case::migrations().into_iter().map(|(_, verdict)| verdict);
    chains
        .chain([hostile(), case::requests(), case::unreadable()])
        .chain(migrations)
        .collect()
}

/// `html` is also XML but for its first line and for `<meta>`.
#[track_caller]
fn parsed(text: &str) -> Document<'_> {
    let text = text.strip_prefix("<!DOCTYPE html>").unwrap_or(text).trim_start();
    Document::parse(text).unwrap()
}

const ELEMENTS: [&str; 22] = [
    "svg", "title", "rect", "path", "text", "html", "head", "meta", "style", "body", "div", "section", "h1",
    "h2", "h3", "p", "table", "thead", "tbody", "tr", "th", "td",
];

const ATTRIBUTES: [&str; 26] = [
    "width",
    "height",
    "fill",
    "viewBox",
    "role",
    "x",
    "y",
    "d",
    "stroke",
    "stroke-width",
    "font-size",
    "font-family",
    "font-weight",
    "transform",
    "lang",
    "charset",
    "name",
    "content",
    "http-equiv",
    "class",
    "style",
    "xmlns",
    "rx",
    "colspan",
    "text-anchor",
    "id",
];

/// Only elements and attributes that are ours, nothing that runs or fetches, and nothing outside the margins.
#[track_caller]
fn assert_harmless(text: &str) {
    let document = parsed(text);
    for node in document.descendants().filter(Node::is_element) {
        assert!(ELEMENTS.contains(&node.tag_name().name()), "{node:?}");
        for attribute in node.attributes() {
            assert!(ATTRIBUTES.contains(&attribute.name()), "{attribute:?}");
        }
    }
    for text in document.descendants().filter(Node::is_text) {
        let hidden = |c: char| c.is_control() && c != '\n' || ('\u{202A}'..='\u{202E}').contains(&c);
        assert!(!text.text().unwrap().contains(hidden), "{text:?}");
    }
}

#[test]
fn pictures_and_pages_hold_only_what_is_ours() {
    for verdict in every_verdict() {
        assert_harmless(&svg(&verdict));
        assert_harmless(&html(&verdict));
    }
}

#[test]
fn a_line_of_a_picture_ends_inside_its_margins() {
    for verdict in every_verdict() {
        let picture = svg(&verdict);
        let document = parsed(&picture);
        let root = document.root_element();
        let number = |node: &Node<'_, '_>, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
        let (width, height) = (number(&root, "width"), number(&root, "height"));
        for text in document.descendants().filter(|node| node.has_tag_name("text")) {
            let columns = text.text().unwrap().chars().count();
            let end = number(&text, "x")
                + 0.61 * number(&text, "font-size") * f64::from(u32::try_from(columns).unwrap());
            assert!(end <= width && number(&text, "y") <= height, "{text:?}");
        }
    }
}

#[test]
fn a_hostile_name_is_shown_as_it_is() {
    let page = html(&hostile());
    let document = parsed(&page);
    let texts: String = document.descendants().filter_map(|node| node.text()).collect();
    assert!(texts.contains("<script>alert(1)</script>"));
    assert!(texts.contains("\\u{202e}gnp.exe"));
    assert!(!page.contains("<script"));
}

#[test]
fn hostile_names_do_not_break_reports_for_machines() {
    let verdict = hostile();
    parsed(&junit(&verdict));
    let log: serde_json::Value = serde_json::from_str(&sarif(&verdict).unwrap()).unwrap();
    for result in log["runs"][0]["results"].as_array().unwrap() {
        let uri = &result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"];
        let is_plain = |c: char| c.is_ascii_alphanumeric() || "-._~/%".contains(c);
        assert!(uri.as_str().unwrap().chars().all(is_plain), "{uri}");
    }
}

#[test]
fn pictures_and_pages_are_golden() {
    let name = "issuing-authority-may-not-sign-certificates";
    let verdict = case::chain(&Scenario::named(name));
    assert_golden(&format!("{name}.svg"), &svg(&verdict));
    assert_golden(&format!("{name}.html"), &html(&verdict));
}

/// Writes pages to be looked at into the folder that `S1SPKI_PICTURES` names.
#[test]
fn pages_can_be_looked_at() {
    let Some(folder) = std::env::var_os("S1SPKI_PICTURES") else {
        return;
    };
    let folder = std::path::Path::new(&folder);
    let chains = [
        "role-is-decimal",
        "issuing-authority-may-not-sign-certificates",
        "issuer-is-unknown",
        "crl-has-expired",
        "supplier-signing-and-key-agreement-are-good",
    ];
    for name in chains {
        let verdict = case::chain(&Scenario::named(name));
        std::fs::write(folder.join(format!("{name}.html")), html(&verdict)).unwrap();
        std::fs::write(folder.join(format!("{name}.svg")), svg(&verdict)).unwrap();
    }
    let verdict = case::migration("supplier-certificate-is-revoked");
    std::fs::write(folder.join("migration.html"), html(&verdict)).unwrap();
    std::fs::write(folder.join("hostile.html"), html(&hostile())).unwrap();
    std::fs::write(folder.join("hostile.svg"), svg(&hostile())).unwrap();
}

//! What no reader of messages may take.

use s1spki_fixtures::make::duis::{RequestText, SignatureText};
use s1spki_validator::duis::{Message, XmlLimits};

use crate::{codes, decode, key};

fn good() -> String {
    RequestText::disable_supply().signed(&SignatureText::default(), &key())
}

#[test]
fn what_is_not_plain_xml_is_refused_by_name() {
    let good = good();
    assert_eq!(codes(&good), [""; 0]);
    let after_declaration = |text: &str| good.replacen("?>\n", &format!("?>\n{text}"), 1);
    let in_root = |text: &str| good.replacen("<sr:Request ", &format!("<sr:Request {text} "), 1);
    let in_body = |text: &str| good.replacen("<sr:Body>", &format!("<sr:Body>{text}"), 1);
    let deep = format!("{}{}", "<sr:a>".repeat(100), "</sr:a>".repeat(100));
    for (text, code) in [
        (after_declaration("<!DOCTYPE sr:Request>"), "message.doctype"),
        (
            after_declaration("<!DOCTYPE a [<!ENTITY b SYSTEM \"file:///etc/passwd\">]>"),
            "message.doctype",
        ),
        (
            after_declaration("<!DOCTYPE a SYSTEM \"http://a/b.dtd\">"),
            "message.doctype",
        ),
        (in_body("&nbsp;"), "message.entity"),
        (in_body("&#0;"), "message.not-xml"),
        (in_body("&"), "message.not-xml"),
        (in_body("</sr:Body><sr:Body>]]>"), "message.not-xml"),
        (good.replace("</sr:Request>", ""), "message.not-xml"),
        (
            good.replace("</sr:Request>", "</sr:Request><a/>"),
            "message.not-xml",
        ),
        (format!("\u{FEFF}\u{FEFF}{good}"), "message.not-xml"),
        (in_body("\u{1}"), "message.not-xml"),
        (in_body("<xi:include xmlns=\"\"/>"), "message.not-xml"),
        (good.replace("1.0", "1.1"), "message.encoding"),
        (good.replace("UTF-8", "UTF-16"), "message.encoding"),
        (good.replace("UTF-8", "ISO-8859-1"), "message.encoding"),
        (in_root("xmlns=\"urn:a\" xmlns=\"urn:b\""), "message.namespaces"),
        (in_root("xmlns:b=\"b\""), "message.namespaces"),
        (in_root("sr:xmlns=\"urn:b\""), "message.namespaces"),
        (in_root("xmlns:xmlns=\"b\""), "message.namespaces"),
        (in_root("xmlns:p=\"\""), "message.namespaces"),
        (in_root(":p=\"\""), "message.namespaces"),
        (after_declaration("<?XML a?>"), "message.namespaces"),
        (in_root("schemaVersion=\"1\""), "message.not-xml"),
        (
            in_root("xmlns:a=\"u\" xmlns:b=\"u\" a:c=\"1\" b:c=\"2\""),
            "message.not-xml",
        ),
        (in_body(&deep), "message.too-deep"),
        (in_body(&"<sr:a/>".repeat(100_001)), "message.too-many-nodes"),
        (in_body(&"=".repeat(8_193)), "message.too-many-nodes"),
        (in_body(&" ".repeat(4 << 20)), "message.too-large"),
        (
            in_root(
                &(0..40)
                    .map(|number| format!("xmlns:p{number}=\"urn:u\" "))
                    .collect::<String>(),
            ),
            "message.namespaces",
        ),
        (
            good.replace("sr:Request>", "sr:Requests>")
                .replace("<sr:Request ", "<sr:Requests "),
            "message.kind",
        ),
        (
            good.replace("/ServiceUserGateway", "/serviceusergateway"),
            "message.kind",
        ),
        (String::new(), "message.not-xml"),
        ("text".to_owned(), "message.not-xml"),
    ] {
        let shown: String = text.chars().take(300).collect();
        assert_eq!(codes(&text), [code], "{shown}");
    }
}

#[test]
fn other_encodings_are_refused() {
    let utf16: Vec<u8> = good().encode_utf16().flat_map(u16::to_le_bytes).collect();
    for bytes in [utf16, b"<a>\xE9</a>".to_vec(), b"\xFF".to_vec()] {
        let error = Message::decode(&bytes, &XmlLimits::default()).unwrap_err();
        assert!(
            matches!(error.rule().code, "message.encoding" | "message.not-xml"),
            "{error}"
        );
    }
}

#[test]
fn deep_and_wide_documents_cost_no_stack_and_little_time() {
    let start = std::time::Instant::now();
    let mut limits = XmlLimits::default();
    limits.depth = usize::MAX;
    let signature = SignatureText::default().with(&"A".repeat(43), "");
    for text in [
        format!("{}{}", "<a>".repeat(50_000), "</a>".repeat(50_000)),
        format!(
            "<a {}/>",
            (0..3_000)
                .map(|number| format!("b{number}='' "))
                .collect::<String>()
        ),
        format!("<a>{}</a>", "<b xmlns:c='urn:d'/>".repeat(3_000)),
        format!("<a>{}</a>", "&#13;&lt;".repeat(50_000)),
    ] {
        let text = good().replacen("<sr:Body>", &format!("<sr:Body>{text}"), 1);
        assert!(Message::decode(text.as_bytes(), &limits).is_ok());
    }
    let signatures = signature.repeat(200);
    let text = good().replacen("</sr:Request>", &format!("{signatures}</sr:Request>"), 1);
    assert!(Message::decode(text.as_bytes(), &limits).is_ok());
    assert!(start.elapsed().as_secs() < 30, "{:?}", start.elapsed());
}

#[test]
fn every_fault_has_its_line() {
    let text = good().replace("<sr:CommandVariant>4", "<sr:CommandVariant>\n11");
    let message = decode(&text);
    let [fault] = message.faults() else {
        panic!("{:?}", message.faults())
    };
    assert_eq!((fault.line(), fault.found()), (5, "CommandVariant `\n11`"));
    let carriage_returns = text.replace('\n', "\r\n");
    assert_eq!(decode(&carriage_returns).faults(), message.faults());
    let error = Message::decode(b"<a>\n\n<b></a>", &XmlLimits::default()).unwrap_err();
    assert!(error.to_string().contains("line 3"), "{error}");
}

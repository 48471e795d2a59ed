//! Canonical forms: ours, seen through the digest of a reference, are those of xmllint.

use proptest::prelude::*;
use s1spki_fixtures::make::duis::{RequestText, SERVICE_USER_GATEWAY, SignatureText, sha256, sign};
use s1spki_fixtures::oracle::{CanonicalForm, XmlTools};
use s1spki_validator::duis::{DigestOutcome, SignedForm, XmlSignature};

use crate::{decode, is_accepted, key, outcome};

/// A canonical form by xmllint. It writes comments, which a reference with an empty URI leaves out.
fn by_xmllint(tools: XmlTools) -> impl Fn(&str, bool) -> Vec<u8> {
    move |text, is_exclusive| {
        let form = if is_exclusive {
            CanonicalForm::Exclusive
        } else {
            CanonicalForm::Inclusive
        };
        tools.canonical(&without_comments(text), form).unwrap()
    }
}

/// The text without its comments, which hold nothing that looks like one, and stand in no CDATA.
fn without_comments(text: &str) -> String {
    let mut rest = text;
    let mut kept = String::new();
    while let Some((before, after)) = rest.split_once("<!--") {
        kept.push_str(before);
        rest = after.split_once("-->").unwrap().1;
    }
    kept + rest
}

/// The digest of the message as our canonical form has it.
fn digest(signature: &XmlSignature, text: &str) -> Vec<u8> {
    let stated = text.contains("<ds:DigestValue>");
    assert!(stated);
    match signature.verify(&crate::public_key(&key())).digest {
        DigestOutcome::Differs { computed, .. } => computed.to_vec(),
        DigestOutcome::Matches(_) => {
            let value = signature.references()[0].digest.as_ref().unwrap();
            value.value().unwrap().to_vec()
        }
        DigestOutcome::NotChecked => panic!("not checked: {text}"),
    }
}

/// Odd messages that mean the same to every reader of XML.
fn odd() -> Vec<RequestText> {
    let plain = RequestText::disable_supply;
    let with_body = |body: &str| RequestText {
        body: body.to_owned(),
        ..plain()
    };
    let with_attributes = |attributes: &str| RequestText {
        attributes: format!("{attributes} xmlns:sr=\"{SERVICE_USER_GATEWAY}\" schemaVersion='5.4'"),
        ..plain()
    };
    vec![
        plain(),
        with_attributes(" zeta='1' xmlns:b='urn:b' alpha=\"2\" xmlns:a='urn:a' b:x='3' a:y='4'"),
        with_attributes(" xmlns='urn:default' xmlns:unused='urn:unused'"),
        with_attributes(" xml:lang='en' xml:space=\"preserve\" xml:base='http://a/'"),
        with_attributes(" note='a&#10;b&#9;c&#13;d\te\nf &lt;&amp;&quot;&apos;&gt; \u{e9}'"),
        with_attributes("\n\t note \n=\n 'x'\n"),
        with_body("<sr:DisableSupply xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\"/>"),
        with_body("<sr:A xmlns='urn:x'><B><C xmlns=''><D xmlns='urn:x'/></C></B></sr:A>"),
        with_body("<sr:A xmlns:p='urn:1'><p:B xmlns:p='urn:2'><p:C xmlns:p='urn:1'/></p:B><p:D/></sr:A>"),
        with_body("<sr:A><![CDATA[<&>]]>\r\n&#13;&#xA;]] &gt; <![CDATA[]]></sr:A>"),
        with_body("<sr:A>12<!-- in between -->34<?target some data ?>56<?bare?></sr:A>"),
        with_body("<sr:A>\u{1F512} na\u{ef}ve \u{85}\u{2028}&#x10FFFF;</sr:A>"),
        with_body("<sr:A>a\rb\r\nc\n\rd</sr:A><?pi a\r\nb\rc?>"),
        with_body("<sr:A b='x\r\ny\rz'/>"),
        with_body("<sr:A b='&#13;\r\n'>&#13;\r\n&#13;&#13;\n</sr:A>"),
        with_body("<sr:A xmlns:xml='http://www.w3.org/XML/1998/namespace' xml:id='i'/>"),
        with_body("<x:A xmlns:x='http://www.dccinterface.co.uk/ServiceUserGateway' x:b='1' b='2'/>"),
        with_body("<sr:A\u{20}></sr:A\n><sr:B c = '1'\t/>"),
        with_body("<\u{e9}l\u{e9}ment \u{3b1}='\u{3b2}' xmlns:\u{3b3}='urn:u' \u{3b3}:\u{3b4}=''/>"),
        RequestText {
            prologue: "\u{FEFF}<?xml version='1.0' standalone='yes'?>\n<?before?><!-- c -->\n<?again x?>"
                .to_owned(),
            epilogue: "\n<?after y?>\n<!-- d --><?last?>\n".to_owned(),
            ..plain()
        },
        RequestText {
            prologue: String::new(),
            ..plain()
        },
    ]
}

#[test]
fn odd_messages_signed_by_way_of_xmllint_verify_here_and_in_xmlsec1() {
    let Some(tools) = XmlTools::for_test("odd_messages_signed_by_way_of_xmllint_verify_here_and_in_xmlsec1")
    else {
        return;
    };
    for request in odd() {
        let text = sign(
            &|signature| request.with(signature),
            &SignatureText::default(),
            &key(),
            &by_xmllint(tools),
        );
        let found = outcome(&text);
        assert!(found.is_good(), "{found:?}\n{text:?}");
        assert!(tools.verifies(&text, &key()), "{text:?}");
        let tampered = text.replacen(":1000<", ":1001<", 1);
        assert!(!outcome(&tampered).is_good() && !tools.verifies(&tampered, &key()));
    }
}

#[test]
fn odd_messages_signed_by_xmlsec1_verify_here() {
    let Some(tools) = XmlTools::for_test("odd_messages_signed_by_xmlsec1_verify_here") else {
        return;
    };
    let inclusive = "http://www.w3.org/TR/2001/REC-xml-c14n-20010315";
    for canonicalization in [
        "http://www.w3.org/2001/10/xml-exc-c14n#",
        "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
        inclusive,
        "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
    ] {
        let template = SignatureText {
            canonicalization: canonicalization.to_owned(),
            space: "\n <!-- in the signature --> ".to_owned(),
            ..SignatureText::default()
        };
        for request in odd() {
            let text = tools.sign(&request.with(&template.with("", "")), &key());
            let found = outcome(&text);
            assert!(found.is_good(), "{canonicalization} {found:?}\n{text:?}");
        }
    }
}

#[test]
fn a_default_namespace_for_the_signature_is_as_good_as_a_prefix() {
    let Some(tools) = XmlTools::for_test("a_default_namespace_for_the_signature_is_as_good_as_a_prefix")
    else {
        return;
    };
    let template = SignatureText::default()
        .with("", "")
        .replace("<ds:", "<")
        .replace("</ds:", "</");
    let template = template.replace("xmlns:ds=", "xmlns=");
    let text = tools.sign(&RequestText::disable_supply().with(&template), &key());
    assert!(is_accepted(&text), "{text}");
}

#[test]
fn a_message_in_canonical_form_verifies_without_other_programs() {
    let text = RequestText::disable_supply().signed(&SignatureText::default(), &key());
    assert!(is_accepted(&text));
    assert_eq!(
        outcome(&text).digest,
        DigestOutcome::Matches(SignedForm::Document)
    );
    // What may change on the way without changing what was signed.
    for same in [
        text.replace("<sr:DisableSupply></sr:DisableSupply>", "<sr:DisableSupply\n />"),
        text.replace('\n', "\r\n"),
        text.replace("schemaVersion=\"5.4\"", "schemaVersion = '5.&#52;'"),
        text.replace("<sr:Body>", "<!-- comment --><sr:Body><!-- comment -->"),
        text.replace(">7.2<", "><![CDATA[7]]>.2<"),
        text.replacen("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n", "", 1),
    ] {
        assert_ne!(same, text);
        assert!(is_accepted(&same), "{same}");
    }
}

/// A tree of elements with attributes, namespaces, text, comments and instructions, as text.
fn element() -> impl Strategy<Value = String> {
    let text = prop_oneof![
        Just("&#13;".to_owned()),
        Just("\r\n".to_owned()),
        Just("&lt;&amp;&gt;".to_owned()),
        Just("<!-- c -->".to_owned()),
        Just("<?p d?>".to_owned()),
        Just("<![CDATA[<&\r]]>".to_owned()),
        "[a-z \\n\\t\u{e9}\"']{0,6}",
    ];
    let attribute = prop_oneof![
        Just("xmlns='urn:1'".to_owned()),
        Just("xmlns=''".to_owned()),
        Just("xmlns:p='urn:1'".to_owned()),
        Just("xmlns:p='urn:2'".to_owned()),
        Just("xmlns:q='urn:1'".to_owned()),
        Just("xml:lang='en'".to_owned()),
        "[a-d]='[a-z &&[^&]]{0,3}(&#10;|\\n|\\t|\\r\\n|&quot;|&lt;|>)?'",
        "sr:[a-d]='[a-z]{0,3}'",
    ];
    let tag = (
        prop_oneof![Just("a"), Just("sr:b"), Just("sr:a")],
        prop::collection::vec(attribute, 0..4),
    );
    let start = |(name, mut attributes): (&'static str, Vec<String>)| {
        attributes.sort_by_key(|attribute| attribute.split('=').next().unwrap().to_owned());
        attributes.dedup_by_key(|attribute| attribute.split('=').next().unwrap().to_owned());
        attributes.reverse();
        let attributes: String = attributes
            .iter()
            .map(|attribute| format!(" {attribute}"))
            .collect();
        (name, attributes)
    };
    let tag = tag.prop_map(start);
    let leaf = prop_oneof![
        text.clone(),
        tag.clone()
            .prop_map(|(name, attributes)| format!("<{name}{attributes}/>"))
    ];
    leaf.prop_recursive(4, 24, 4, move |inner| {
        (tag.clone(), prop::collection::vec(inner, 0..4)).prop_map(|((name, attributes), inside)| {
            format!("<{name}{attributes}>{}</{name}>", inside.concat())
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(192))]

    #[test]
    fn our_canonical_form_is_that_of_xmllint(body in element()) {
        let Some(tools) = XmlTools::for_test("our_canonical_form_is_that_of_xmllint") else {
            return Ok(());
        };
        let request = RequestText { body, ..RequestText::disable_supply() };
        let text = request.with(&SignatureText::default().with("", ""));
        let message = decode(&text.replace("<ds:DigestValue></", "<ds:DigestValue>AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=</"));
        let wanted = by_xmllint(tools)(&request.with(""), false);
        prop_assert_eq!(digest(message.signature().unwrap(), &text), sha256(&wanted), "{}", text);
    }

    #[test]
    fn no_change_of_what_is_signed_goes_unseen(at in 0_usize..2_000, octet in b' '..=b'~') {
        let text = RequestText::disable_supply().signed(&SignatureText::default(), &key());
        let mut octets = text.clone().into_bytes();
        let at = at % octets.len();
        octets[at] = octet;
        let changed = String::from_utf8(octets).unwrap();
        if is_accepted(&changed) {
            // Then it is another spelling of the same message: KeyInfo, the declaration, or quotation marks.
            let (one, other) = (decode(&text), decode(&changed));
            prop_assert_eq!(one.request_header(), other.request_header());
            prop_assert_eq!(one.body(), other.body());
            prop_assert_eq!(one.signature().unwrap().signed_octets(), other.signature().unwrap().signed_octets());
        }
    }
}

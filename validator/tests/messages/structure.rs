//! What messages say, and what is wrong with their form.

use s1spki_fixtures::make::duis::{RequestText, SignatureText};
use s1spki_validator::duis::{CertificateSlot, Header, Message, MessageKind, XmlLimits};

use crate::{codes, decode, is_accepted, key};

fn request() -> RequestText {
    RequestText::disable_supply()
}

fn signed(request: &RequestText) -> String {
    request.signed(&SignatureText::default(), &key())
}

#[test]
fn a_request_says_what_it_says() {
    let message = decode(&signed(&request()));
    let header = message.request_header().unwrap();
    let id = header.request_id.as_ref().unwrap().value().unwrap();
    assert_eq!(id.to_string(), request().request_id);
    assert_eq!(
        header.command_variant.as_ref().unwrap().value().unwrap().number(),
        4
    );
    let variant = header.service_reference_variant.as_ref().unwrap();
    assert_eq!(variant.value().unwrap().to_string(), "7.2");
    assert_eq!((variant.text.as_str(), variant.line), ("7.2", 7));
    assert_eq!(message.body().element.as_deref(), Some("DisableSupply"));
    assert_eq!(message.schema_version().unwrap().value().unwrap(), "5.4");
    assert_eq!(message.kind(), MessageKind::Request);
    let lower_case = RequestText {
        request_id: request().request_id.to_lowercase(),
        ..request()
    };
    let lower_case = decode(&signed(&lower_case));
    assert_eq!(
        lower_case
            .request_header()
            .unwrap()
            .request_id
            .as_ref()
            .unwrap()
            .value(),
        Some(id)
    );
}

#[test]
fn what_is_wrong_with_the_form_is_named() {
    let with_body = |body: &str| RequestText {
        body: body.to_owned(),
        ..request()
    };
    for (request, wanted) in [
        (request(), vec![]),
        (
            RequestText {
                request_id: "1".to_owned(),
                ..request()
            },
            vec!["message.request-id"],
        ),
        (
            RequestText {
                request_id: "<a></a>".to_owned(),
                ..request()
            },
            vec!["message.request-id"],
        ),
        (
            RequestText {
                command_variant: "0".to_owned(),
                ..request()
            },
            vec!["message.command-variant"],
        ),
        (
            RequestText {
                service_reference: "7".to_owned(),
                ..request()
            },
            vec!["message.service-reference"],
        ),
        (
            RequestText {
                service_reference_variant: " 7.2".to_owned(),
                ..request()
            },
            vec!["message.service-reference-variant"],
        ),
        (
            RequestText {
                attributes: request().attributes.replace("5.4", "five"),
                ..request()
            },
            vec!["message.schema-version"],
        ),
        (
            RequestText {
                attributes: request().attributes.replace(" schemaVersion=\"5.4\"", ""),
                ..request()
            },
            vec!["message.schema-version"],
        ),
        (with_body(""), vec!["message.body"]),
        (with_body("<sr:A></sr:A><sr:B></sr:B>"), vec!["message.body"]),
        (with_body("<A></A>"), vec!["message.body"]),
        (with_body("text<sr:A></sr:A>"), vec!["message.body"]),
        (
            with_body("<sr:A><sr:XFloorSeqNumber>9223372036854775808</sr:XFloorSeqNumber></sr:A>"),
            vec!["message.value"],
        ),
        (
            with_body("<sr:A><sr:RemotePartyRole>Somebody</sr:RemotePartyRole></sr:A>"),
            vec!["message.value"],
        ),
        (
            with_body("<sr:A><sr:ImportMPxN>12345678901234</sr:ImportMPxN></sr:A>"),
            vec!["message.value"],
        ),
        (
            with_body("<sr:A><sr:ApplyTimeBasedCPVChecks>yes</sr:ApplyTimeBasedCPVChecks></sr:A>"),
            vec!["message.value"],
        ),
        (
            with_body("<sr:A><sr:DeviceCertificate>*</sr:DeviceCertificate></sr:A>"),
            vec!["message.certificate"],
        ),
    ] {
        let text = signed(&request);
        assert_eq!(codes(&text), wanted, "{text}");
    }
    let text = signed(&request());
    for (from, to) in [
        ("<sr:CommandVariant>4</sr:CommandVariant>\n", ""),
        ("<sr:CommandVariant>", "<sr:Extra></sr:Extra><sr:CommandVariant>"),
        ("<sr:Header>", "text<sr:Header>"),
        (
            "<sr:CommandVariant>4</sr:CommandVariant>",
            "<sr:CommandVariant>4</sr:CommandVariant><sr:CommandVariant>5</sr:CommandVariant>",
        ),
        (
            "<sr:CommandVariant>",
            "<sr:FirstInSequence>true</sr:FirstInSequence><sr:RequestID>1</sr:RequestID><sr:CommandVariant>",
        ),
    ] {
        let changed = text.replacen(from, to, 1);
        assert_ne!(changed, text);
        assert_eq!(codes(&changed), ["message.structure"], "{changed}");
    }
}

#[test]
fn a_comment_in_a_value_takes_nothing_of_it_away() {
    let text = signed(&RequestText {
        service_reference_variant: "7.2".to_owned(),
        ..request()
    });
    let text = text.replace(
        "<sr:ServiceReferenceVariant>7.2",
        "<sr:ServiceReferenceVariant>7<!-- a -->.<!-- b -->2",
    );
    assert!(is_accepted(&text));
    let message = decode(&text);
    let variant = message
        .request_header()
        .unwrap()
        .service_reference_variant
        .as_ref()
        .unwrap();
    assert_eq!(variant.text, "7.2");
}

#[test]
fn replacement_certificates_have_their_slots() {
    let body = "<sr:UpdateSecurityCredentialsKRP><sr:RemotePartyRole>Supplier</sr:RemotePartyRole>\
        <sr:RemotePartyFloorSeqNumber>7</sr:RemotePartyFloorSeqNumber><sr:ReplacementCertificates>\
        <sr:DigitalSigningCertificate>AQ==</sr:DigitalSigningCertificate>\
        <sr:KeyAgreementCertificate>Ag==</sr:KeyAgreementCertificate>\
        <sr:KeyAgreementTopUpCertificate>A\nw==</sr:KeyAgreementTopUpCertificate></sr:ReplacementCertificates>\
        <sr:CertificationPathCertificates><sr:Certificate>BA==</sr:Certificate></sr:CertificationPathCertificates>\
        <sr:ApplyTimeBasedCPVChecks>true</sr:ApplyTimeBasedCPVChecks><sr:ImportMPxN>1312345678333</sr:ImportMPxN>\
        <sr:Limit sr:unit=\"3\" index=\"2\">-5</sr:Limit></sr:UpdateSecurityCredentialsKRP>";
    let message = decode(&signed(&RequestText {
        body: body.to_owned(),
        ..request()
    }));
    let body = message.body();
    let slots: Vec<_> = body
        .certificates
        .iter()
        .map(|certificate| certificate.slot.clone())
        .collect();
    assert_eq!(
        slots,
        [
            CertificateSlot::DigitalSigning,
            CertificateSlot::KeyAgreement,
            CertificateSlot::KeyAgreementTopUp,
            CertificateSlot::CertificationPath,
        ]
    );
    let ders: Vec<u8> = body
        .certificates
        .iter()
        .flat_map(|certificate| certificate.der.value().unwrap().clone())
        .collect();
    assert_eq!(ders, [1, 2, 3, 4]);
    assert_eq!(
        body.certificates[3].place,
        "UpdateSecurityCredentialsKRP/CertificationPathCertificates/Certificate"
    );
    assert_eq!(body.floor_numbers[0].number.value(), Some(&7));
    assert_eq!(body.remote_party_role.as_ref().unwrap().text, "Supplier");
    assert_eq!(
        body.applies_time_based_checks.as_ref().unwrap().value(),
        Some(&true)
    );
    assert_eq!(body.import_metering_point.as_ref().unwrap().text, "1312345678333");
    let values = message.values().iter();
    let limits: Vec<_> = values
        .filter(|value| value.path.contains("Limit"))
        .map(|value| (value.path.as_str(), value.integer()))
        .collect();
    assert_eq!(
        limits,
        [
            ("UpdateSecurityCredentialsKRP/Limit/@unit", Some(3)),
            ("UpdateSecurityCredentialsKRP/Limit/@index", Some(2)),
            ("UpdateSecurityCredentialsKRP/Limit", Some(-5)),
        ]
    );
}

#[test]
fn an_alert_of_an_s1sp_is_found_in_its_wrapper() {
    let alert = "<sr:S1SPAlert xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\">\
        <sr:DeviceID>00-DB-12-34-56-78-90-A0</sr:DeviceID><sr:S1SPAlertCode>S1</sr:S1SPAlertCode>\
        <sr:DateTime>2026-01-01T00:00:00Z</sr:DateTime></sr:S1SPAlert>";
    let message = decode(alert);
    assert_eq!(
        (message.kind(), message.faults()),
        (MessageKind::S1spAlert, &[][..])
    );
    let Header::Alert(header) = message.header() else {
        panic!()
    };
    assert_eq!(header.code.as_ref().unwrap().text, "S1");
    let wrapped = format!(
        "<sr:Response xmlns:sr=\"http://www.dccinterface.co.uk/ServiceUserGateway\" schemaVersion=\"5.4\"><sr:Header>\
         <sr:ResponseCode>I0</sr:ResponseCode><sr:ResponseDateTime>2026-01-01T00:00:00Z</sr:ResponseDateTime></sr:Header>\
         <sr:Body><sr:DCCAlertMessage><sr:DCCAlertCode>N1</sr:DCCAlertCode><sr:DCCAlert><sr:S1SPAlertDSP>{alert}\
         </sr:S1SPAlertDSP></sr:DCCAlert></sr:DCCAlertMessage></sr:Body></sr:Response>"
    );
    let message = decode(&wrapped);
    assert_eq!(message.faults(), []);
    assert_eq!(message.enclosed().unwrap().kind(), MessageKind::S1spAlert);
    assert_eq!(message.body().element.as_deref(), Some("DCCAlertMessage"));
}

#[test]
fn a_request_in_an_envelope_is_read_only_when_asked_for() {
    let request = request().signed(&SignatureText::default(), &key());
    let request = request.split_once("?>\n").unwrap().1;
    let envelope = |inside: &str| {
        format!("<BOLRequest xmlns=\"http://www.utilisoft.co.uk/namespaces/dccwb/\">{inside}</BOLRequest>")
    };
    assert_eq!(codes(&envelope(request)), ["message.kind"]);
    let limits = XmlLimits::default();
    let message = Message::decode_within(envelope(request).as_bytes(), &limits).unwrap();
    assert_eq!(message.faults(), []);
    assert!(
        message
            .signature()
            .unwrap()
            .verify(&crate::public_key(&key()))
            .is_good()
    );
    for inside in ["".to_owned(), request.repeat(2)] {
        let error = Message::decode_within(envelope(&inside).as_bytes(), &limits).unwrap_err();
        assert_eq!(error.rule().code, "message.kind");
    }
    assert!(Message::decode_within(request.as_bytes(), &limits).is_ok());
}

//! The headers of messages (DUIS schema, MMC schema).

use roxmltree::Node;
use s1spki_policies::{CommandVariant, Eui64, ServiceReference, ServiceReferenceVariant};

use super::document::Document;
use super::element::{RESPONSE_AND_ALERT, SERVICE_USER_GATEWAY, element, fault_of, stated, trim};
use super::fault::Fault;
use super::request_id::{RequestId, eui64, unsigned};
use super::rule;
use super::sequence::{self, Part, optional, required};
use super::stated::Stated;
use crate::finding::Rule;

/// The header of a message. What is absent is `None`, and a [`Fault`] of the message where the schema wants it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Header {
    /// Of a request.
    Request(RequestHeader),
    /// Of a response.
    Response(ResponseHeader),
    /// Of a response that an S1SP signed.
    Smets1(Smets1Header),
    /// Of an alert that an S1SP signed; the alert has no part called header.
    Alert(AlertHeader),
}

/// The header of a request.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct RequestHeader {
    /// RequestID.
    pub request_id: Option<Stated<RequestId>>,
    /// FirstInSequence.
    pub first_in_sequence: Option<Stated<bool>>,
    /// PrecedingServiceRequestID.
    pub preceding_request_id: Option<Stated<RequestId>>,
    /// CommandVariant.
    pub command_variant: Option<Stated<CommandVariant>>,
    /// ServiceReference.
    pub service_reference: Option<Stated<ServiceReference>>,
    /// ServiceReferenceVariant.
    pub service_reference_variant: Option<Stated<ServiceReferenceVariant>>,
}

/// The header of a response, and the service references of its body.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct ResponseHeader {
    /// RequestID: the request that is answered.
    pub request_id: Option<Stated<RequestId>>,
    /// ResponseID.
    pub response_id: Option<Stated<RequestId>>,
    /// ResponseCode, such as `I0`.
    pub response_code: Option<Stated<String>>,
    /// ResponseDateTime, as written.
    pub response_date_time: Option<Stated<String>>,
    /// ServiceReference, of the body.
    pub service_reference: Option<Stated<ServiceReference>>,
    /// ServiceReferenceVariant, of the body.
    pub service_reference_variant: Option<Stated<ServiceReferenceVariant>>,
}

/// The header of a response that an S1SP signed (MMC schema: HeaderType).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Smets1Header {
    /// BusinessOriginatorID: who answers.
    pub originator: Option<Stated<Eui64>>,
    /// BusinessTargetID: who is answered.
    pub target: Option<Stated<Eui64>>,
    /// OriginatorCounter.
    pub counter: Option<Stated<u64>>,
    /// SupplementaryRemotePartyID.
    pub supplementary_remote_party: Option<Stated<Eui64>>,
    /// SupplementaryRemotePartyCounter.
    pub supplementary_remote_party_counter: Option<Stated<u64>>,
    /// SupplementaryOriginatorCounter.
    pub supplementary_originator_counter: Option<Stated<u64>>,
}

/// What an alert of an S1SP says of itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct AlertHeader {
    /// RequestID: the request that it is about.
    pub request_id: Option<Stated<RequestId>>,
    /// DeviceID: the device that it is about.
    pub device: Option<Stated<Eui64>>,
    /// S1SPAlertCode.
    pub code: Option<Stated<String>>,
    /// DateTime, as written.
    pub date_time: Option<Stated<String>>,
}

const GATEWAY: &str = SERVICE_USER_GATEWAY;

static REQUEST_PARTS: [Part; 6] = [
    required(GATEWAY, "RequestID"),
    optional(GATEWAY, "FirstInSequence"),
    optional(GATEWAY, "PrecedingServiceRequestID"),
    required(GATEWAY, "CommandVariant"),
    required(GATEWAY, "ServiceReference"),
    required(GATEWAY, "ServiceReferenceVariant"),
];

static RESPONSE_PARTS: [Part; 4] = [
    optional(GATEWAY, "RequestID"),
    optional(GATEWAY, "ResponseID"),
    required(GATEWAY, "ResponseCode"),
    required(GATEWAY, "ResponseDateTime"),
];

impl RequestHeader {
    /// Reads the element Header of a request.
    pub(super) fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        sequence::check(document, node, &REQUEST_PARTS, &rule::STRUCTURE, faults);
        let mut fields = Fields {
            document,
            parent: node,
            namespace: GATEWAY,
            faults,
        };
        Self {
            request_id: fields.request_id("RequestID", &rule::REQUEST_ID),
            first_in_sequence: fields.read("FirstInSequence", &rule::HEADER, "true or false", boolean),
            preceding_request_id: fields.request_id("PrecedingServiceRequestID", &rule::HEADER),
            command_variant: fields.read(
                "CommandVariant",
                &rule::COMMAND_VARIANT,
                "a number from 1 to 9",
                |text| trim(text).parse().ok(),
            ),
            service_reference: fields.service_reference(),
            service_reference_variant: fields.service_reference_variant(),
        }
    }
}

impl ResponseHeader {
    /// Reads the element Header of a response, and the message in its body.
    pub(super) fn read(
        document: &Document<'_>,
        node: Node<'_, '_>,
        message: Option<Node<'_, '_>>,
        faults: &mut Vec<Fault>,
    ) -> Self {
        sequence::check(document, node, &RESPONSE_PARTS, &rule::STRUCTURE, faults);
        let mut fields = Fields {
            document,
            parent: node,
            namespace: GATEWAY,
            faults,
        };
        let header = Self {
            request_id: fields.request_id("RequestID", &rule::REQUEST_ID),
            response_id: fields.request_id("ResponseID", &rule::HEADER),
            response_code: fields.text("ResponseCode"),
            response_date_time: fields.text("ResponseDateTime"),
            ..Self::default()
        };
        let Some(parent) = message else { return header };
        let mut fields = Fields { parent, ..fields };
        Self {
            service_reference: fields.service_reference(),
            service_reference_variant: fields.service_reference_variant(),
            ..header
        }
    }
}

impl Smets1Header {
    /// Reads the element Header of a SMETS1Response.
    pub(super) fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        let mut fields = Fields {
            document,
            parent: node,
            namespace: RESPONSE_AND_ALERT,
            faults,
        };
        for name in ["BusinessOriginatorID", "BusinessTargetID", "OriginatorCounter"] {
            fields.require(name);
        }
        Self {
            originator: fields.eui64("BusinessOriginatorID"),
            target: fields.eui64("BusinessTargetID"),
            counter: fields.counter("OriginatorCounter"),
            supplementary_remote_party: fields.eui64("SupplementaryRemotePartyID"),
            supplementary_remote_party_counter: fields.counter("SupplementaryRemotePartyCounter"),
            supplementary_originator_counter: fields.counter("SupplementaryOriginatorCounter"),
        }
    }
}

impl AlertHeader {
    /// Reads the fields of an S1SPAlert.
    pub(super) fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        let mut fields = Fields {
            document,
            parent: node,
            namespace: GATEWAY,
            faults,
        };
        Self {
            request_id: fields.request_id("RequestID", &rule::REQUEST_ID),
            device: fields.eui64("DeviceID"),
            code: fields.text("S1SPAlertCode"),
            date_time: fields.text("DateTime"),
        }
    }
}

/// The fields of one header.
struct Fields<'a, 'i> {
    document: &'a Document<'i>,
    parent: Node<'a, 'i>,
    namespace: &'static str,
    faults: &'a mut Vec<Fault>,
}

impl Fields<'_, '_> {
    fn read<T>(
        &mut self,
        name: &str,
        rule: &'static Rule,
        wanted: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Option<Stated<T>> {
        let node = element(self.parent, self.namespace, name)?;
        let stated = stated(self.document, node, wanted, read);
        self.faults.extend(fault_of(rule, name, &stated));
        Some(stated)
    }

    fn require(&mut self, name: &str) {
        if element(self.parent, self.namespace, name).is_none() {
            let line = self.document.line(self.parent);
            let found = format!("no {name} in {}", self.parent.tag_name().name());
            self.faults.push(Fault::new(&rule::HEADER, line, found, name));
        }
    }

    fn request_id(&mut self, name: &str, rule: &'static Rule) -> Option<Stated<RequestId>> {
        let wanted = "two EUI-64 with hyphens and a counter without leading zeros, with colons between";
        self.read(name, rule, wanted, |text| trim(text).parse().ok())
    }

    fn service_reference(&mut self) -> Option<Stated<ServiceReference>> {
        let wanted = "two numbers with a full stop, such as 6.15";
        self.read("ServiceReference", &rule::SERVICE_REFERENCE, wanted, |text| {
            text.parse().ok()
        })
    }

    fn service_reference_variant(&mut self) -> Option<Stated<ServiceReferenceVariant>> {
        let wanted = "two or three numbers with full stops, such as 6.15.1";
        self.read(
            "ServiceReferenceVariant",
            &rule::SERVICE_REFERENCE_VARIANT,
            wanted,
            |text| text.parse().ok(),
        )
    }

    fn eui64(&mut self, name: &str) -> Option<Stated<Eui64>> {
        self.read(name, &rule::HEADER, "an EUI-64 with hyphens", |text| {
            eui64(trim(text))
        })
    }

    fn counter(&mut self, name: &str) -> Option<Stated<u64>> {
        let wanted = "a number up to 2^64 - 1 without leading zeros";
        self.read(name, &rule::HEADER, wanted, |text| unsigned(trim(text)))
    }

    fn text(&mut self, name: &str) -> Option<Stated<String>> {
        self.read(name, &rule::HEADER, "text", |text| {
            let text = trim(text);
            (!text.is_empty()).then(|| text.to_owned())
        })
    }
}

/// xs:boolean.
pub(super) fn boolean(text: &str) -> Option<bool> {
    match trim(text) {
        "true" | "1" => Some(true),
        "false" | "0" => Some(false),
        _ => None,
    }
}

//! A message, decoded.

use roxmltree::Node;

use super::body::{self, Body, BodyValue};
use super::document::Document;
use super::element::{SERVICE_USER_GATEWAY, XML_SIGNATURE, element, elements, expanded_name, is, trim};
use super::error::MessageError;
use super::fault::{self, Fault};
use super::header::{AlertHeader, Header, RequestHeader, ResponseHeader, Smets1Header};
use super::limit::XmlLimits;
use super::prepared;
use super::rule;
use super::sequence::{self, Part, optional, required};
use super::signature::XmlSignature;
use super::stated::{Stated, ValueFault};
use crate::finding::{Detail, Finding};

/// What a message is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum MessageKind {
    /// sr:Request.
    Request,
    /// sr:Response.
    Response,
    /// sr:SMETS1SignedResponse.
    Smets1SignedResponse,
    /// sr:S1SPAlert.
    S1spAlert,
}

/// A DUIS message, decoded once. It is what the octets say, right or wrong: see [`faults`](Self::faults).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Message {
    kind: MessageKind,
    line: u32,
    schema_version: Option<Stated<String>>,
    header: Header,
    body: Body,
    values: Vec<BodyValue>,
    signatures: Vec<XmlSignature>,
    enclosed: Option<Box<Self>>,
    faults: Vec<Fault>,
}

impl Message {
    /// Decodes a message that fills `bytes`.
    ///
    /// # Errors
    /// Where the octets are not well-formed XML within the limits, or no DUIS message.
    pub fn decode(bytes: &[u8], limits: &XmlLimits) -> Result<Self, MessageError> {
        let text = prepared::text(bytes, limits)?;
        let document = Document::read(&text, limits)?;
        let root = document.tree().root_element();
        let kind = MessageKind::of(root).ok_or_else(|| MessageError::NotAMessage {
            found: expanded_name(root),
            line: document.line(root),
        })?;
        Ok(Self::read_whole(&document, root, kind))
    }

    /// Decodes the one request inside a document with any root element, such as the envelope of another system.
    ///
    /// What stands round the request is not looked at, and nothing of it is signed.
    ///
    /// # Errors
    /// As [`decode`](Self::decode), and where there is not exactly one request.
    pub fn decode_within(bytes: &[u8], limits: &XmlLimits) -> Result<Self, MessageError> {
        let text = prepared::text(bytes, limits)?;
        let document = Document::read(&text, limits)?;
        let is_request = |node: &Node<'_, '_>| MessageKind::of(*node) == Some(MessageKind::Request);
        let requests: Vec<Node<'_, '_>> = document.tree().descendants().filter(is_request).collect();
        match requests.as_slice() {
            [request] => Ok(Self::read_whole(&document, *request, MessageKind::Request)),
            several => Err(MessageError::NotOneInside {
                found: expanded_name(document.tree().root_element()),
                count: several.len(),
            }),
        }
    }

    /// What the message is.
    #[must_use]
    pub const fn kind(&self) -> MessageKind {
        self.kind
    }

    /// The line where it starts, the first being 1.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// The version of the schema that it states.
    #[must_use]
    pub const fn schema_version(&self) -> Option<&Stated<String>> {
        self.schema_version.as_ref()
    }

    /// Its header.
    #[must_use]
    pub const fn header(&self) -> &Header {
        &self.header
    }

    /// Its header, where it is a request.
    #[must_use]
    pub const fn request_header(&self) -> Option<&RequestHeader> {
        match &self.header {
            Header::Request(header) => Some(header),
            _ => None,
        }
    }

    /// Its body; empty where it is not a request, but for the name of the element in it.
    #[must_use]
    pub const fn body(&self) -> &Body {
        &self.body
    }

    /// All values of the body of a request that are not empty, in their order: those of attributes and of innermost elements.
    #[must_use]
    pub fn values(&self) -> &[BodyValue] {
        &self.values
    }

    /// Its signatures: one, where all is well.
    #[must_use]
    pub fn signatures(&self) -> &[XmlSignature] {
        &self.signatures
    }

    /// Its signature, where it has exactly one.
    #[must_use]
    pub fn signature(&self) -> Option<&XmlSignature> {
        match self.signatures.as_slice() {
            [signature] => Some(signature),
            _ => None,
        }
    }

    /// What an S1SP signed and this response brings: a SMETS1SignedResponse or an S1SPAlert, with its own signature.
    #[must_use]
    pub fn enclosed(&self) -> Option<&Self> {
        self.enclosed.as_deref()
    }

    /// What is wrong with its form, in the order of the message. Those of its signatures and of the enclosed message are theirs.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Its form held against the rules: a breach for each fault.
    #[must_use]
    pub fn findings(&self) -> Vec<Finding> {
        fault::findings(rule::OF_READABLE.iter().copied(), &self.faults)
    }

    /// Whether it has a signature, and one only.
    #[must_use]
    pub fn signature_findings(&self) -> [Finding; 2] {
        match self.signatures.as_slice() {
            [] => [
                Finding::breach(&rule::PRESENT, Detail::new("no signature", "a signature")),
                Finding::not_applicable(&rule::ONE),
            ],
            [_] => [Finding::pass(&rule::PRESENT), Finding::pass(&rule::ONE)],
            several => {
                let lines: Vec<String> = several
                    .iter()
                    .map(|signature| signature.line().to_string())
                    .collect();
                let found = format!("{} signatures (lines {})", several.len(), lines.join(", "));
                let breach = Finding::breach(&rule::ONE, Detail::new(found, "one signature"));
                [Finding::pass(&rule::PRESENT), breach]
            }
        }
    }

    /// Reads a message, and finds the signatures that are neither its own nor those of what it encloses.
    fn read_whole(document: &Document<'_>, root: Node<'_, '_>, kind: MessageKind) -> Self {
        let mut message = Self::read(document, root, kind);
        let signed = [Some(root), enclosed_in(root).map(|(node, _)| node)];
        for signature in root
            .descendants()
            .filter(|node| is(*node, XML_SIGNATURE, "Signature"))
        {
            let parent = signature.parent_element();
            if parent.is_none() || !signed.contains(&parent) {
                let inside = parent.map(expanded_name).unwrap_or_default();
                let found = format!("a signature in {inside}");
                let wanted = "signatures only as the last element of what they sign";
                message.faults.push(Fault::new(
                    &rule::SIGNATURE_PLACE,
                    document.line(signature),
                    found,
                    wanted,
                ));
            }
        }
        message
    }

    fn read(document: &Document<'_>, node: Node<'_, '_>, kind: MessageKind) -> Self {
        let mut faults = Vec::new();
        sequence::check(document, node, kind.parts(), &rule::STRUCTURE, &mut faults);
        let schema_version = schema_version(document, node, &mut faults);
        let (header, body, values) = kind.read_parts(document, node, &mut faults);
        let signatures = elements(node)
            .filter(|child| is(*child, XML_SIGNATURE, "Signature"))
            .map(|signature| XmlSignature::read(document, signature, node))
            .collect();
        let enclosed = enclosed_in(node).map(|(node, kind)| Box::new(Self::read(document, node, kind)));
        Self {
            kind,
            line: document.line(node),
            schema_version,
            header,
            body,
            values,
            signatures,
            enclosed,
            faults,
        }
    }
}

static REQUEST: [Part; 3] = [
    required(SERVICE_USER_GATEWAY, "Header"),
    required(SERVICE_USER_GATEWAY, "Body"),
    optional(XML_SIGNATURE, "Signature"),
];
static SMETS1_SIGNED_RESPONSE: [Part; 2] = [
    required(SERVICE_USER_GATEWAY, "SMETS1Response"),
    optional(XML_SIGNATURE, "Signature"),
];
static S1SP_ALERT: [Part; 7] = [
    optional(SERVICE_USER_GATEWAY, "RequestID"),
    optional(SERVICE_USER_GATEWAY, "DeviceID"),
    required(SERVICE_USER_GATEWAY, "S1SPAlertCode"),
    optional(SERVICE_USER_GATEWAY, "AdditionalInformation"),
    optional(SERVICE_USER_GATEWAY, "UTRN"),
    required(SERVICE_USER_GATEWAY, "DateTime"),
    optional(XML_SIGNATURE, "Signature"),
];

impl MessageKind {
    const ALL: [Self; 4] = [
        Self::Request,
        Self::Response,
        Self::Smets1SignedResponse,
        Self::S1spAlert,
    ];

    /// The local name of its element.
    #[must_use]
    pub const fn element(self) -> &'static str {
        match self {
            Self::Request => "Request",
            Self::Response => "Response",
            Self::Smets1SignedResponse => "SMETS1SignedResponse",
            Self::S1spAlert => "S1SPAlert",
        }
    }

    fn of(node: Node<'_, '_>) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|kind| is(node, SERVICE_USER_GATEWAY, kind.element()))
    }

    /// Its parts by the schema. Whether a signature must be there is a rule of its own.
    fn parts(self) -> &'static [Part] {
        match self {
            Self::Request | Self::Response => &REQUEST,
            Self::Smets1SignedResponse => &SMETS1_SIGNED_RESPONSE,
            Self::S1spAlert => &S1SP_ALERT,
        }
    }

    fn read_parts(
        self,
        document: &Document<'_>,
        node: Node<'_, '_>,
        faults: &mut Vec<Fault>,
    ) -> (Header, Body, Vec<BodyValue>) {
        let part = |name| element(node, SERVICE_USER_GATEWAY, name);
        match self {
            Self::Request => {
                let header = part("Header").map(|header| RequestHeader::read(document, header, faults));
                let body = part("Body").map(|body| Body::read(document, body, faults));
                let values = part("Body").map(|body| body::values(document, body));
                (
                    Header::Request(header.unwrap_or_default()),
                    body.unwrap_or_default(),
                    values.unwrap_or_default(),
                )
            }
            Self::Response => {
                let body = part("Body").map(|body| Body::read_name(document, body, faults));
                let message = part("Body").and_then(|body| elements(body).next());
                let header =
                    part("Header").map(|header| ResponseHeader::read(document, header, message, faults));
                (
                    Header::Response(header.unwrap_or_default()),
                    body.unwrap_or_default(),
                    Vec::new(),
                )
            }
            Self::Smets1SignedResponse => {
                let response = part("SMETS1Response");
                let inside =
                    |name| response.and_then(|response| element(response, SERVICE_USER_GATEWAY, name));
                let header = inside("Header").map(|header| Smets1Header::read(document, header, faults));
                let body = inside("Body").map(|body| Body::read_name(document, body, faults));
                (
                    Header::Smets1(header.unwrap_or_default()),
                    body.unwrap_or_default(),
                    Vec::new(),
                )
            }
            Self::S1spAlert => {
                let header = AlertHeader::read(document, node, faults);
                (Header::Alert(header), Body::default(), Vec::new())
            }
        }
    }
}

/// The places in a response where what an S1SP signed may stand.
const PLACES: [(&[&str], MessageKind); 2] = [
    (
        &["Body", "SMETS1ResponseMessage", "SMETS1SignedResponse"],
        MessageKind::Smets1SignedResponse,
    ),
    (
        &["Body", "DCCAlertMessage", "DCCAlert", "S1SPAlertDSP", "S1SPAlert"],
        MessageKind::S1spAlert,
    ),
];

/// What an S1SP signed, inside a response.
fn enclosed_in<'a, 'i>(node: Node<'a, 'i>) -> Option<(Node<'a, 'i>, MessageKind)> {
    if MessageKind::of(node) != Some(MessageKind::Response) {
        return None;
    }
    PLACES.iter().find_map(|(path, kind)| {
        let inside = path
            .iter()
            .try_fold(node, |node, name| element(node, SERVICE_USER_GATEWAY, name))?;
        Some((inside, *kind))
    })
}

/// The attribute schemaVersion, which is xs:decimal.
fn schema_version(
    document: &Document<'_>,
    node: Node<'_, '_>,
    faults: &mut Vec<Fault>,
) -> Option<Stated<String>> {
    let line = document.line(node);
    let wanted = "a decimal number, such as 5.4";
    let Some(text) = node.attribute("schemaVersion") else {
        faults.push(Fault::new(
            &rule::SCHEMA_VERSION,
            line,
            "no schemaVersion",
            wanted,
        ));
        return None;
    };
    let plain = trim(text);
    let (whole, fraction) = plain.split_once('.').unwrap_or((plain, "0"));
    let is_number = |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let value = if is_number(whole) && is_number(fraction) {
        Ok(plain.to_owned())
    } else {
        faults.push(Fault::new(
            &rule::SCHEMA_VERSION,
            line,
            format!("schemaVersion `{text}`"),
            wanted,
        ));
        Err(ValueFault::NotA { wanted })
    };
    Some(Stated {
        text: text.to_owned(),
        line,
        value,
    })
}

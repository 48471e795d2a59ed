//! The body of a message, as far as gates look into it.

use roxmltree::Node;

use super::document::Document;
use super::element::{
    SERVICE_USER_GATEWAY, elements, expanded_name, fault_of, has_text_between, stated, text, trim,
};
use super::fault::Fault;
use super::header::boolean;
use super::reader::octets;
use super::request_id::unsigned;
use super::rule;
use super::stated::Stated;
use crate::finding::Rule;

/// The body of a message.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct Body {
    /// The local name of the one element in the body, such as `DisableSupply`; in the namespace of the Service User Gateway.
    pub element: Option<String>,
    /// RemotePartyRole: whose credentials are replaced, in a word of the schema such as `Supplier`.
    pub remote_party_role: Option<Stated<String>>,
    /// The certificates, in their order.
    pub certificates: Vec<ReplacementCertificate>,
    /// The floor numbers, in their order.
    pub floor_numbers: Vec<FloorNumber>,
    /// ApplyTimeBasedCPVChecks: whether the device looks at the time when it validates the certificates.
    pub applies_time_based_checks: Option<Stated<bool>>,
    /// ImportMPxN: the metering point, 1 to 13 characters.
    pub import_metering_point: Option<Stated<String>>,
    /// ExecutionDateTime, as written.
    pub execution_date_time: Option<Stated<String>>,
}

/// A certificate in the body of a request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReplacementCertificate {
    /// For what it is.
    pub slot: CertificateSlot,
    /// The local names of the elements from that in the body to that of the certificate, with slashes between.
    pub place: String,
    /// Its DER.
    pub der: Stated<Vec<u8>>,
}

/// For what a certificate in the body of a request is.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateSlot {
    /// DigitalSigningCertificate.
    DigitalSigning,
    /// KeyAgreementCertificate.
    KeyAgreement,
    /// KeyAgreementTopUpCertificate.
    KeyAgreementTopUp,
    /// Certificate of CertificationPathCertificates: an authority above the others.
    CertificationPath,
    /// DeviceCertificate.
    Device,
    /// Another element whose name ends in Certificate.
    Other(String),
}

/// A floor number: no command with a counter below it will be accepted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FloorNumber {
    /// The local name of its element, such as `RemotePartyFloorSeqNumber`.
    pub name: String,
    /// The number, 0 to 2^63 - 1.
    pub number: Stated<u64>,
}

/// A value somewhere in the body.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BodyValue {
    /// The local names of the elements from that in the body to that of the value, with slashes between; of an attribute
    /// then `/@` and its name.
    pub path: String,
    /// The text, without white space at its ends; never empty.
    pub text: String,
    /// The line, the first being 1.
    pub line: u32,
}

impl BodyValue {
    /// The value as an integer, where it is one.
    #[must_use]
    pub fn integer(&self) -> Option<i128> {
        self.text.parse().ok()
    }
}

impl CertificateSlot {
    /// The slot of an element; `None` where its name does not end in Certificate.
    fn of(element: Node<'_, '_>) -> Option<Self> {
        let parent = element.parent().map_or("", |parent| parent.tag_name().name());
        Some(match element.tag_name().name() {
            "DigitalSigningCertificate" => Self::DigitalSigning,
            "KeyAgreementCertificate" => Self::KeyAgreement,
            "KeyAgreementTopUpCertificate" => Self::KeyAgreementTopUp,
            "DeviceCertificate" => Self::Device,
            "Certificate" if parent == "CertificationPathCertificates" => Self::CertificationPath,
            other if other.ends_with("Certificate") => Self::Other(other.to_owned()),
            _ => return None,
        })
    }
}

/// The greatest floor number (DUIS schema: floorSequenceNumber).
const MOST_FLOOR: u64 = i64::MAX.cast_unsigned();

impl Body {
    /// Reads the element Body of a request.
    pub(super) fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        let mut body = Self::read_name(document, node, faults);
        for top in elements(node) {
            for element in top.descendants().filter(Node::is_element) {
                body.read_value(document, top, element, faults);
            }
        }
        body
    }

    /// Reads which element an element Body holds, and nothing of what is in it.
    pub(super) fn read_name(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        let mut inside = elements(node);
        let mut fault = |node, found: String, wanted: &str| {
            faults.push(Fault::new(&rule::BODY, document.line(node), found, wanted));
        };
        let element = match (inside.next(), inside.next()) {
            (Some(only), None) if only.tag_name().namespace() == Some(SERVICE_USER_GATEWAY) => {
                Some(only.tag_name().name().to_owned())
            }
            (Some(only), None) => {
                fault(
                    only,
                    expanded_name(only),
                    "an element of the Service User Gateway",
                );
                None
            }
            (_, second) => {
                let count = elements(node).count();
                fault(
                    second.unwrap_or(node),
                    format!("{count} elements in the body"),
                    "one element",
                );
                None
            }
        };
        if has_text_between(node) {
            fault(node, "text in the body".to_owned(), "one element");
        }
        Self {
            element,
            ..Self::default()
        }
    }

    fn read_value(
        &mut self,
        document: &Document<'_>,
        top: Node<'_, '_>,
        element: Node<'_, '_>,
        faults: &mut Vec<Fault>,
    ) {
        if element.tag_name().namespace() != Some(SERVICE_USER_GATEWAY) {
            return;
        }
        let name = element.tag_name().name();
        let mut reading = Reading {
            document,
            element,
            name,
            faults,
        };
        match name {
            "RemotePartyRole" => {
                let wanted = "ACB, NetworkOperator, Recovery, Root, Supplier, TransCoS or LoadController";
                reading.read_once(&mut self.remote_party_role, wanted, |text| {
                    let word = trim(text);
                    ROLE_WORDS.contains(&word).then(|| word.to_owned())
                });
            }
            "ApplyTimeBasedCPVChecks" => {
                reading.read_once(&mut self.applies_time_based_checks, "true or false", boolean);
            }
            "ImportMPxN" => {
                let is_one = |text: &str| (1..=13).contains(&text.chars().count());
                reading.read_once(&mut self.import_metering_point, "1 to 13 characters", |text| {
                    is_one(text).then(|| text.to_owned())
                });
            }
            "ExecutionDateTime" => {
                reading.read_once(&mut self.execution_date_time, "a time", |text| {
                    Some(trim(text).to_owned())
                });
            }
            _ if name.ends_with("FloorSeqNumber") => {
                let wanted = "a number up to 2^63 - 1";
                let read = |text: &str| unsigned(trim(text)).filter(|number| *number <= MOST_FLOOR);
                let number = reading.read(&rule::VALUE, wanted, read);
                self.floor_numbers.push(FloorNumber {
                    name: name.to_owned(),
                    number,
                });
            }
            _ => {
                if let Some(slot) = CertificateSlot::of(element) {
                    let der = reading.read(&rule::CERTIFICATE, "DER in base64", octets);
                    let place = path(top, element).unwrap_or_else(|| name.to_owned());
                    self.certificates
                        .push(ReplacementCertificate { slot, place, der });
                }
            }
        }
    }
}

/// The element that is read.
struct Reading<'a, 'i> {
    document: &'a Document<'i>,
    element: Node<'a, 'i>,
    name: &'a str,
    faults: &'a mut Vec<Fault>,
}

impl Reading<'_, '_> {
    fn read<T>(
        &mut self,
        rule: &'static Rule,
        wanted: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) -> Stated<T> {
        let stated = stated(self.document, self.element, wanted, read);
        self.faults.extend(fault_of(rule, self.name, &stated));
        stated
    }

    /// Reads a value that the body has once at most.
    fn read_once<T>(
        &mut self,
        place: &mut Option<Stated<T>>,
        wanted: &'static str,
        read: impl FnOnce(&str) -> Option<T>,
    ) {
        let stated = self.read(&rule::VALUE, wanted, read);
        if place.is_some() {
            let found = format!("{} again", self.name);
            self.faults
                .push(Fault::new(&rule::VALUE, stated.line, found, "once"));
        } else {
            *place = Some(stated);
        }
    }
}

/// The words of the schema for whose credentials they are. Which role codes they mean is for the policy to say.
const ROLE_WORDS: [&str; 7] = [
    "ACB",
    "NetworkOperator",
    "Recovery",
    "Root",
    "Supplier",
    "TransCoS",
    "LoadController",
];

/// The values of the attributes and of the innermost elements in a body, where they are not empty.
pub(super) fn values(document: &Document<'_>, body: Node<'_, '_>) -> Vec<BodyValue> {
    let mut values = Vec::new();
    for top in elements(body) {
        for element in top.descendants().filter(Node::is_element) {
            for attribute in element.attributes() {
                let name = Some(attribute.name());
                values.extend(value(document, top, element, name, attribute.value()));
            }
            if let Ok(text) = text(element) {
                values.extend(value(document, top, element, None, &text));
            }
        }
    }
    values
}

fn value(
    document: &Document<'_>,
    top: Node<'_, '_>,
    element: Node<'_, '_>,
    attribute: Option<&str>,
    text: &str,
) -> Option<BodyValue> {
    let text = Some(trim(text)).filter(|text| !text.is_empty())?;
    let path = path(top, element)?;
    Some(BodyValue {
        path: attribute.map_or(path.clone(), |name| format!("{path}/@{name}")),
        text: text.to_owned(),
        line: document.line(element),
    })
}

/// The longest path that is told. The paths of the schema are shorter; a hostile message could have any number of long ones.
const LONGEST_PATH: usize = 300;

/// The local names from one element down to another, with slashes between; `None` where they are too long.
fn path(top: Node<'_, '_>, element: Node<'_, '_>) -> Option<String> {
    let mut names = Vec::new();
    let mut length = 0_usize;
    for ancestor in element.ancestors() {
        let name = ancestor.tag_name().name();
        length = length.saturating_add(name.len()).saturating_add(1);
        names.push(name);
        if length > LONGEST_PATH {
            return None;
        }
        if ancestor == top {
            break;
        }
    }
    names.reverse();
    Some(names.join("/"))
}

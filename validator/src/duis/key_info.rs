//! KeyInfo: whose key it is (XML Signature 4.5).

use roxmltree::Node;
use s1spki_policies::SerialNumber;

use super::document::Document;
use super::element::{XML_SIGNATURE, element, elements, expanded_name, fault_of, is, stated, trim};
use super::fault::Fault;
use super::reader::only;
use super::rule;
use super::stated::Stated;
use crate::name::Name;

/// Which certificates a signature names. It is not signed: it says where to look, and proves nothing.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct KeyInfo {
    /// The certificates named by issuer and serial number.
    pub issuer_serials: Vec<IssuerSerial>,
    /// Other elements, which name or hold keys in another way.
    pub others: Vec<String>,
}

/// A certificate, by issuer and serial number (XML Signature 4.5.4.1).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IssuerSerial {
    /// The issuer's name.
    pub issuer: Option<Stated<Name>>,
    /// The serial number.
    pub serial: Option<Stated<SerialNumber>>,
}

impl KeyInfo {
    /// The one certificate, where name and number can be read and nothing else is there.
    #[must_use]
    pub fn certificate(&self) -> Option<(&Name, &SerialNumber)> {
        match (self.issuer_serials.as_slice(), self.others.as_slice()) {
            ([named], []) => Some((named.issuer.as_ref()?.value()?, named.serial.as_ref()?.value()?)),
            _ => None,
        }
    }

    pub(super) fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        let mut key_info = Self::default();
        for child in elements(node) {
            if is(child, XML_SIGNATURE, "X509Data") {
                key_info.read_certificate_data(document, child, faults);
            } else {
                key_info.others.push(expanded_name(child));
            }
        }
        let count = key_info.issuer_serials.len();
        if count != 1 || !key_info.others.is_empty() {
            let mut found = format!("{count} X509IssuerSerial");
            for other in &key_info.others {
                found.push_str(" and ");
                found.push_str(other);
            }
            let line = document.line(node);
            faults.push(Fault::new(&rule::KEY_INFO, line, found, "one X509IssuerSerial"));
        }
        key_info
    }

    fn read_certificate_data(
        &mut self,
        document: &Document<'_>,
        node: Node<'_, '_>,
        faults: &mut Vec<Fault>,
    ) {
        for child in elements(node) {
            if is(child, XML_SIGNATURE, "X509IssuerSerial") {
                self.issuer_serials
                    .push(IssuerSerial::read(document, child, faults));
            } else {
                self.others.push(expanded_name(child));
            }
        }
    }
}

impl IssuerSerial {
    fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        only(
            document,
            node,
            &["X509IssuerName", "X509SerialNumber"],
            &rule::KEY_INFO,
            faults,
        );
        let line = document.line(node);
        let issuer = element(node, XML_SIGNATURE, "X509IssuerName").map(|name| {
            stated(document, name, "a name by RFC 2253", |text| {
                Name::from_rfc2253(trim(text)).ok()
            })
        });
        let serial = element(node, XML_SIGNATURE, "X509SerialNumber").map(|serial| {
            stated(
                document,
                serial,
                "a positive decimal number of at most 20 octets",
                decimal,
            )
        });
        match &issuer {
            Some(issuer) => faults.extend(fault_of(&rule::ISSUER, "X509IssuerName", issuer)),
            None => faults.push(Fault::new(
                &rule::ISSUER,
                line,
                "no X509IssuerName",
                "the issuer's name",
            )),
        }
        match &serial {
            Some(serial) => faults.extend(fault_of(&rule::SERIAL, "X509SerialNumber", serial)),
            None => faults.push(Fault::new(
                &rule::SERIAL,
                line,
                "no X509SerialNumber",
                "a serial number",
            )),
        }
        Self { issuer, serial }
    }
}

/// A serial number in decimal digits. Their number has no bound in XML: those beyond 20 octets are no serial numbers.
fn decimal(text: &str) -> Option<SerialNumber> {
    let digits = trim(text);
    let is_decimal = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|_| is_decimal)
}

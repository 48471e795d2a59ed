//! An XML signature, read.

use roxmltree::Node;
use s1spki_policies::XmlSignatureForm;

use super::canonical::Canonicalization;
use super::document::Document;
use super::element::{XML_SIGNATURE, element, elements, fault_of, is, stated};
use super::fault::{self, Fault};
use super::key_info::KeyInfo;
use super::limit::XmlLimits;
use super::reader::{base64, only};
use super::rule;
use super::signed_info::{Algorithm, Reference, SignedInfo};
use super::stated::Stated;
use super::verification::SignedForm;
use crate::crypto::sha256;
use crate::finding::Finding;

/// The signature of a message: its parts, its faults, and what is needed to verify it.
///
/// What it signs has been canonicalised and digested when the message was decoded, by the parser that read the message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct XmlSignature {
    pub(super) line: u32,
    pub(super) signed_info: Option<SignedInfo>,
    pub(super) value: Option<Stated<[u8; 64]>>,
    pub(super) key_info: KeyInfo,
    pub(super) faults: Vec<Fault>,
    /// The octets of SignedInfo in the canonical form that it names; nothing where that is not one written here.
    pub(super) signed_octets: Option<Vec<u8>>,
    /// The digests of the message without the signature, in each form in which it may have been signed; none where the
    /// reference is not to the whole message.
    pub(super) digests: Vec<(SignedForm, [u8; 32])>,
}

impl XmlSignature {
    /// The line where it starts, the first being 1.
    #[must_use]
    pub const fn line(&self) -> u32 {
        self.line
    }

    /// How SignedInfo is canonicalised.
    #[must_use]
    pub fn canonicalization(&self) -> Option<&Algorithm> {
        self.signed_info.as_ref()?.canonicalization.as_ref()
    }

    /// The signature algorithm.
    #[must_use]
    pub fn method(&self) -> Option<&Algorithm> {
        self.signed_info.as_ref()?.method.as_ref()
    }

    /// What it signs.
    #[must_use]
    pub fn references(&self) -> &[Reference] {
        self.signed_info.as_ref().map_or(&[], |info| &info.references)
    }

    /// The signature itself: r and s, 32 octets each.
    #[must_use]
    pub const fn value(&self) -> Option<&Stated<[u8; 64]>> {
        self.value.as_ref()
    }

    /// Whose key it is.
    #[must_use]
    pub const fn key_info(&self) -> &KeyInfo {
        &self.key_info
    }

    /// The octets that are signed: SignedInfo in canonical form.
    #[must_use]
    pub fn signed_octets(&self) -> Option<&[u8]> {
        self.signed_octets.as_deref()
    }

    /// What is wrong with its form, whatever algorithms are allowed.
    #[must_use]
    pub fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// Its form held against the rules: a breach for each fault and for each algorithm that is not allowed.
    #[must_use]
    pub fn findings(&self, allowed: &XmlSignatureForm) -> Vec<Finding> {
        let of_algorithms = self
            .signed_info
            .as_ref()
            .map(|info| info.faults_of_algorithms(allowed));
        let of_algorithms = of_algorithms.unwrap_or_default();
        fault::findings(rule::OF_SIGNATURE, self.faults.iter().chain(&of_algorithms))
    }

    /// Reads a signature that stands inside `signed`, which is the root of the document or an element inside it.
    ///
    /// What it signs is digested only where it is the one signature of `signed`: of several none counts, and to digest the
    /// message for each would cost more than the message is worth.
    pub(super) fn read(document: &Document<'_>, node: Node<'_, '_>, signed: Node<'_, '_>) -> Self {
        let mut faults = Vec::new();
        let parts = ["SignedInfo", "SignatureValue", "KeyInfo"];
        only(document, node, &parts, &rule::STRUCTURE_OF_SIGNATURE, &mut faults);
        for name in parts {
            if element(node, XML_SIGNATURE, name).is_none() {
                let rule = if name == "KeyInfo" {
                    &rule::KEY_INFO
                } else {
                    &rule::STRUCTURE_OF_SIGNATURE
                };
                faults.push(Fault::new(rule, document.line(node), format!("no {name}"), name));
            }
        }
        let signed_info_node = element(node, XML_SIGNATURE, "SignedInfo");
        let signed_info = signed_info_node.map(|info| SignedInfo::read(document, info, &mut faults));
        let value = element(node, XML_SIGNATURE, "SignatureValue").map(|value| {
            let stated = stated(document, value, "r and s in 64 octets, in base64", base64::<64>);
            faults.extend(fault_of(&rule::SIGNATURE_VALUE, "SignatureValue", &stated));
            stated
        });
        let key_info = element(node, XML_SIGNATURE, "KeyInfo")
            .map(|key_info| KeyInfo::read(document, key_info, &mut faults))
            .unwrap_or_default();
        let form = signed_info.as_ref().and_then(SignedInfo::canonical_form);
        let reference = signed_info.as_ref().and_then(SignedInfo::reference);
        let is_alone = elements(signed)
            .filter(|child| is(*child, XML_SIGNATURE, "Signature"))
            .nth(1)
            .is_none();
        let is_whole = is_alone && reference.is_some_and(Reference::is_to_whole_message);
        Self {
            line: document.line(node),
            signed_octets: form
                .zip(signed_info_node)
                .map(|(form, info)| form.of_element(info, None)),
            digests: if is_whole {
                digests(document, node, signed)
            } else {
                Vec::new()
            },
            signed_info,
            value,
            key_info,
            faults,
        }
    }
}

/// The digests of what may have been signed.
///
/// Of a message that is a document of its own there is one. One that stands inside another was a document of its own when
/// it was signed; whoever put it inside may have kept its octets, or only its meaning, so that it took over the
/// namespaces around it. Both forms hold the same elements and values.
fn digests(
    document: &Document<'_>,
    signature: Node<'_, '_>,
    signed: Node<'_, '_>,
) -> Vec<(SignedForm, [u8; 32])> {
    let form = Canonicalization::OF_REFERENCE;
    if signed == document.tree().root_element() {
        let octets = form.of_document(document.tree(), Some(signature.id()));
        return vec![(SignedForm::Document, sha256(&octets))];
    }
    let inside = form.of_element(signed, Some(signature.id()));
    let mut digests = vec![(SignedForm::Inside, sha256(&inside))];
    let own_text = document
        .tree()
        .input_text()
        .get(signed.range())
        .unwrap_or_default();
    if let Ok(alone) = Document::read(own_text, &XmlLimits::default()) {
        let signature = elements(alone.tree().root_element())
            .find(|child| is(*child, XML_SIGNATURE, "Signature"))
            .map(|signature| signature.id());
        let octets = form.of_document(alone.tree(), signature);
        digests.push((SignedForm::Alone, sha256(&octets)));
    }
    digests
}

//! SignedInfo: what is signed, and by which algorithms (XML Signature 4.4).

use roxmltree::Node;
use s1spki_policies::XmlSignatureForm;

use super::canonical::Canonicalization;
use super::document::Document;
use super::element::{XML_SIGNATURE, element, elements, fault_of, has_text_between, is, stated};
use super::fault::Fault;
use super::reader::{base64, only};
use super::rule;
use super::stated::Stated;
use crate::finding::Rule;

/// An algorithm, by its identifier.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Algorithm {
    /// The identifier, a URI.
    pub uri: String,
    /// The line that names it.
    pub line: u32,
}

/// What is signed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reference {
    /// The line, the first being 1.
    pub line: u32,
    /// The URI; `None` where there is none, which is not the same as an empty one.
    pub uri: Option<String>,
    /// The transforms, in their order.
    pub transforms: Vec<Algorithm>,
    /// How it is digested.
    pub digest_method: Option<Algorithm>,
    /// The digest that is stated.
    pub digest: Option<Stated<[u8; 32]>>,
}

/// SignedInfo, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct SignedInfo {
    pub(super) canonicalization: Option<Algorithm>,
    pub(super) method: Option<Algorithm>,
    pub(super) references: Vec<Reference>,
}

/// The transform that leaves the signature itself out (XML Signature 6.6.4).
const ENVELOPED_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#enveloped-signature";
/// ECDSA with SHA-256 (RFC 6931 2.3.6).
const ECDSA_WITH_SHA256: &str = "http://www.w3.org/2001/04/xmldsig-more#ecdsa-sha256";
/// SHA-256 (XML Encryption 5.7.2).
const SHA256: &str = "http://www.w3.org/2001/04/xmlenc#sha256";

impl SignedInfo {
    pub(super) fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        let structure = &rule::STRUCTURE_OF_SIGNATURE;
        let allowed = ["CanonicalizationMethod", "SignatureMethod", "Reference"];
        only(document, node, &allowed, structure, faults);
        let references: Vec<Reference> = elements(node)
            .filter(|child| is(*child, XML_SIGNATURE, "Reference"))
            .map(|reference| Reference::read(document, reference, faults))
            .collect();
        if references.len() != 1 {
            let found = format!("{} references", references.len());
            faults.push(Fault::new(
                &rule::ONE_REFERENCE,
                document.line(node),
                found,
                "one reference",
            ));
        }
        Self {
            canonicalization: algorithm(
                document,
                node,
                "CanonicalizationMethod",
                &rule::CANONICALIZATION,
                faults,
            ),
            method: algorithm(document, node, "SignatureMethod", &rule::METHOD, faults),
            references,
        }
    }

    /// The one reference.
    pub(super) fn reference(&self) -> Option<&Reference> {
        match self.references.as_slice() {
            [reference] => Some(reference),
            _ => None,
        }
    }

    /// The canonical form of SignedInfo, where it is one that is written here.
    pub(super) fn canonical_form(&self) -> Option<Canonicalization> {
        Canonicalization::of_uri(&self.canonicalization.as_ref()?.uri)
    }

    /// Whether the signature algorithm is the one that is verified here.
    pub(super) fn is_ecdsa_with_sha256(&self) -> bool {
        self.method
            .as_ref()
            .is_some_and(|method| method.uri == ECDSA_WITH_SHA256)
    }

    /// The faults of the algorithms: those that are not allowed.
    pub(super) fn faults_of_algorithms(&self, allowed: &XmlSignatureForm) -> Vec<Fault> {
        let own = [
            (
                &rule::CANONICALIZATION,
                self.canonicalization.as_ref(),
                &allowed.canonicalisation,
            ),
            (&rule::METHOD, self.method.as_ref(), &allowed.signature),
        ];
        let of_references = self.references.iter();
        let digests = of_references.clone().map(|reference| {
            (
                &rule::DIGEST_METHOD,
                reference.digest_method.as_ref(),
                &allowed.digest,
            )
        });
        let algorithms = own
            .into_iter()
            .chain(digests)
            .filter_map(|(rule, found, allowed)| Some((rule, found?, allowed)))
            .filter(|(_, found, allowed)| !allowed.contains(&found.uri))
            .map(|(rule, found, allowed)| Fault::new(rule, found.line, &found.uri, joined(allowed)));
        algorithms
            .chain(of_references.filter_map(|reference| reference.fault_of_transforms(&allowed.transforms)))
            .collect()
    }
}

impl Reference {
    fn read(document: &Document<'_>, node: Node<'_, '_>, faults: &mut Vec<Fault>) -> Self {
        let structure = &rule::STRUCTURE_OF_SIGNATURE;
        only(
            document,
            node,
            &["Transforms", "DigestMethod", "DigestValue"],
            structure,
            faults,
        );
        let uri = node.attribute("URI").map(str::to_owned);
        if uri.as_deref() != Some("") {
            let found = uri
                .as_deref()
                .map_or("no URI".to_owned(), |uri| format!("URI=\"{uri}\""));
            let line = document.line(node);
            faults.push(Fault::new(&rule::REFERENCE_URI, line, found, "URI=\"\""));
        }
        let digest = element(node, XML_SIGNATURE, "DigestValue").map(|value| {
            let stated = stated(document, value, "32 octets in base64", base64::<32>);
            faults.extend(fault_of(&rule::DIGEST_VALUE, "DigestValue", &stated));
            stated
        });
        if digest.is_none() {
            let line = document.line(node);
            faults.push(Fault::new(
                &rule::DIGEST_VALUE,
                line,
                "no DigestValue",
                "32 octets in base64",
            ));
        }
        Self {
            line: document.line(node),
            uri,
            transforms: transforms(document, node, faults),
            digest_method: algorithm(document, node, "DigestMethod", &rule::DIGEST_METHOD, faults),
            digest,
        }
    }

    /// The fault of the transforms, where they are not these.
    fn fault_of_transforms(&self, allowed: &[String]) -> Option<Fault> {
        let found: Vec<&str> = self.transforms.iter().map(|transform| &*transform.uri).collect();
        let is_allowed = found == allowed;
        let text = if found.is_empty() {
            "no transform".to_owned()
        } else {
            joined(&found)
        };
        (!is_allowed).then(|| Fault::new(&rule::TRANSFORM, self.line, text, joined(allowed)))
    }

    /// Whether it is to the whole message without its signature, digested with SHA-256.
    pub(super) fn is_to_whole_message(&self) -> bool {
        let is_enveloped = matches!(self.transforms.as_slice(), [only] if only.uri == ENVELOPED_SIGNATURE);
        let is_sha256 = self
            .digest_method
            .as_ref()
            .is_some_and(|method| method.uri == SHA256);
        self.uri.as_deref() == Some("") && is_enveloped && is_sha256
    }
}

/// The transforms of a reference, in their order. Which they may be is for the policy to say.
fn transforms(document: &Document<'_>, reference: Node<'_, '_>, faults: &mut Vec<Fault>) -> Vec<Algorithm> {
    let mut transforms = Vec::new();
    let lists = elements(reference).filter(|child| is(*child, XML_SIGNATURE, "Transforms"));
    for transform in lists.flat_map(elements) {
        let uri = transform.attribute("Algorithm").unwrap_or_default().to_owned();
        let line = document.line(transform);
        if !is(transform, XML_SIGNATURE, "Transform") || has_parameters(transform) {
            let found = format!("the transform {uri} with parameters, or another element");
            faults.push(Fault::new(
                &rule::TRANSFORM,
                line,
                found,
                "a transform without parameters",
            ));
        }
        transforms.push(Algorithm { uri, line });
    }
    transforms
}

fn has_parameters(algorithm: Node<'_, '_>) -> bool {
    elements(algorithm).next().is_some() || has_text_between(algorithm)
}

fn joined<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> String {
    let texts: Vec<T> = texts.into_iter().collect();
    let texts: Vec<&str> = texts.iter().map(AsRef::as_ref).collect();
    texts.join(" or ")
}

/// The algorithm that a child element names. It has no parameters.
fn algorithm(
    document: &Document<'_>,
    parent: Node<'_, '_>,
    name: &str,
    rule: &'static Rule,
    faults: &mut Vec<Fault>,
) -> Option<Algorithm> {
    let mut named = elements(parent).filter(|child| is(*child, XML_SIGNATURE, name));
    let first = named.next();
    let line = document.line(first.unwrap_or(parent));
    let (Some(element), None) = (first, named.next()) else {
        faults.push(Fault::new(
            rule,
            line,
            format!("not one {name}"),
            format!("one {name}"),
        ));
        return None;
    };
    if element
        .children()
        .any(|child| child.is_element() || child.is_text())
    {
        let found = format!("{name} with parameters");
        faults.push(Fault::new(rule, line, found, "none"));
    }
    let Some(uri) = element.attribute("Algorithm") else {
        faults.push(Fault::new(
            rule,
            line,
            format!("{name} without Algorithm"),
            "an algorithm",
        ));
        return None;
    };
    Some(Algorithm {
        uri: uri.to_owned(),
        line,
    })
}

//! Elements and the text in them.

use std::borrow::Cow;

use roxmltree::{Node, NodeType};

use super::document::Document;
use super::fault::Fault;
use super::stated::{Stated, ValueFault};
use crate::finding::Rule;

/// The namespace of requests and responses (DUIS schema).
pub(super) const SERVICE_USER_GATEWAY: &str = "http://www.dccinterface.co.uk/ServiceUserGateway";
/// The namespace of what responses and alerts hold (MMC schema).
pub(super) const RESPONSE_AND_ALERT: &str = "http://www.dccinterface.co.uk/ResponseAndAlert";
/// The namespace of XML signatures.
pub(super) const XML_SIGNATURE: &str = "http://www.w3.org/2000/09/xmldsig#";

/// Whether the node is the element of this namespace and local name.
pub(super) fn is(node: Node<'_, '_>, namespace: &str, name: &str) -> bool {
    node.is_element() && node.tag_name().name() == name && node.tag_name().namespace() == Some(namespace)
}

/// The element's namespace and local name, for people.
pub(super) fn expanded_name(node: Node<'_, '_>) -> String {
    match node.tag_name().namespace() {
        Some(namespace) if !namespace.is_empty() => format!("{{{namespace}}}{}", node.tag_name().name()),
        _ => node.tag_name().name().to_owned(),
    }
}

/// The qualified name that starts here, exactly as written: the XML reader keeps no prefixes.
pub(super) fn qualified_name(text: &str, start: usize) -> &str {
    let rest = text.get(start..).unwrap_or_default();
    let end = rest
        .bytes()
        .position(|byte| matches!(byte, b' ' | b'\t' | b'\n' | b'/' | b'>' | b'='));
    end.and_then(|end| rest.get(..end)).unwrap_or(rest)
}

/// Whether neither declares what the other does not. The XML reader lists the same declarations in the same order where an
/// element has none of its own.
pub(super) fn has_same_namespaces(node: Node<'_, '_>, parent: Node<'_, '_>) -> bool {
    let (own, above) = (node.namespaces(), parent.namespaces());
    own.len() == above.len() && own.zip(above).all(|(own, above)| std::ptr::eq(own, above))
}

/// The elements inside.
pub(super) fn elements<'a, 'i>(parent: Node<'a, 'i>) -> impl Iterator<Item = Node<'a, 'i>> + Clone {
    parent.children().filter(Node::is_element)
}

/// The first element inside with this namespace and local name.
pub(super) fn element<'a, 'i>(parent: Node<'a, 'i>, namespace: &str, name: &str) -> Option<Node<'a, 'i>> {
    elements(parent).find(|child| is(*child, namespace, name))
}

/// All text inside. Comments and processing instructions divide text, and take none of it away: what is read is what is
/// signed.
pub(super) fn text<'a>(element: Node<'a, '_>) -> Result<Cow<'a, str>, ValueFault> {
    if elements(element).next().is_some() {
        return Err(ValueFault::ElementInside);
    }
    let mut texts = element
        .children()
        .filter(Node::is_text)
        .filter_map(|node| node.text());
    let first = texts.next().unwrap_or_default();
    let mut all = Cow::Borrowed(first);
    for more in texts {
        all.to_mut().push_str(more);
    }
    Ok(all)
}

/// Whether there is text between the elements inside, other than white space.
pub(super) fn has_text_between(parent: Node<'_, '_>) -> bool {
    let mut texts = parent
        .children()
        .filter(|node| node.node_type() == NodeType::Text);
    texts.any(|text| !trim(text.text().unwrap_or_default()).is_empty())
}

/// Without the white space of XML at both ends, as schema types other than strings are read.
pub(super) fn trim(text: &str) -> &str {
    text.trim_matches([' ', '\t', '\n', '\r'])
}

/// The value that an element states.
pub(super) fn stated<T>(
    document: &Document<'_>,
    element: Node<'_, '_>,
    wanted: &'static str,
    read: impl FnOnce(&str) -> Option<T>,
) -> Stated<T> {
    let line = document.line(element);
    match text(element) {
        Err(fault) => Stated {
            text: String::new(),
            line,
            value: Err(fault),
        },
        Ok(text) => Stated {
            value: read(&text).ok_or(ValueFault::NotA { wanted }),
            text: text.into_owned(),
            line,
        },
    }
}

/// The fault of a stated value, if it has one.
pub(super) fn fault_of<T>(rule: &'static Rule, name: &str, stated: &Stated<T>) -> Option<Fault> {
    match &stated.value {
        Ok(_) => None,
        Err(ValueFault::NotA { wanted }) => {
            let found = format!("{name} `{}`", stated.text);
            Some(Fault::new(rule, stated.line, found, *wanted))
        }
        Err(fault @ ValueFault::ElementInside) => {
            let found = format!("{name} with {fault}");
            Some(Fault::new(rule, stated.line, found, "text alone"))
        }
    }
}

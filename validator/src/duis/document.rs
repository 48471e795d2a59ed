//! A document that has been read, and in which nothing is left that readers of XML take differently.

use roxmltree::{Error, Node, ParsingOptions};

use super::element::has_same_namespaces;
use super::error::MessageError;
use super::limit::XmlLimits;
use super::prepared::line_after;

/// A document, read.
pub(super) struct Document<'input> {
    tree: roxmltree::Document<'input>,
    line_ends: Vec<usize>,
}

impl<'input> Document<'input> {
    /// Reads prepared text.
    ///
    /// # Errors
    /// Where it is not well-formed, or beyond a limit.
    pub(super) fn read(text: &'input str, limits: &XmlLimits) -> Result<Self, MessageError> {
        let options = ParsingOptions {
            nodes_limit: limits.elements.saturating_mul(4),
            ..ParsingOptions::default()
        };
        let tree = roxmltree::Document::parse_with_options(text, options)
            .map_err(|error| refused(error, text, limits))?;
        let document = Self {
            tree,
            line_ends: memchr::memchr_iter(b'\n', text.as_bytes()).collect(),
        };
        document.check(limits)?;
        Ok(document)
    }

    /// The tree.
    pub(super) const fn tree(&self) -> &roxmltree::Document<'input> {
        &self.tree
    }

    /// The line of a node, the first being 1.
    pub(super) fn line(&self, node: Node<'_, '_>) -> u32 {
        let start = node.range().start;
        let ends_before = self.line_ends.partition_point(|end| *end < start);
        u32::try_from(ends_before).unwrap_or(u32::MAX).saturating_add(1)
    }

    /// Refuses what the XML reader lets through: see [`fault_of_names`].
    fn check(&self, limits: &XmlLimits) -> Result<(), MessageError> {
        let mut ancestors = Vec::new();
        let mut elements = 0_u32;
        for node in self.tree.root().descendants() {
            while ancestors.last().is_some_and(|last| Some(*last) != node.parent()) {
                ancestors.pop();
            }
            if let Some(reason) = fault_of_names(node, limits) {
                let line = self.line(node);
                return Err(MessageError::Namespaces { reason, line });
            }
            elements = elements.saturating_add(u32::from(node.is_element()));
            if elements > limits.elements {
                return Err(too_many(limits));
            }
            if node.is_element() && ancestors.len() > limits.depth {
                return Err(MessageError::TooDeep {
                    most: limits.depth,
                    line: self.line(node),
                });
            }
            if node.has_children() {
                ancestors.push(node);
            }
        }
        Ok(())
    }
}

/// What the XML reader lets through and other readers do not, or take differently.
fn fault_of_names(node: Node<'_, '_>, limits: &XmlLimits) -> Option<&'static str> {
    if node.pi().is_some_and(|pi| pi.target.eq_ignore_ascii_case("xml")) {
        return Some("a processing instruction with the target xml");
    }
    if !node.is_element() {
        return None;
    }
    // Where they are those of the parent, they have been looked at with it.
    let is_as_above = node
        .parent()
        .is_some_and(|parent| has_same_namespaces(node, parent));
    let fault = (!is_as_above).then(|| fault_of_namespaces(node, limits));
    fault.flatten().or_else(|| fault_of_colons(node))
}

fn fault_of_namespaces(node: Node<'_, '_>, limits: &XmlLimits) -> Option<&'static str> {
    if node.namespaces().len() > limits.namespaces {
        return Some("more namespaces in scope than the limit");
    }
    let defaults = node.namespaces().filter(|namespace| namespace.name().is_none());
    if defaults.count() > 1 {
        return Some("two default namespaces of one element");
    }
    let undeclares = |prefix: Option<&str>, uri: &str| prefix.is_some() && uri.is_empty();
    if node
        .namespaces()
        .any(|namespace| undeclares(namespace.name(), namespace.uri()))
    {
        return Some("a namespace declaration that takes a prefix away");
    }
    if node.namespaces().any(|namespace| is_relative(namespace.uri())) {
        return Some("a namespace that is a relative URI, which has no canonical form");
    }
    None
}

fn fault_of_colons(node: Node<'_, '_>) -> Option<&'static str> {
    let text = node.document().input_text();
    let is_nameless = |start: usize| text.get(start..).is_some_and(|name| name.starts_with(':'));
    let mut names = node.attributes().map(|attribute| attribute.range().start);
    let has_one = is_nameless(node.range().start.saturating_add(1)) || names.any(is_nameless);
    has_one.then_some("a name that starts with a colon")
}

/// Canonical XML 1.0 1.3: whoever reads it may take a relative URI for another one.
fn is_relative(uri: &str) -> bool {
    let is_of_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    let scheme = uri.split_once(':').map(|(scheme, _)| scheme.as_bytes());
    let has_scheme = scheme.is_some_and(|scheme| {
        scheme.first().is_some_and(u8::is_ascii_alphabetic) && scheme.iter().copied().all(is_of_scheme)
    });
    !uri.is_empty() && !has_scheme
}

/// The error of the XML reader, in our words where we have any.
fn refused(error: Error, text: &str, limits: &XmlLimits) -> MessageError {
    let position = error.pos();
    match error {
        Error::DtdDetected => {
            let before = text.split("<!DOCTYPE").next().unwrap_or_default();
            MessageError::Doctype {
                line: line_after(before.as_bytes()),
            }
        }
        Error::UnknownEntityReference(name, at) => MessageError::Entity { name, line: at.row },
        Error::NodesLimitReached => too_many(limits),
        Error::UnexpectedEndOfStream | Error::UnclosedRootNode => MessageError::NotXml {
            line: line_after(text.as_bytes()),
            column: 1,
            reason: error.to_string(),
        },
        other => MessageError::NotXml {
            line: position.row,
            column: position.col,
            reason: other.to_string(),
        },
    }
}

fn too_many(limits: &XmlLimits) -> MessageError {
    MessageError::TooMany {
        what: "elements and texts",
        most: usize::try_from(limits.elements).unwrap_or(usize::MAX),
    }
}

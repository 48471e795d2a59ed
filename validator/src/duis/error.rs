//! Why a message cannot be read at all.

use super::rule;
use crate::finding::{Detail, Finding, Rule};

/// The octets cannot be read as a DUIS message.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum MessageError {
    /// More octets than the limit.
    #[error("{found} octets, where at most {most} are read")]
    TooLarge {
        /// How many there are.
        found: usize,
        /// How many there may be.
        most: usize,
    },
    /// Not UTF-8.
    #[error("an octet that is not UTF-8 in line {line}")]
    NotUtf8 {
        /// The line.
        line: u32,
    },
    /// The XML declaration names another encoding, or another version of XML.
    #[error("an XML declaration with {found} in line 1")]
    Declaration {
        /// What it says.
        found: String,
    },
    /// A document type declaration.
    #[error("a DOCTYPE in line {line}")]
    Doctype {
        /// The line.
        line: u32,
    },
    /// A reference to an entity that XML does not predefine.
    #[error("a reference to the entity `{name}` in line {line}")]
    Entity {
        /// The name.
        name: String,
        /// The line.
        line: u32,
    },
    /// Not well-formed.
    #[error("not well-formed in line {line}, column {column}: {reason}")]
    NotXml {
        /// The line.
        line: u32,
        /// The column, in characters, the first being 1.
        column: u32,
        /// What is wrong, in the words of the XML reader.
        reason: String,
    },
    /// Names or namespace declarations that are not well-formed, or too many.
    #[error("{reason} in line {line}")]
    Namespaces {
        /// What is wrong.
        reason: &'static str,
        /// The line.
        line: u32,
    },
    /// Elements nest deeper than the limit.
    #[error("elements nest deeper than {most} in line {line}")]
    TooDeep {
        /// How deep they may nest.
        most: usize,
        /// The line.
        line: u32,
    },
    /// More nodes or attributes than the limit.
    #[error("more than {most} {what}")]
    TooMany {
        /// What there is too much of.
        what: &'static str,
        /// How many there may be.
        most: usize,
    },
    /// The root element is not a message.
    #[error("the element {found} in line {line}, which is not a DUIS message")]
    NotAMessage {
        /// The root element, with its namespace.
        found: String,
        /// The line.
        line: u32,
    },
    /// Not exactly one request inside another root element.
    #[error("{count} requests inside the element {found}, where one was wanted")]
    NotOneInside {
        /// The root element, with its namespace.
        found: String,
        /// How many requests there are.
        count: usize,
    },
}

impl MessageError {
    /// The rule that is broken.
    #[must_use]
    pub fn rule(&self) -> &'static Rule {
        match self {
            Self::TooLarge { .. } => &rule::TOO_LARGE,
            Self::NotUtf8 { .. } | Self::Declaration { .. } => &rule::ENCODING,
            Self::Doctype { .. } => &rule::DOCTYPE,
            Self::Entity { .. } => &rule::ENTITY,
            Self::NotXml { .. } => &rule::NOT_XML,
            Self::Namespaces { .. } => &rule::NAMESPACES,
            Self::TooDeep { .. } => &rule::TOO_DEEP,
            Self::TooMany { .. } => &rule::TOO_MANY_NODES,
            Self::NotAMessage { .. } | Self::NotOneInside { .. } => &rule::KIND,
        }
    }

    /// The error as a breach of its rule.
    #[must_use]
    pub fn finding(&self) -> Finding {
        let rule = self.rule();
        Finding::breach(rule, Detail::new(self, rule.summary))
    }
}

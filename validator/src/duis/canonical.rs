//! Canonical XML 1.0 and Exclusive XML Canonicalization 1.0, of a document or of one element of it.
//!
//! Sections are those of Canonical XML 1.0. The node-sets are the ones that a signature of ours needs: a document or an
//! element with all that is in it, but for one subtree that may be left out. Nothing here recurses.

use roxmltree::{Attribute, Node, NodeId, NodeType};

use super::element::{has_same_namespaces, qualified_name};

/// Which canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Canonicalization {
    pub(super) namespaces: Namespaces,
    pub(super) comments: Comments,
}

/// Which namespace declarations are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Namespaces {
    /// All that are in scope (Canonical XML 1.0).
    InScope,
    /// Those whose prefix is used (Exclusive XML Canonicalization 1.0).
    Used,
}

/// Whether comments are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Comments {
    /// They are left out.
    Omitted,
    /// They are written.
    Written,
}

impl Canonicalization {
    /// What a reference without a canonicalisation of its own is digested in (XML Signature 4.4.3.2).
    pub(super) const OF_REFERENCE: Self = Self {
        namespaces: Namespaces::InScope,
        comments: Comments::Omitted,
    };

    /// The form with this identifier.
    pub(super) fn of_uri(uri: &str) -> Option<Self> {
        let (namespaces, comments) = match uri {
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315" => (Namespaces::InScope, Comments::Omitted),
            "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments" => {
                (Namespaces::InScope, Comments::Written)
            }
            "http://www.w3.org/2001/10/xml-exc-c14n#" => (Namespaces::Used, Comments::Omitted),
            "http://www.w3.org/2001/10/xml-exc-c14n#WithComments" => (Namespaces::Used, Comments::Written),
            _ => return None,
        };
        Some(Self { namespaces, comments })
    }

    /// The canonical form of a document without one subtree.
    pub(super) fn of_document(self, tree: &roxmltree::Document<'_>, omitted: Option<NodeId>) -> Vec<u8> {
        let text = tree.input_text();
        let mut writer = Writer::new(self, omitted, text, text.len());
        let mut is_after_root = false;
        for node in tree.root().children() {
            let is_written = node.is_element() || node.is_pi() || self.writes_comment(node);
            if is_written && is_after_root {
                writer.out.push(b'\n');
            }
            writer.subtree(node);
            is_after_root |= node.is_element();
            if is_written && !is_after_root {
                writer.out.push(b'\n');
            }
        }
        writer.out
    }

    /// The canonical form of an element without one subtree.
    pub(super) fn of_element(self, apex: Node<'_, '_>, omitted: Option<NodeId>) -> Vec<u8> {
        let mut writer = Writer::new(self, omitted, apex.document().input_text(), apex.range().len());
        writer.subtree(apex);
        writer.out
    }

    fn writes_comment(self, node: Node<'_, '_>) -> bool {
        node.is_comment() && self.comments == Comments::Written
    }
}

/// A namespace declaration: prefix and URI, both empty where there is none.
type Declaration<'a> = (&'a str, &'a str);

struct Writer<'a> {
    form: Canonicalization,
    omitted: Option<NodeId>,
    text: &'a str,
    out: Vec<u8>,
    /// The declarations written on the elements that are open, and for each of these where its own begin.
    written: Vec<Declaration<'a>>,
    marks: Vec<usize>,
}

impl<'a> Writer<'a> {
    fn new(form: Canonicalization, omitted: Option<NodeId>, text: &'a str, length: usize) -> Self {
        Self {
            form,
            omitted,
            text,
            out: Vec::with_capacity(length),
            written: Vec::new(),
            marks: Vec::new(),
        }
    }

    /// Writes a node and all that is in it.
    fn subtree(&mut self, apex: Node<'a, '_>) {
        let mut node = apex;
        loop {
            let is_omitted = self.omitted == Some(node.id());
            if !is_omitted {
                self.open(node, node == apex);
                if let Some(child) = node.first_child() {
                    node = child;
                    continue;
                }
                self.close(node);
            }
            loop {
                if node == apex {
                    return;
                }
                if let Some(next) = node.next_sibling() {
                    node = next;
                    break;
                }
                let Some(parent) = node.parent() else { return };
                node = parent;
                self.close(node);
            }
        }
    }

    /// 2.3: what stands before the children of a node.
    fn open(&mut self, node: Node<'a, '_>, is_apex: bool) {
        match node.node_type() {
            NodeType::Element => self.start_tag(node, is_apex),
            NodeType::Text => escape_text(&mut self.out, node.text().unwrap_or_default()),
            NodeType::PI => self.processing_instruction(node),
            NodeType::Comment if self.form.comments == Comments::Written => self.comment(node),
            NodeType::Comment | NodeType::Root => {}
        }
    }

    /// 2.3: what stands after the children of a node.
    fn close(&mut self, node: Node<'a, '_>) {
        if node.is_element() {
            self.out.extend_from_slice(b"</");
            self.out.extend_from_slice(self.name_of(node).as_bytes());
            self.out.push(b'>');
            let mark = self.marks.pop().unwrap_or_default();
            self.written.truncate(mark);
        }
    }

    fn start_tag(&mut self, node: Node<'a, '_>, is_apex: bool) {
        let name = self.name_of(node);
        self.out.push(b'<');
        self.out.extend_from_slice(name.as_bytes());
        let mark = self.written.len();
        self.marks.push(mark);
        match self.form.namespaces {
            Namespaces::InScope => self.declare_in_scope(node, is_apex),
            Namespaces::Used => self.declare_used(node, name),
        }
        if let Some(own) = self.written.get_mut(mark..) {
            own.sort_unstable();
            for (prefix, uri) in own {
                declaration(&mut self.out, prefix, uri);
            }
        }
        self.attributes(node, is_apex);
        self.out.push(b'>');
    }

    /// 2.3, namespace axis: those in scope that differ from the ones of the parent.
    fn declare_in_scope(&mut self, node: Node<'a, '_>, is_apex: bool) {
        let parent = node.parent().filter(|_| !is_apex);
        if parent.is_some_and(|parent| has_same_namespaces(node, parent)) {
            return;
        }
        for namespace in node
            .namespaces()
            .filter(|namespace| namespace.name() != Some("xml"))
        {
            let above = parent.and_then(|parent| parent.lookup_namespace_uri(namespace.name()));
            if namespace.uri() != above.unwrap_or_default() {
                self.written
                    .push((namespace.name().unwrap_or_default(), namespace.uri()));
            }
        }
    }

    /// Exclusive XML Canonicalization 3: those whose prefix is used here and that no open element declares so.
    fn declare_used(&mut self, node: Node<'a, '_>, name: &'a str) {
        self.declare_prefix(node, prefix_of(name));
        for attribute in node.attributes() {
            let prefix = prefix_of(self.name_of_attribute(attribute));
            if !prefix.is_empty() {
                self.declare_prefix(node, prefix);
            }
        }
    }

    fn declare_prefix(&mut self, node: Node<'a, '_>, prefix: &'a str) {
        if prefix == "xml" {
            return;
        }
        let name = (!prefix.is_empty()).then_some(prefix);
        let uri = node.lookup_namespace_uri(name).unwrap_or_default();
        let above = self.written.iter().rev().find(|(written, _)| *written == prefix);
        if above.map_or("", |(_, uri)| *uri) != uri {
            self.written.push((prefix, uri));
        }
    }

    /// 2.3, attribute axis; 2.4: an element whose parent is left out takes over the attributes of XML itself.
    fn attributes(&mut self, node: Node<'a, '_>, is_apex: bool) {
        let mut attributes: Vec<Attribute<'a, '_>> = node.attributes().collect();
        if is_apex && self.form.namespaces == Namespaces::InScope {
            for ancestor in node.ancestors().skip(1) {
                for attribute in ancestor.attributes() {
                    let is_of_xml = attribute.namespace() == Some(roxmltree::NS_XML_URI);
                    if is_of_xml && !attributes.iter().any(|own| key(own) == key(&attribute)) {
                        attributes.push(attribute);
                    }
                }
            }
        }
        attributes.sort_unstable_by(|one, other| key(one).cmp(&key(other)));
        for attribute in attributes {
            self.out.push(b' ');
            self.out
                .extend_from_slice(self.name_of_attribute(attribute).as_bytes());
            self.out.extend_from_slice(b"=\"");
            escape_attribute(&mut self.out, attribute.value());
            self.out.push(b'"');
        }
    }

    fn processing_instruction(&mut self, node: Node<'a, '_>) {
        let Some(pi) = node.pi() else { return };
        self.out.extend_from_slice(b"<?");
        self.out.extend_from_slice(pi.target.as_bytes());
        if let Some(value) = pi.value {
            self.out.push(b' ');
            self.out.extend_from_slice(value.as_bytes());
        }
        self.out.extend_from_slice(b"?>");
    }

    fn comment(&mut self, node: Node<'a, '_>) {
        self.out.extend_from_slice(b"<!--");
        self.out
            .extend_from_slice(node.text().unwrap_or_default().as_bytes());
        self.out.extend_from_slice(b"-->");
    }

    fn name_of(&self, node: Node<'_, '_>) -> &'a str {
        qualified_name(self.text, node.range().start.saturating_add(1))
    }

    fn name_of_attribute(&self, attribute: Attribute<'_, '_>) -> &'a str {
        qualified_name(self.text, attribute.range().start)
    }
}

/// 2.2: by namespace URI, then by local name; those without a namespace first.
fn key<'a>(attribute: &Attribute<'a, '_>) -> (&'a str, &'a str) {
    (attribute.namespace().unwrap_or_default(), attribute.name())
}

fn prefix_of(qualified_name: &str) -> &str {
    qualified_name.split_once(':').map_or("", |(prefix, _)| prefix)
}

fn declaration(out: &mut Vec<u8>, prefix: &str, uri: &str) {
    out.extend_from_slice(b" xmlns");
    if !prefix.is_empty() {
        out.push(b':');
        out.extend_from_slice(prefix.as_bytes());
    }
    out.extend_from_slice(b"=\"");
    escape_attribute(out, uri);
    out.push(b'"');
}

/// 2.3, text nodes.
fn escape_text(out: &mut Vec<u8>, text: &str) {
    escape(out, text, |octet| match octet {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'>' => Some(b"&gt;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    });
}

/// 2.3, attribute nodes.
fn escape_attribute(out: &mut Vec<u8>, value: &str) {
    escape(out, value, |octet| match octet {
        b'&' => Some(b"&amp;"),
        b'<' => Some(b"&lt;"),
        b'"' => Some(b"&quot;"),
        b'\t' => Some(b"&#x9;"),
        b'\n' => Some(b"&#xA;"),
        b'\r' => Some(b"&#xD;"),
        _ => None,
    });
}

fn escape(out: &mut Vec<u8>, text: &str, replacement: impl Fn(u8) -> Option<&'static [u8]>) {
    let mut rest = text.as_bytes();
    while let Some(at) = rest.iter().position(|octet| replacement(*octet).is_some()) {
        let (before, after) = rest.split_at(at);
        out.extend_from_slice(before);
        let Some((octet, after)) = after.split_first() else {
            return;
        };
        out.extend_from_slice(replacement(*octet).unwrap_or_default());
        rest = after;
    }
    out.extend_from_slice(rest);
}

//! XML elements.

use std::fmt::Display;

use quick_xml::escape::escape;

use super::visible::visible;

/// An element of XML, or of HTML in its XML spelling.
#[derive(Clone, Debug)]
pub(super) struct Element {
    name: &'static str,
    attributes: Vec<(&'static str, String)>,
    content: Vec<Content>,
}

#[derive(Clone, Debug)]
enum Content {
    Element(Element),
    Text(String),
}

impl Element {
    pub(super) const fn new(name: &'static str) -> Self {
        Self {
            name,
            attributes: Vec::new(),
            content: Vec::new(),
        }
    }

    /// With an attribute, in which line ends are made visible.
    pub(super) fn with(mut self, name: &'static str, value: impl Display) -> Self {
        let value = visible(&value.to_string().replace('\n', " "));
        self.attributes.push((name, value));
        self
    }

    /// With text behind what is there.
    pub(super) fn text(mut self, text: impl Display) -> Self {
        self.content.push(Content::Text(visible(&text.to_string())));
        self
    }

    /// With an element behind what is there.
    pub(super) fn child(mut self, child: Self) -> Self {
        self.content.push(Content::Element(child));
        self
    }

    /// With elements behind what is there.
    pub(super) fn children(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.content.extend(children.into_iter().map(Content::Element));
        self
    }

    /// The element with everything in it, on indented lines, behind a heading such as the XML declaration.
    pub(super) fn document(&self, heading: &str) -> String {
        let mut text = heading.to_owned();
        self.write(&mut text, 0);
        text.push('\n');
        text
    }

    /// Elements stand on lines of their own, except beside text, where white space would count.
    fn write(&self, to: &mut String, depth: usize) {
        to.extend(["\n", &" ".repeat(depth)]);
        self.write_inline(to, Some(depth));
    }

    fn write_inline(&self, to: &mut String, depth: Option<usize>) {
        to.extend(["<", self.name]);
        for (name, value) in &self.attributes {
            to.extend([" ", name, "=\"", &escape(value.as_str()), "\""]);
        }
        if self.content.is_empty() && !self.needs_end() {
            to.push_str("/>");
            return;
        }
        to.push('>');
        let has_text = self
            .content
            .iter()
            .any(|content| matches!(content, Content::Text(_)));
        let depth = depth.filter(|_| !has_text && !self.content.is_empty());
        for content in &self.content {
            match (content, depth) {
                (Content::Text(text), _) => to.push_str(&escape(text.as_str())),
                (Content::Element(element), Some(depth)) => element.write(to, depth.saturating_add(1)),
                (Content::Element(element), None) => element.write_inline(to, None),
            }
        }
        if let Some(depth) = depth {
            to.extend(["\n", &" ".repeat(depth)]);
        }
        to.extend(["</", self.name, ">"]);
    }

    /// In HTML, `<td/>` is a beginning without an end.
    fn needs_end(&self) -> bool {
        matches!(
            self.name,
            "code" | "div" | "p" | "section" | "span" | "style" | "table" | "tbody" | "td" | "th" | "title"
        )
    }
}

/// The XML declaration.
pub(super) const XML: &str = r#"<?xml version="1.0" encoding="UTF-8"?>"#;

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn whatever_is_written_reads_back_as_what_can_be_seen_of_it(text in any::<String>()) {
            let element = Element::new("a").with("b", &text).text(&text);
            let document = element.document(XML);
            let read = roxmltree::Document::parse(&document).unwrap();
            let root = read.root_element();
            prop_assert_eq!(root.attribute("b").unwrap(), visible(&text.replace('\n', " ")));
            prop_assert_eq!(root.text().unwrap_or_default(), visible(&text));
            prop_assert_eq!(root.children().filter(roxmltree::Node::is_element).count(), 0);
        }
    }
}

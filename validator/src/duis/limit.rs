//! How large a message may be.

/// Limits on a document, which hold before anything is built from it that grows faster than its octets do.
///
/// They protect whoever runs this; no governing document states any. The default is far above what the DUIS schema
/// can need.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct XmlLimits {
    /// The most octets.
    pub octets: usize,
    /// The most elements inside one another.
    pub depth: usize,
    /// The most nodes: elements, texts, comments, processing instructions.
    pub nodes: u32,
    /// The most attributes of the whole document. Equals signs are counted, wherever they stand.
    pub attributes: usize,
    /// The most namespaces in scope of one element.
    pub namespaces: usize,
}

impl Default for XmlLimits {
    fn default() -> Self {
        Self {
            octets: 4 << 20,
            depth: 64,
            nodes: 100_000,
            attributes: 8_192,
            namespaces: 32,
        }
    }
}

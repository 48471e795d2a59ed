//! How large a message may be.

use s1spki_policies::XmlLimits as PolicyLimits;

/// Limits on a document, which hold before anything is built from it that grows faster than its octets do.
///
/// They protect whoever runs this; no governing document states any. The policy gives the first three.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct XmlLimits {
    /// The most octets.
    pub octets: usize,
    /// The most elements inside one another, the outermost included.
    pub depth: usize,
    /// The most elements. Texts, comments and processing instructions together may be three times as many.
    pub elements: u32,
    /// The most attributes of the whole document. Equals signs are counted, wherever they stand.
    pub attributes: usize,
    /// The most namespaces in scope of one element.
    pub namespaces: usize,
}

impl From<PolicyLimits> for XmlLimits {
    fn from(limits: PolicyLimits) -> Self {
        Self {
            octets: usize::try_from(limits.octets).unwrap_or(usize::MAX),
            depth: usize::from(limits.depth),
            elements: limits.elements,
            attributes: 8_192,
            namespaces: 32,
        }
    }
}

impl Default for XmlLimits {
    /// Far above what the DUIS schema can need: 4 MiB, a depth of 64, 100,000 elements.
    fn default() -> Self {
        Self::from(PolicyLimits {
            octets: 4 << 20,
            depth: 64,
            elements: 100_000,
        })
    }
}

//! The policies that come with the product.

use crate::error::PolicyError;
use crate::file::PolicyFile;
use crate::policy::Policy;

/// A policy file that comes with the product.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Embedded {
    /// The id under which it is asked for and extended.
    pub id: &'static str,
    /// Its file name.
    pub file: &'static str,
    /// Its text.
    pub text: &'static str,
}

/// The policies that come with the product, by id.
pub const EMBEDDED: [Embedded; 3] = [
    Embedded {
        id: "foc-s1spki",
        file: "foc-s1spki.toml",
        text: include_str!("../foc-s1spki.toml"),
    },
    Embedded {
        id: "lab",
        file: "lab.toml",
        text: include_str!("../lab.toml"),
    },
    Embedded {
        id: "zaz1",
        file: "zaz1.toml",
        text: include_str!("../zaz1.toml"),
    },
];

impl Embedded {
    /// The embedded policy file with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        EMBEDDED.into_iter().find(|embedded| embedded.id == id)
    }
}

impl Policy {
    /// Loads a policy from the octets of its file; `name` is what errors call it. A file that extends an
    /// [embedded](EMBEDDED) policy is laid over it.
    ///
    /// # Errors
    /// One [`PolicyError`]: any octets give a policy or that.
    pub fn load(name: &str, bytes: &[u8]) -> Result<Self, PolicyError> {
        let mut file = PolicyFile::parse(name, bytes)?;
        // Each layer is parsed once; a chain longer than the number of files goes in a circle.
        for _ in EMBEDDED {
            let Some(base) = file.extends().and_then(Embedded::find) else {
                break;
            };
            file = file.over(PolicyFile::parse(base.file, base.text.as_bytes())?);
        }
        Self::try_from(file)
    }

    /// Loads the embedded policy with this id; `None` if there is none.
    #[must_use]
    pub fn embedded(id: &str) -> Option<Result<Self, PolicyError>> {
        Embedded::find(id).map(|embedded| Self::load(embedded.file, embedded.text.as_bytes()))
    }
}

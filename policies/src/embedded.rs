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

/// The name of the table of service requests that comes with the product.
const SERVICE_REQUESTS: &str = "service-requests.toml";

/// The text of that table.
const SERVICE_REQUESTS_TEXT: &str = include_str!("../service-requests.toml");

impl Embedded {
    /// The embedded policy file with this id.
    #[must_use]
    pub fn find(id: &str) -> Option<Self> {
        EMBEDDED.into_iter().find(|embedded| embedded.id == id)
    }

    /// The file, with its table of service requests.
    fn parse(self) -> Result<PolicyFile, PolicyError> {
        let file = PolicyFile::parse(self.file, self.text.as_bytes())?;
        match file.service_requests() {
            Some(_) => file.with_service_requests(SERVICE_REQUESTS, SERVICE_REQUESTS_TEXT.as_bytes()),
            None => Ok(file),
        }
    }
}

impl Policy {
    /// Loads a policy from the octets of its file; `name` is what errors call it. A file that extends an
    /// [embedded](EMBEDDED) policy is laid over it. The table of service requests that it names is the one that
    /// comes with the product.
    ///
    /// # Errors
    /// One [`PolicyError`]: any octets give a policy or that.
    pub fn load(name: &str, bytes: &[u8]) -> Result<Self, PolicyError> {
        Self::load_with(name, bytes, |table| match table {
            SERVICE_REQUESTS => Ok(SERVICE_REQUESTS_TEXT.as_bytes().to_vec()),
            _ => Err(format!(
                "the table `{table}` is not at hand: the one that comes with the product is {SERVICE_REQUESTS}"
            )),
        })
    }

    /// The same for a file with a table of service requests of its own: `beside` gives the octets of the file
    /// of that name that stands beside it, or why it cannot.
    ///
    /// # Errors
    /// One [`PolicyError`]: any octets give a policy or that.
    pub fn load_with(
        name: &str,
        bytes: &[u8],
        beside: impl FnOnce(&str) -> Result<Vec<u8>, String>,
    ) -> Result<Self, PolicyError> {
        let mut file = PolicyFile::parse(name, bytes)?;
        if let Some(table) = file.service_requests().map(str::to_owned) {
            if table.contains(['/', '\\']) || !table.ends_with(".toml") {
                let reason = format!("`{table}` is not the name of a TOML file beside this one");
                return Err(file.no_service_requests(&reason));
            }
            let octets = beside(&table).map_err(|reason| file.no_service_requests(&reason))?;
            file = file.with_service_requests(&table, &octets)?;
        }
        // Each layer is parsed once; a chain longer than the number of files goes in a circle.
        for _ in EMBEDDED {
            let Some(base) = file.extends().and_then(Embedded::find) else {
                break;
            };
            file = file.over(base.parse()?);
        }
        Self::try_from(file)
    }

    /// Loads the embedded policy with this id; `None` if there is none.
    #[must_use]
    pub fn embedded(id: &str) -> Option<Result<Self, PolicyError>> {
        Embedded::find(id).map(|embedded| Self::load(embedded.file, embedded.text.as_bytes()))
    }
}

//! The files of the book's chapter for integrators, decoded: certificates, lists and a directory for the gates.

use s1spki_policies::Policy;
use s1spki_validator::directory::{Directory, DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::EligibleProductCombinations;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, RevocationList, read_blocks};

/// A file of the chapter.
macro_rules! file {
    ($name:literal) => {
        include_bytes!(concat!("../../docs/src/integrating/", $name))
    };
}

/// The signed message of the chapter.
pub const MESSAGE: &[u8] = file!("disable-supply.xml");

/// Everything that the gates are made of.
pub struct Desk {
    policy: &'static Policy,
    judge: ChainJudge<'static>,
    directory: Directory,
    eligible_products: EligibleProductCombinations,
}

impl Desk {
    /// The desk, at the time of the chapter.
    pub fn laid_out() -> Self {
        let policy: &Policy = Box::leak(Box::new(Policy::embedded("lab").unwrap().unwrap()));
        let certificate = |file| Certificate::decode(&der(file)).unwrap();
        let list = |file| RevocationList::decode(&der(file)).unwrap();
        let judge = ChainJudge::new(
            policy,
            "2021-03-15T09:00:00Z".parse().unwrap(),
            [TrustAnchor::from_certificate(certificate(file!("root.pem")))],
            [certificate(file!("issuing.pem"))],
            [list(file!("root.crl")), list(file!("issuing.crl"))],
        );
        Self {
            policy,
            judge,
            directory: directory(),
            eligible_products: serde_json::from_slice(file!("eligible.json")).unwrap(),
        }
    }

    pub fn policy(&self) -> &'static Policy {
        self.policy
    }

    pub fn judge(&self) -> &ChainJudge<'static> {
        &self.judge
    }

    pub fn directory(&self) -> &Directory {
        &self.directory
    }

    pub fn eligible_products(&self) -> &EligibleProductCombinations {
        &self.eligible_products
    }
}

fn directory() -> Directory {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/integrating/certificates");
    let mut builder = DirectoryBuilder::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let file = std::fs::read(entry.unwrap().path()).unwrap();
        builder.add("desk", &der(&file), RepositoryStatus::Unknown).unwrap();
    }
    builder.build()
}

fn der(file: &[u8]) -> Vec<u8> {
    read_blocks(file, 1 << 20).unwrap().swap_remove(0).der
}

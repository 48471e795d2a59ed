//! What the service judges by, and the files that it comes from.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use s1spki_policies::{Embedded, Moment, Policy};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, RevocationList};

use crate::chain::{ChainArguments, ChainObjects};
use crate::input::{Reader, Recursion, Wanted};
use crate::policy_source;
use crate::problem::Problem;

/// The policy, the trust anchors, the intermediate certificates and the revocation lists.
#[derive(Debug)]
pub(super) struct Trust {
    pub(super) policy: Policy,
    pub(super) anchors: Vec<TrustAnchor>,
    pub(super) intermediates: Vec<Certificate>,
    pub(super) lists: Vec<RevocationList>,
}

impl Trust {
    /// A judge by all of it, with further intermediate certificates.
    pub(super) fn judge(&self, at: Moment, further: impl IntoIterator<Item = Certificate>) -> ChainJudge<'_> {
        ChainJudge::new(
            &self.policy,
            at,
            self.anchors.iter().cloned(),
            self.intermediates.iter().cloned().chain(further),
            self.lists.iter().cloned(),
        )
    }
}

/// Where a [`Trust`] is read from.
#[derive(Debug)]
pub(super) struct Sources {
    policy: String,
    chain: ChainArguments,
}

/// By what a change of a file is told: its length, and when it was last written. Nothing where it is not there.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct FileMark(PathBuf, Option<(u64, SystemTime)>);

/// A list of a million entries has about 40 MB.
const READER: Reader = Reader {
    limit: 1 << 30,
    recursion: Recursion::Flat,
};

impl Sources {
    pub(super) fn new(policy: String, chain: ChainArguments) -> Result<Self, Problem> {
        let mut paths = chain.anchor.iter().chain(&chain.intermediate).chain(&chain.crl);
        if paths.any(|path| path == Path::new("-")) {
            return Err(Problem::usage("a service does not read standard input")
                .with_hint("give files: they are read again when they change"));
        }
        Ok(Self { policy, chain })
    }

    /// Reads everything. If anything cannot be read, nothing is taken.
    pub(super) fn load(&self) -> Result<Trust, Problem> {
        let ChainObjects {
            anchors,
            intermediates,
            lists,
        } = self.chain.read(READER)?;
        Ok(Trust {
            policy: policy_source::load(&self.policy)?,
            anchors,
            intermediates,
            lists,
        })
    }

    /// The marks of all files, those in folders too.
    pub(super) fn marks(&self) -> Vec<FileMark> {
        let certificates = self.chain.anchor.iter().chain(&self.chain.intermediate);
        let certificates = certificates.map(|path| (path, Wanted::Certificate));
        let lists = self.chain.crl.iter().map(|path| (path, Wanted::RevocationList));
        let files = certificates
            .chain(lists)
            .flat_map(|(path, wanted)| READER.files_of(path, wanted).unwrap_or_default());
        let policy = Embedded::find(&self.policy).is_none();
        let policy = policy.then(|| PathBuf::from(&self.policy));
        files.chain(policy).map(FileMark::of).collect()
    }
}

impl FileMark {
    pub(super) fn of(path: PathBuf) -> Self {
        let metadata = fs::metadata(&path).ok();
        let mark = metadata.and_then(|metadata| Some((metadata.len(), metadata.modified().ok()?)));
        Self(path, mark)
    }
}

//! What the service judges by, and the files that it comes from.

use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use clap::Args;
use s1spki_policies::{Embedded, Moment, Policy};
use s1spki_validator::directory::Directory;
use s1spki_validator::evidence::EligibleProductCombinations;
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, RevocationList};

use crate::chain::{ChainArguments, ChainObjects};
use crate::directory::opening::Opened;
use crate::input::{Reader, Recursion, Wanted};
use crate::migration::eligible_products;
use crate::policy_source;
use crate::problem::Problem;
use crate::source::Limits;

/// The policy, the trust anchors, the intermediate certificates and the revocation lists; and for the gates the directory
/// and the list of eligible products, if there is one.
#[derive(Debug)]
pub(super) struct Trust {
    pub(super) policy: Policy,
    pub(super) anchors: Vec<TrustAnchor>,
    pub(super) intermediates: Vec<Certificate>,
    pub(super) lists: Vec<RevocationList>,
    pub(super) directory: Option<Directory>,
    pub(super) eligible_products: Option<EligibleProductCombinations>,
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
    gates: GateArguments,
}

/// By what messages and installations are judged besides.
#[derive(Debug, Default, Args)]
pub(super) struct GateArguments {
    /// Where messages and installations have their certificates looked up: a snapshot of `directory build`, or PEM, DER,
    /// NDJSON, a ZIP or a folder
    #[arg(long, value_name = "DIRECTORY", num_args = 1..)]
    directory: Vec<PathBuf>,
    /// The list of eligible product combinations (JSON), for installations that bring none
    #[arg(long, value_name = "FILE", requires = "directory")]
    eligible_products: Option<PathBuf>,
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
    pub(super) fn new(policy: String, chain: ChainArguments, gates: GateArguments) -> Result<Self, Problem> {
        let paths = chain.anchor.iter().chain(&chain.intermediate).chain(&chain.crl);
        let mut paths = paths.chain(&gates.directory).chain(&gates.eligible_products);
        if paths.any(|path| path == Path::new("-")) {
            return Err(Problem::usage("a service does not read standard input")
                .with_hint("give files: they are read again when they change"));
        }
        Ok(Self { policy, chain, gates })
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
            directory: self.gates.directory()?,
            eligible_products: self.gates.eligible_products()?,
        })
    }

    /// The marks of all files, those in folders too.
    pub(super) fn marks(&self) -> Vec<FileMark> {
        let certificates = self.chain.anchor.iter().chain(&self.chain.intermediate);
        let certificates = certificates.chain(&self.gates.directory);
        let certificates = certificates.map(|path| (path, Wanted::Certificate));
        let lists = self.chain.crl.iter().map(|path| (path, Wanted::RevocationList));
        let files = certificates
            .chain(lists)
            .flat_map(|(path, wanted)| READER.files_of(path, wanted).unwrap_or_default());
        let policy = Embedded::find(&self.policy).is_none();
        let policy = policy.then(|| PathBuf::from(&self.policy));
        let eligible = self.gates.eligible_products.clone();
        files.chain(policy).chain(eligible).map(FileMark::of).collect()
    }
}

impl GateArguments {
    fn directory(&self) -> Result<Option<Directory>, Problem> {
        if self.directory.is_empty() {
            return Ok(None);
        }
        let opened = Opened::from(self.directory.clone(), Limits::WIDE)?;
        match opened.unread.first() {
            None => Ok(Some(opened.directory)),
            Some(unread) => Err(Problem::input(format_args!(
                "`{}` in the directory cannot be read: {}",
                unread.label, unread.error
            ))
            .with_hint("directory build makes a snapshot of what can be read")),
        }
    }

    fn eligible_products(&self) -> Result<Option<EligibleProductCombinations>, Problem> {
        self.eligible_products
            .as_deref()
            .map(eligible_products)
            .transpose()
    }
}

impl FileMark {
    pub(super) fn of(path: PathBuf) -> Self {
        let metadata = fs::metadata(&path).ok();
        let mark = metadata.and_then(|metadata| Some((metadata.len(), metadata.modified().ok()?)));
        Self(path, mark)
    }
}

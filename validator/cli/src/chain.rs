//! `chain`: each certificate against profile, path and revocation lists.

use std::path::PathBuf;

use clap::Args;
use s1spki_policies::{Policy, RemotePartyRole};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{
    Certificate, ChainJudge, DecodeError, Expectation, Question, RevocationList, Verdict,
};

use crate::answer::Answer;
use crate::arguments::{JudgeArguments, LimitArguments};
use crate::input::{Object, Reader, Wanted};
use crate::problem::Problem;

/// Judge certificates in their chain: profile, path to a trust anchor, revocation
///
/// Finds the path from each certificate over the intermediates to an anchor, whatever the order in which they are
/// given, and holds every certificate of it against its profile. An anchor is trusted as it is.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// PEM, DER or base64; a folder; or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    chain: ChainArguments,
    /// The role that is expected in this place, by code or name, such as 02 or supplier
    #[arg(long, value_name = "ROLE")]
    expect_role: Option<String>,
    #[command(flatten)]
    judge: JudgeArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

/// What stands between a certificate and trust.
#[derive(Debug, Args)]
pub(crate) struct ChainArguments {
    /// The certificates that are trusted
    #[arg(long, value_name = "FILE", num_args = 1.., required = true)]
    anchor: Vec<PathBuf>,
    /// Certificates of authorities between the anchor and those in question
    #[arg(long, value_name = "FILE", num_args = 1..)]
    intermediate: Vec<PathBuf>,
    /// Certificate revocation lists
    #[arg(long, value_name = "FILE", num_args = 1..)]
    crl: Vec<PathBuf>,
}

/// What stands between a certificate and trust, decoded.
pub(crate) struct ChainObjects {
    pub(crate) anchors: Vec<TrustAnchor>,
    pub(crate) intermediates: Vec<Certificate>,
    pub(crate) lists: Vec<RevocationList>,
}

impl ChainArguments {
    /// Reads and decodes everything; what cannot be read stops everything.
    pub(crate) fn read(&self, reader: Reader) -> Result<ChainObjects, Problem> {
        let certificates = |paths| decode_all(reader, paths, Wanted::Certificate, Certificate::decode);
        let anchors = certificates(&self.anchor)?;
        Ok(ChainObjects {
            anchors: anchors.into_iter().map(TrustAnchor::from_certificate).collect(),
            intermediates: certificates(&self.intermediate)?,
            lists: decode_all(reader, &self.crl, Wanted::RevocationList, RevocationList::decode)?,
        })
    }
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator chain supplier.pem --policy foc-s1spki \\
      --anchor root.pem --intermediate issuing.pem --crl issuing.crl root.crl
  s1spki-validator chain certificates/ --policy zaz1 --anchor issuing-Z1.pem \\
      --at 2025-09-15T00:00:00Z
  s1spki-validator chain supplier.pem --policy foc-s1spki --anchor root.pem \\
      --html verdict.html

Give the files before --anchor, --intermediate and --crl, which take every file that follows.";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (policy, at) = (self.judge.basis.policy()?, self.judge.basis.at()?);
        let reader = self.limits.reader();
        let ChainObjects {
            anchors,
            intermediates,
            lists,
        } = self.chain.read(reader)?;
        let role = self
            .expect_role
            .as_deref()
            .map(|text| role(text, &policy))
            .transpose()?;
        let judge =
            ChainJudge::new(&policy, at, anchors, intermediates, lists).expecting(Expectation { role });
        let found = reader.read_all(&self.files, Wanted::Certificate);
        let certificates = found
            .objects
            .iter()
            .map(|object| judge.judge(&object.label, &object.der));
        let verdict = Verdict::on_certificates(Question::Chain, at, &policy, certificates.collect());
        Ok(Answer::verdict(verdict, found.problems, &self.judge))
    }
}

/// The role with this code or name.
fn role(text: &str, policy: &Policy) -> Result<RemotePartyRole, Problem> {
    policy.role_named(text).ok_or_else(|| {
        let names = policy.roles().keys().map(|role| policy.role_name(*role));
        Problem::usage(format_args!("`{text}` is not a role"))
            .with_hint(format!("one of: {}", names.collect::<Vec<_>>().join(", ")))
    })
}

/// Reads and decodes what the judgement needs; one that cannot be read stops everything.
fn decode_all<T>(
    reader: Reader,
    paths: &[PathBuf],
    wanted: Wanted,
    decode: impl Fn(&[u8]) -> Result<T, DecodeError>,
) -> Result<Vec<T>, Problem> {
    let decode = |object: Object| {
        decode(&object.der).map_err(|error| {
            Problem::input(format_args!(
                "`{}` is not a {}: {error}",
                object.label,
                wanted.noun()
            ))
            .with_hint("nothing was judged; check that the file is whole and of the right kind")
        })
    };
    reader
        .require_all(paths, wanted)?
        .into_iter()
        .map(decode)
        .collect()
}

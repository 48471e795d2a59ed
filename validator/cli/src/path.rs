//! `path`: certification paths by RFC 5280 alone.

use std::path::PathBuf;

use clap::{Args, ValueEnum};
use s1spki_policies::{Moment, PolicyOid};
use s1spki_validator::path::{
    AnchorConstraints, AnyPolicyChoice, Conformance, ExplicitPolicy, PathSettings, PathValidator,
    PolicyMappingChoice, TimeChoice, UserInitialPolicySet,
};
use s1spki_validator::report::{PathAnswer, path_json, path_text};
use s1spki_validator::revocation::{Depth, RevocationSettings, UnknownStatus};
use s1spki_validator::{Certificate, Decision};

use crate::answer::Answer;
use crate::arguments::{LimitArguments, at_or_now};
use crate::chain::{ChainArguments, ChainObjects};
use crate::input::Wanted;
use crate::problem::Problem;

/// Validate the paths of any certificates by RFC 5280 alone
///
/// Knows no policy and no profile: for the certificates of other PKIs, and for the public suites that conformance is
/// tried on. Whether a certificate of this PKI is good is for `chain` to say. The options are the inputs of RFC 5280
/// 6.1.1, and what may be asked beyond it.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(crate) struct Arguments {
    /// PEM, DER or base64; a folder; or - for standard input
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    #[command(flatten)]
    chain: ChainArguments,
    /// The time: RFC 3339, or a date, which is its first second [default: now]
    #[arg(long, value_name = "TIME")]
    at: Option<Moment>,
    #[command(flatten)]
    inputs: InputArguments,
    #[command(flatten)]
    limits: LimitArguments,
}

/// The inputs of RFC 5280 6.1.1 that are not certificates or times, and choices beyond them.
#[derive(Debug, Args)]
struct InputArguments {
    /// Of which certificates the status must be known
    #[arg(long, value_name = "DEPTH", default_value = "chain")]
    revocation: Revocation,
    /// A policy that is acceptable; more may be given [default: any]
    #[arg(long, value_name = "OID", num_args = 1..)]
    acceptable_policy: Vec<PolicyOid>,
    /// The path must be valid for an acceptable policy
    #[arg(long)]
    require_explicit_policy: bool,
    /// Policies may not be mapped
    #[arg(long)]
    inhibit_policy_mapping: bool,
    /// anyPolicy in a certificate does not stand for every policy
    #[arg(long)]
    inhibit_any_policy: bool,
    /// Certificates may have expired, or not be valid yet
    #[arg(long)]
    ignore_validity: bool,
    /// The certificate of an anchor binds the path below it (RFC 5937)
    #[arg(long)]
    enforce_anchor: bool,
    /// Certificates and lists must keep RFC 5280 sections 4 and 5 too
    #[arg(long)]
    sections_4_to_6: bool,
}

/// Of which certificates the status must be known.
#[derive(Clone, Copy, Debug, ValueEnum)]
enum Revocation {
    /// Of none; a list that is given and names a certificate refuses it all the same
    None,
    /// Of the one in question
    Leaf,
    /// Of every certificate of the path
    Chain,
}

const EXAMPLES: &str = "\
Examples:
  s1spki-validator path server.pem --anchor root.pem --intermediate issuing.pem \\
      --revocation none
  s1spki-validator path end-entity.crt --anchor TrustAnchorRootCertificate.crt \\
      --crl TrustAnchorRootCRL.crl --acceptable-policy 2.16.840.1.101.3.2.1.48.1 \\
      --require-explicit-policy --at 2026-03-01 --json

Give the files before --anchor, --intermediate and --crl, which take every file that follows.";

impl Arguments {
    pub(crate) fn run(self) -> Result<Answer, Problem> {
        let (at, reader) = (at_or_now(self.at)?, self.limits.reader());
        let ChainObjects {
            anchors,
            intermediates,
            lists,
        } = self.chain.read(reader)?;
        let validator = PathValidator::new(self.inputs.settings(), anchors, intermediates, lists);
        let objects = reader.require_all(&self.files, Wanted::Certificate)?;
        let answers: Vec<PathAnswer> = objects
            .into_iter()
            .map(|object| PathAnswer {
                report: Certificate::decode(&object.der)
                    .map(|certificate| validator.validate(&certificate, at)),
                label: object.label,
            })
            .collect();
        Ok(Answer::Report {
            page: path_text(&answers),
            json: path_json(&answers, at),
            decision: answers
                .iter()
                .map(PathAnswer::decision)
                .max()
                .unwrap_or(Decision::Undecided),
        })
    }
}

impl InputArguments {
    fn settings(&self) -> PathSettings {
        PathSettings {
            user_initial_policy_set: if self.acceptable_policy.is_empty() {
                UserInitialPolicySet::Any
            } else {
                UserInitialPolicySet::only(self.acceptable_policy.iter().cloned())
            },
            explicit_policy: if self.require_explicit_policy {
                ExplicitPolicy::Required
            } else {
                ExplicitPolicy::NotRequired
            },
            policy_mapping: if self.inhibit_policy_mapping {
                PolicyMappingChoice::Inhibited
            } else {
                PolicyMappingChoice::Allowed
            },
            any_policy: if self.inhibit_any_policy {
                AnyPolicyChoice::Inhibited
            } else {
                AnyPolicyChoice::Allowed
            },
            time: if self.ignore_validity {
                TimeChoice::Ignore
            } else {
                TimeChoice::Judge
            },
            anchor_constraints: if self.enforce_anchor {
                AnchorConstraints::Enforced
            } else {
                AnchorConstraints::Ignored
            },
            conformance: if self.sections_4_to_6 {
                Conformance::Sections4To6
            } else {
                Conformance::Section6
            },
            revocation: self.revocation.settings(),
            ..PathSettings::default()
        }
    }
}

impl Revocation {
    fn settings(self) -> RevocationSettings {
        let (depth, unknown_status) = match self {
            Self::None => (Depth::Chain, UnknownStatus::Allow),
            Self::Leaf => (Depth::Leaf, UnknownStatus::Refuse),
            Self::Chain => (Depth::Chain, UnknownStatus::Refuse),
        };
        RevocationSettings {
            depth,
            unknown_status,
            ..RevocationSettings::default()
        }
    }
}

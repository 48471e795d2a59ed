//! Who signed a list, and whether that signer can be trusted to (RFC 5280 6.3.3 (f), (g)).

use s1spki_policies::KeyUsage;

use super::held::{Fault, HeldList};
use super::rule;
use crate::certificate::Certificate;
use crate::extension::GeneralName;
use crate::finding::{Detail, Finding, Outcome, Rule};
use crate::path::{
    Builder, Exhausted, Issuer, IssuerKey, KeyMatch, Link, PathExtensions, PathOutcome, Signed, Validation,
    Work, some_of,
};

/// How deep the paths of list signers may be nested: the status of a signer may be on the list of another, and
/// so on. Nobody does it more than once in earnest.
const MOST_NESTED_SIGNERS: usize = 4;

/// Somebody with the name of a list's issuer.
#[derive(Clone, Copy)]
struct Signer<'v> {
    standing: Standing,
    certificate: Option<&'v Certificate>,
    key: IssuerKey<'v>,
}

/// How the signer stands to the path whose certificates are being looked at.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Standing {
    /// The anchor of the path, or a CA in it: its path is the upper part of this one. What is wrong with it is
    /// among the findings about the path.
    InPath,
    /// The certificate whose own status is being found out.
    Itself,
    /// A certificate of the pool: it needs a path of its own.
    Elsewhere(usize),
}

/// Why a list has no signer, and which rules could not be looked at therefore.
pub(super) struct Unfit {
    pub(super) fault: Fault,
    pub(super) not_looked_at: &'static [&'static Rule],
}

/// The path that the certificate in question stands in, and where.
#[derive(Clone, Copy)]
pub(super) struct InPath<'p, 'v> {
    pub(super) links: &'p [Link<'v>],
    pub(super) index: usize,
    pub(super) anchor: usize,
}

impl<'p, 'v> InPath<'p, 'v> {
    /// The certificate in question and those above it.
    pub(super) fn upwards(self) -> &'p [Link<'v>] {
        self.links.get(self.index..).unwrap_or_default()
    }
}

impl<'v> Validation<'v> {
    /// RFC 5280 6.3.3 (f) and (g): finds the signer of a list, and holds it to the rules.
    pub(super) fn signer_of(
        &mut self,
        list_index: usize,
        held: &HeldList,
        place: InPath<'_, 'v>,
    ) -> Result<Result<IssuerKey<'v>, Unfit>, Exhausted> {
        let namesakes = self.pool().certificates_about(held.list.issuer()).count();
        self.budget
            .spend(Work::Steps, namesakes.saturating_add(place.links.len()))?;
        let candidates = self.signers_named_as(held, place);
        let nobody = candidates.is_empty();
        let mut closest = None;
        for signer in candidates {
            // (g) the signature
            if self.verify_list(list_index, signer.key)?.is_err() {
                continue;
            }
            // (f) the signer
            match self.signer_fault(signer, place)? {
                None => return Ok(Ok(signer.key)),
                Some(fault) => {
                    closest = Some(Unfit {
                        fault,
                        not_looked_at: &[],
                    });
                }
            }
        }
        Ok(Err(closest.unwrap_or_else(|| no_signer(held, nobody))))
    }

    /// Everybody with the name of the list's issuer: by key identifier, then those in the path first.
    fn signers_named_as(&self, held: &HeldList, place: InPath<'_, 'v>) -> Vec<Signer<'v>> {
        let name = held.list.issuer();
        let from_here_up = place.upwards();
        let in_path = from_here_up.iter().enumerate().map(|(height, link)| Signer {
            standing: if height == 0 {
                Standing::Itself
            } else {
                Standing::InPath
            },
            certificate: Some(link.certificate),
            key: self.key_in(link.certificate),
        });
        let mut signers: Vec<Signer<'v>> = in_path
            .filter(|signer| {
                signer
                    .certificate
                    .is_some_and(|certificate| certificate.subject().matches(name))
            })
            .collect();
        let anchor = self
            .trust_anchor(Some(place.anchor))
            .filter(|anchor| anchor.name().matches(name));
        let key = self.key_of(Issuer::Anchor(place.anchor));
        signers.extend(anchor.zip(key).map(|(anchor, key)| Signer {
            standing: Standing::InPath,
            certificate: anchor.certificate(),
            key,
        }));
        for (index, other) in self.pool().certificates_about(name) {
            let is_in_path = from_here_up
                .iter()
                .any(|link| *link.certificate == other.certificate);
            let key = self.key_of(Issuer::Certificate(index)).filter(|_| !is_in_path);
            signers.extend(key.map(|key| Signer {
                standing: Standing::Elsewhere(index),
                certificate: Some(&other.certificate),
                key,
            }));
        }
        let identifier = held.list.authority_key_identifier();
        let match_of = |certificate| KeyMatch::of(identifier, certificate);
        signers.sort_by_key(|signer| {
            let key_match = signer.certificate.map_or(KeyMatch::Unknown, match_of);
            (key_match, signer.standing)
        });
        signers
    }

    /// (f) a valid path from the same anchor, and cRLSign if there is a keyUsage
    fn signer_fault(
        &mut self,
        signer: Signer<'v>,
        place: InPath<'_, 'v>,
    ) -> Result<Option<Fault>, Exhausted> {
        let usage = signer.certificate.and_then(Certificate::key_usage);
        if let Some(usage) = usage
            && !usage.contains(KeyUsage::CrlSign)
        {
            return Ok(Some(fault(
                format!("keyUsage {usage}"),
                "cRLSign in the keyUsage of the signer",
            )));
        }
        match (signer.standing, signer.certificate) {
            (Standing::Elsewhere(index), _) => self.path_fault(index, place.anchor),
            (Standing::Itself, Some(certificate)) if !names_itself_as_list_issuer(certificate) => {
                let wanted =
                    "another signer than the certificate itself, unless its issuer names it as cRLIssuer";
                Ok(Some(fault(
                    "the certificate signed the list that would clear it".to_owned(),
                    wanted,
                )))
            }
            (Standing::InPath | Standing::Itself, _) => Ok(None),
        }
    }

    /// Whether a certificate of the pool has no valid path from the anchor.
    fn path_fault(&mut self, index: usize, anchor: usize) -> Result<Option<Fault>, Exhausted> {
        let Some(held) = self.pool().certificate(index) else {
            return Ok(None);
        };
        let certificate = &held.certificate;
        self.has_judged_a_signer = true;
        if self.valid_signers.contains(&(index, anchor)) {
            return Ok(None);
        }
        let wanted = "a signer whose path does not hang on the lists that it signs";
        if self.statuses_in_progress.contains(&certificate) {
            return Ok(Some(fault(
                "the lists of signers clear each other in a circle".to_owned(),
                wanted,
            )));
        }
        if self.statuses_in_progress.len() > MOST_NESTED_SIGNERS {
            return Ok(Some(fault("list signers nested too deep".to_owned(), wanted)));
        }
        let attempt = Builder::new(self, Some(anchor)).find(certificate, Signed::Certificate(index));
        if attempt.is_verified() && attempt.outcome() == PathOutcome::Valid {
            self.valid_signers.push((index, anchor));
            return Ok(None);
        }
        if let Some(exhausted) = self.budget.exhausted() {
            return Err(exhausted);
        }
        let broken = attempt
            .all_findings()
            .filter(|finding| matches!(finding.outcome(), Outcome::Breach | Outcome::NotChecked));
        let found = match attempt.anchor {
            None => format!("no path from the anchor to the signer {}", certificate.subject()),
            Some(_) => format!(
                "the path of the signer {} breaks {}",
                certificate.subject(),
                some_of(broken.map(Finding::code))
            ),
        };
        Ok(Some(fault(found, "a valid path from the same trust anchor")))
    }
}

/// Whether the issuer of a certificate has named the subject as the issuer of the list that it is on.
fn names_itself_as_list_issuer(certificate: &Certificate) -> bool {
    let points = PathExtensions::of(certificate)
        .crl_distribution_points
        .unwrap_or_default();
    points
        .iter()
        .flat_map(|point| &point.crl_issuer)
        .filter_map(GeneralName::directory_name)
        .any(|name| name.matches(certificate.subject()))
}

/// Nobody signed the list who could have.
fn no_signer(held: &HeldList, nobody: bool) -> Unfit {
    let issuer = held.list.issuer();
    if nobody {
        let found = format!("no certificate about {issuer}");
        return Unfit {
            fault: fault(found, "a certificate of the signer of the list"),
            not_looked_at: &rule::AFTER_NO_SIGNER,
        };
    }
    Unfit {
        fault: Fault {
            rule: &rule::SIGNATURE,
            detail: Detail::new(
                format!("a signature that no known key of {issuer} made"),
                format!("a signature by a key of {issuer}"),
            ),
        },
        not_looked_at: &rule::AFTER_SIGNATURE,
    }
}

fn fault(found: String, wanted: &str) -> Fault {
    Fault {
        rule: &rule::SIGNER,
        detail: Detail::new(found, wanted),
    }
}

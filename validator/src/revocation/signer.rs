//! Who signed a list, and whether that signer can be trusted to (RFC 5280 6.3.3 (f), (g)).

use s1spki_policies::KeyUsage;

use super::held::{Fault, HeldList};
use super::rule;
use crate::certificate::Certificate;

use crate::finding::{Detail, Outcome, Rule};
use crate::path::{
    Builder, Exhausted, Issuer, IssuerKey, KeyMatch, Link, PathOutcome, Signed, Validation, Work,
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
    /// A certificate of the pool, which needs a path of its own.
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

impl<'v> Validation<'v> {
    /// RFC 5280 6.3.3 (f) and (g): finds the signer of a list, and holds it to the rules.
    pub(super) fn signer_of(
        &mut self,
        list_index: usize,
        held: &HeldList,
        place: InPath<'_, 'v>,
    ) -> Result<Result<IssuerKey<'v>, Unfit>, Exhausted> {
        let candidates = self.signers_named_as(held, place);
        self.budget.spend(Work::Steps, candidates.len())?;
        let mut closest = no_signer(held, candidates.is_empty());
        for signer in candidates {
            // (g) the signature
            if self.verify_list(list_index, signer.key)?.is_err() {
                continue;
            }
            // (f) the signer
            match self.signer_fault(signer, place)? {
                None => return Ok(Ok(signer.key)),
                Some(fault) => {
                    closest = Unfit {
                        fault,
                        not_looked_at: &[],
                    };
                }
            }
        }
        Ok(Err(closest))
    }

    /// Everybody with the name of the list's issuer: those in the path first, then by key identifier.
    fn signers_named_as(&self, held: &HeldList, place: InPath<'_, 'v>) -> Vec<Signer<'v>> {
        let name = held.list.issuer();
        let mut signers: Vec<Signer<'v>> = Vec::new();
        let itself = place.links.get(place.index).map(|link| link.certificate);
        for link in place.links.iter().skip(place.index.saturating_add(1)) {
            if link.certificate.subject().matches(name) {
                signers.push(Signer {
                    standing: Standing::InPath,
                    certificate: Some(link.certificate),
                    key: self.key_in(link.certificate),
                });
            }
        }
        if let Some(anchor) = self
            .trust_anchor(Some(place.anchor))
            .filter(|anchor| anchor.name().matches(name))
        {
            signers.extend(self.key_of(Issuer::Anchor(place.anchor)).map(|key| Signer {
                standing: Standing::InPath,
                certificate: anchor.certificate(),
                key,
            }));
        }
        for (index, other) in self.pool().certificates_about(name) {
            let certificate = &other.certificate;
            if signers
                .iter()
                .any(|signer| signer.certificate == Some(certificate))
            {
                continue;
            }
            signers.extend(self.key_of(Issuer::Certificate(index)).map(|key| Signer {
                standing: match itself {
                    Some(itself) if itself == certificate => Standing::Itself,
                    _ => Standing::Elsewhere(index),
                },
                certificate: Some(certificate),
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
        match signer.standing {
            // A certificate may be on the list that it signs: the list clears its signer if it does not name it.
            Standing::InPath | Standing::Itself => Ok(None),
            Standing::Elsewhere(index) => self.path_fault(index, place.anchor),
        }
    }

    /// Whether a certificate of the pool has no valid path from the anchor.
    fn path_fault(&mut self, index: usize, anchor: usize) -> Result<Option<Fault>, Exhausted> {
        let Some(held) = self.pool().certificate(index) else {
            return Ok(None);
        };
        let certificate = &held.certificate;
        if self.valid_signers.contains(&(index, anchor)) {
            return Ok(None);
        }
        let wanted = "a signer whose path does not hang on the lists that it signs";
        if self.statuses_in_progress.contains(certificate) {
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
        let broken: Vec<&str> = attempt
            .all_findings()
            .filter(|finding| matches!(finding.outcome(), Outcome::Breach | Outcome::NotChecked))
            .map(|finding| finding.code())
            .collect();
        let found = match attempt.anchor {
            None => format!("no path from the anchor to the signer {}", certificate.subject()),
            Some(_) => format!(
                "the path of the signer {} breaks {}",
                certificate.subject(),
                broken.join(", ")
            ),
        };
        Ok(Some(fault(found, "a valid path from the same trust anchor")))
    }
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

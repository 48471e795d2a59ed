//! Whether a list covers a certificate, and for which reasons (RFC 5280 6.3.3 (b) and (d)).

use super::held::Fault;
use super::rule;
use crate::certificate::Certificate;
use crate::extension::{DistributionPoint, GeneralName, IssuingDistributionPoint, ReasonFlags};
use crate::finding::Detail;
use crate::name::Name;
use crate::path::{Budget, Exhausted, PathExtensions, Work, some_of};
use crate::revocation_list::RevocationList;

/// A certificate, seen as something that lists may cover.
pub(super) struct Covered<'a> {
    pub(super) certificate: &'a Certificate,
    pub(super) points: &'a [DistributionPoint],
    pub(super) alternative_issuer_names: &'a [GeneralName],
    pub(super) is_ca: bool,
}

impl<'a> Covered<'a> {
    pub(super) fn new(certificate: &'a Certificate) -> Self {
        let extensions = PathExtensions::of(certificate);
        Self {
            certificate,
            points: extensions.crl_distribution_points.unwrap_or_default(),
            alternative_issuer_names: extensions.issuer_alternative_names.unwrap_or_default(),
            is_ca: extensions
                .basic_constraints
                .is_some_and(|constraints| constraints.ca),
        }
    }

    /// Who may issue lists about it: its issuer, and whom its distribution points name instead.
    pub(super) fn list_issuers(&self) -> impl Iterator<Item = &'a Name> {
        let named = self.points.iter().flat_map(|point| &point.crl_issuer);
        std::iter::once(self.certificate.issuer()).chain(named.filter_map(GeneralName::directory_name))
    }

    /// The reasons for which the list covers it, over all of its distribution points; or why it does not.
    ///
    /// Besides the points that it names there is the one that RFC 5280 6.3.3 assumes in the end: neither reasons
    /// nor cRLIssuer, and the names of the certificate's issuer.
    pub(super) fn reasons_covered_by(
        &self,
        list: &RevocationList,
        budget: &mut Budget,
    ) -> Result<Result<ReasonFlags, Fault>, Exhausted> {
        let scope = Scope::of(list);
        let mut covered: Option<ReasonFlags> = None;
        let mut closest: Option<Fault> = None;
        for point in self.points.iter().map(Some).chain([None]) {
            match self.matches(&scope, point, budget)? {
                Ok(()) => {
                    let reasons = interim_reasons(scope.point, point);
                    covered = Some(covered.unwrap_or(ReasonFlags::NONE).union(reasons));
                }
                Err(fault) => {
                    // Of several points the one that comes as far as its name is the most telling.
                    if closest
                        .as_ref()
                        .is_none_or(|closest| closest.rule == &rule::ISSUER)
                    {
                        closest = Some(fault);
                    }
                }
            }
        }
        Ok(match (covered, closest) {
            // (b)(2)(ii) to (iv) do not depend on the point
            (Some(covered), _) => self.is_of_the_kind(&scope).map(|()| covered),
            (None, Some(fault)) => Err(fault),
            (None, None) => Ok(ReasonFlags::NONE), // does not occur: there is always the assumed point
        })
    }

    /// (b)(1) and (b)(2)(i): who issued the list, and the name of the point.
    fn matches(
        &self,
        scope: &Scope<'_>,
        point: Option<&DistributionPoint>,
        budget: &mut Budget,
    ) -> Result<Result<(), Fault>, Exhausted> {
        // (b)(1)
        let crl_issuer = point.map_or(&[][..], |point| &point.crl_issuer);
        budget.spend(Work::NameComparisons, crl_issuer.len().saturating_add(1))?;
        if let Err(fault) = self.is_issued_right(scope, crl_issuer) {
            return Ok(Err(fault));
        }
        // (b)(2)(i)
        let Some(of_list) = &scope.names else {
            return Ok(Ok(()));
        };
        let of_point = self.names_of(point);
        budget.spend(
            Work::NameComparisons,
            of_list.len().saturating_mul(of_point.len()),
        )?;
        let is_named = of_list
            .iter()
            .any(|name| of_point.iter().any(|other| is_same(name, other)));
        if is_named {
            return Ok(Ok(()));
        }
        let detail = Detail::new(
            format!("a list for the distribution point {}", some_of(of_list)),
            format!("a list for the distribution point {}", some_of(&of_point)),
        );
        Ok(Err(Fault {
            rule: &rule::SCOPE,
            detail,
        }))
    }

    /// (b)(1): the certificate's issuer, or the cRLIssuer of the point with indirectCRL.
    fn is_issued_right(&self, scope: &Scope<'_>, crl_issuer: &[GeneralName]) -> Result<(), Fault> {
        let issuer = scope.list.issuer();
        let mut named = crl_issuer.iter().filter_map(GeneralName::directory_name);
        let (found, wanted) = if crl_issuer.is_empty() {
            if issuer.matches(self.certificate.issuer()) {
                return Ok(());
            }
            (
                format!("a list of {issuer}"),
                format!("a list of {}", self.certificate.issuer()),
            )
        } else if !named.any(|name| name.matches(issuer)) {
            (
                format!("a list of {issuer}"),
                format!("a list of {}", some_of(crl_issuer)),
            )
        } else if scope.point.is_some_and(|point| point.indirect) {
            return Ok(());
        } else {
            let wanted = "a list of the cRLIssuer with indirectCRL TRUE";
            ("a list without indirectCRL".to_owned(), wanted.to_owned())
        };
        Err(Fault {
            rule: &rule::ISSUER,
            detail: Detail::new(found, wanted),
        })
    }

    /// The names of a distribution point of the certificate, or of the assumed one.
    fn names_of(&self, point: Option<&DistributionPoint>) -> Vec<GeneralName> {
        let issuer = self.certificate.issuer();
        match point {
            None => {
                let issuer = GeneralName::DirectoryName(issuer.clone());
                std::iter::once(issuer)
                    .chain(self.alternative_issuer_names.iter().cloned())
                    .collect()
            }
            Some(DistributionPoint {
                name: None,
                crl_issuer,
                ..
            }) => crl_issuer.clone(),
            Some(DistributionPoint {
                name: Some(name),
                crl_issuer,
                ..
            }) => {
                let mut crl_issuer = crl_issuer.iter().filter_map(GeneralName::directory_name);
                name.full_names(crl_issuer.next().unwrap_or(issuer))
            }
        }
    }

    /// (b)(2)(ii) to (iv): user certificates, CA certificates, attribute certificates.
    fn is_of_the_kind(&self, scope: &Scope<'_>) -> Result<(), Fault> {
        let found = match scope.point {
            Some(point) if point.only_user && self.is_ca => "a list for user certificates only",
            Some(point) if point.only_ca && !self.is_ca => "a list for CA certificates only",
            Some(point) if point.only_attribute => "a list for attribute certificates only",
            _ => return Ok(()),
        };
        let wanted = if self.is_ca {
            "a list for CA certificates"
        } else {
            "a list for user certificates"
        };
        Err(Fault {
            rule: &rule::SCOPE,
            detail: Detail::new(found, wanted),
        })
    }
}

/// What a list is about.
struct Scope<'l> {
    list: &'l RevocationList,
    point: Option<&'l IssuingDistributionPoint>,
    /// The names of its distribution point.
    names: Option<Vec<GeneralName>>,
}

impl<'l> Scope<'l> {
    fn of(list: &'l RevocationList) -> Self {
        let point = list.issuing_distribution_point();
        let name = point.and_then(|point| point.name.as_ref());
        Self {
            list,
            point,
            names: name.map(|name| name.full_names(list.issuer())),
        }
    }
}

/// (d) the reasons for which the list covers the certificate
fn interim_reasons(
    scope: Option<&IssuingDistributionPoint>,
    point: Option<&DistributionPoint>,
) -> ReasonFlags {
    let of_list = scope.and_then(|scope| scope.only_some_reasons);
    let of_point = point.and_then(|point| point.reasons);
    of_list
        .unwrap_or(ReasonFlags::ALL)
        .intersection(of_point.unwrap_or(ReasonFlags::ALL))
}

fn is_same(a: &GeneralName, b: &GeneralName) -> bool {
    match (a, b) {
        (GeneralName::DirectoryName(a), GeneralName::DirectoryName(b)) => a.matches(b),
        (a, b) => a == b,
    }
}

/// Whether two lists have the same scope, so that the newer takes the place of the older and a delta list fits
/// its complete list (RFC 5280 5.2.4, 6.3.3 (c)).
pub(super) fn is_same_scope(a: &RevocationList, b: &RevocationList) -> bool {
    a.issuer().matches(b.issuer()) && a.issuing_distribution_point() == b.issuing_distribution_point()
}

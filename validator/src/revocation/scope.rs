//! Whether a list covers a certificate, and for which reasons (RFC 5280 6.3.3 (b) and (d)).

use super::held::Fault;
use super::rule;
use crate::certificate::Certificate;
use crate::extension::{DistributionPoint, GeneralName, IssuingDistributionPoint, ReasonFlags};
use crate::finding::{Detail, Rule};
use crate::name::Name;
use crate::path::PathExtensions;
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
    pub(super) fn reasons_covered_by(&self, list: &RevocationList) -> Result<ReasonFlags, Fault> {
        let scope = list.issuing_distribution_point();
        let mut covered: Option<ReasonFlags> = None;
        let mut closest: Option<Fault> = None;
        for point in self.points.iter().map(Some).chain([None]) {
            match self.matches(list, scope, point) {
                Ok(()) => {
                    let reasons = interim_reasons(scope, point);
                    covered = Some(covered.unwrap_or(ReasonFlags::NONE).union(reasons));
                }
                // Of several points the one that comes as far as its name is the most telling.
                Err(fault)
                    if closest
                        .as_ref()
                        .is_none_or(|closest| closest.rule != &rule::SCOPE) =>
                {
                    closest = Some(fault);
                }
                Err(_) => {}
            }
        }
        match (covered, closest) {
            // (b)(2)(ii) to (iv) do not depend on the point
            (Some(covered), _) => match scope {
                Some(scope) => self.is_of_the_kind(scope).map(|()| covered),
                None => Ok(covered),
            },
            (None, Some(fault)) => Err(fault),
            (None, None) => Ok(ReasonFlags::NONE), // there is always the assumed point
        }
    }

    /// (b)(1) and (b)(2)(i): who issued the list, and the name of the point.
    fn matches(
        &self,
        list: &RevocationList,
        scope: Option<&IssuingDistributionPoint>,
        point: Option<&DistributionPoint>,
    ) -> Result<(), Fault> {
        let crl_issuer = point.map_or(&[][..], |point| &point.crl_issuer);
        // (b)(1)
        if crl_issuer.is_empty() {
            if !list.issuer().matches(self.certificate.issuer()) {
                let wanted = format!("a list of {}", self.certificate.issuer());
                return Err(fault(
                    &rule::ISSUER,
                    format!("a list of {}", list.issuer()),
                    wanted,
                ));
            }
        } else {
            let mut names = crl_issuer.iter().filter_map(GeneralName::directory_name);
            if !names.any(|name| name.matches(list.issuer())) {
                let wanted = format!("a list of {}", text(crl_issuer));
                return Err(fault(
                    &rule::ISSUER,
                    format!("a list of {}", list.issuer()),
                    wanted,
                ));
            }
            if !scope.is_some_and(|scope| scope.indirect) {
                let wanted = "a list of the cRLIssuer with indirectCRL TRUE".to_owned();
                return Err(fault(
                    &rule::ISSUER,
                    "a list without indirectCRL".to_owned(),
                    wanted,
                ));
            }
        }
        // (b)(2)(i)
        let Some(scope_name) = scope.and_then(|scope| scope.name.as_ref()) else {
            return Ok(());
        };
        let of_list = scope_name.full_names(list.issuer());
        let of_point = self.names_of(point);
        let is_named = of_list
            .iter()
            .any(|name| of_point.iter().any(|other| is_same(name, other)));
        if is_named {
            return Ok(());
        }
        Err(fault(
            &rule::SCOPE,
            format!("a list for the distribution point {}", text(&of_list)),
            format!("a list for the distribution point {}", text(&of_point)),
        ))
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
    fn is_of_the_kind(&self, scope: &IssuingDistributionPoint) -> Result<(), Fault> {
        let found = if scope.only_user && self.is_ca {
            "a list for user certificates only"
        } else if scope.only_ca && !self.is_ca {
            "a list for CA certificates only"
        } else if scope.only_attribute {
            "a list for attribute certificates only"
        } else {
            return Ok(());
        };
        let wanted = if self.is_ca {
            "a list for CA certificates"
        } else {
            "a list for user certificates"
        };
        Err(fault(&rule::SCOPE, found.to_owned(), wanted.to_owned()))
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

fn fault(rule: &'static Rule, found: String, wanted: String) -> Fault {
    Fault {
        rule,
        detail: Detail::new(found, wanted),
    }
}

fn text(names: &[GeneralName]) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    names.join(", ")
}

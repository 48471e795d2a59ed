//! The status of a certificate.

use std::fmt;

use s1spki_policies::Moment;
use serde::Serialize;

use super::rule;
use super::settings::UnknownStatus;
use crate::extension::CrlReason;
use crate::finding::{Detail, Finding, Rule};
use crate::path::Exhausted;
use crate::revocation_list::RevocationList;

/// The status of a certificate, as the lists that were given tell it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum RevocationStatus {
    /// The lists cover it for every reason, and none names it.
    Good,
    /// A list names it.
    Revoked(Revocation),
    /// It cannot be told.
    Unknown(UnknownCause),
    /// It was not asked ([`Depth::Leaf`](super::Depth::Leaf)).
    NotAsked,
}

/// That a certificate is revoked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Revocation {
    /// Why.
    pub reason: CrlReason,
    /// Since when.
    pub date: Moment,
    /// Since when its key is known or suspected to be bad, if the entry says so.
    pub invalidity_date: Option<Moment>,
    /// The list that says so.
    pub list: RevocationList,
}

/// Why a status is unknown.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum UnknownCause {
    /// There is no list of the certificate's issuer, nor of one whom it names instead.
    #[error("no revocation list of its issuer was given")]
    NoList,
    /// There are lists, and none can be used.
    #[error("no revocation list that was given can be used")]
    NoUsableList,
    /// The lists that can be used leave out some reasons for revocation.
    #[error("the revocation lists do not cover every reason for revocation")]
    ReasonsNotCovered,
    /// The path does not reach a trust anchor by good signatures, so that no list can be trusted.
    #[error("the path to a trust anchor is not established")]
    NoPath,
    /// The work grew too much.
    #[error("{0}")]
    Exhausted(Exhausted),
}

impl fmt::Display for Revocation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "revoked since {}, {}", self.date, self.reason)?;
        match self.invalidity_date {
            Some(date) => write!(f, ", not to be trusted since {date}"),
            None => Ok(()),
        }
    }
}

/// The status of one certificate, and how it was found.
#[derive(Clone, Debug)]
pub struct RevocationReport {
    pub(super) status: RevocationStatus,
    pub(super) findings: Vec<Finding>,
    pub(super) lists: Vec<ListReport>,
}

/// One list that was looked at.
#[derive(Clone, Debug)]
pub struct ListReport {
    /// The list.
    pub list: RevocationList,
    /// What it was good for.
    pub used: ListUse,
    /// What is wrong with it, as warnings.
    pub faults: Vec<Finding>,
}

/// What a list was good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum ListUse {
    /// It tells of the certificate, whether good or revoked.
    Used,
    /// It names the certificate as revoked, but could not have cleared it.
    NamesOnly,
    /// It is a delta list, applied to a complete one.
    Delta,
    /// It was passed over.
    PassedOver,
}

impl RevocationReport {
    /// The status.
    #[must_use]
    pub const fn status(&self) -> &RevocationStatus {
        &self.status
    }

    /// One finding for each rule of revocation.
    #[must_use]
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The lists that were looked at, in the order of their fingerprints.
    #[must_use]
    pub fn lists(&self) -> &[ListReport] {
        &self.lists
    }

    /// The status was not asked.
    pub(super) fn not_asked() -> Self {
        Self {
            status: RevocationStatus::NotAsked,
            findings: rule::ALL.map(Finding::not_applicable).into(),
            lists: Vec::new(),
        }
    }

    /// The status is unknown, and nothing can be said about any rule.
    pub(crate) fn not_checked(cause: UnknownCause) -> Self {
        let finding = |rule| Finding::not_checked(rule, Detail::new(cause, rule.summary));
        Self {
            status: RevocationStatus::Unknown(cause),
            findings: rule::ALL.map(finding).into(),
            lists: Vec::new(),
        }
    }
}

impl UnknownStatus {
    /// A rule on which the status hangs is broken.
    pub(super) fn finding(self, rule: &'static Rule, detail: Detail) -> Finding {
        match self {
            Self::Refuse => Finding::breach(rule, detail),
            Self::Undecided => Finding::not_checked(rule, detail),
            Self::Allow => Finding::warning(rule, detail),
        }
    }
}

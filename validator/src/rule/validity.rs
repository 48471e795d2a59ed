//! Validity (RFC 5280 4.1.2.5). Whether the certificate is in force is not asked here.

use s1spki_policies::{Moment, PeriodRule, Validity, ValidityRule};

use super::ground::ProfileValue;
use super::{Check, Ground, Judgement, Wanted};
use crate::date::DateForm;
use crate::facts::CertificateFacts;
use crate::finding::{Basis, Detail, Rule};

pub(super) static CHECKS: [&Check<CertificateFacts>; 3] = [&ORDER, &FORM, &PERIOD];

static ORDER: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.validity.order",
        summary: "notAfter is not before notBefore",
        basis: Basis::Standard("RFC 5280 4.1.2.5"),
        hint: "such a certificate is never in force",
    },
    ground: Ground::Standard,
    judge: order,
};

fn order(facts: &CertificateFacts, _: &Wanted<'_>) -> Judgement {
    let validity = facts.certificate().validity();
    Judgement::kept_or(validity.not_before <= validity.not_after, || {
        Detail::new(
            validity,
            format!("notAfter no earlier than {}", validity.not_before),
        )
    })
}

static FORM: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.validity.form",
        summary: "dates to 2049 are UTCTime, later ones GeneralizedTime",
        basis: Basis::Standard("RFC 5280 4.1.2.5"),
        hint: "encode each date in the form that its year asks for",
    },
    ground: Ground::Standard,
    judge: form,
};

fn form(facts: &CertificateFacts, _: &Wanted<'_>) -> Judgement {
    let certificate = facts.certificate();
    let validity = certificate.validity();
    let wrong: Vec<&str> = [
        ("notBefore", validity.not_before, certificate.not_before_form()),
        ("notAfter", validity.not_after, certificate.not_after_form()),
    ]
    .into_iter()
    .filter(|(_, moment, form)| *form != form_of(*moment))
    .map(|(field, ..)| field)
    .collect();
    Judgement::kept_or(wrong.is_empty(), || {
        Detail::new(
            format!("{} as GeneralizedTime", wrong.join(", ")),
            "UTCTime, since the year is before 2050",
        )
    })
}

fn form_of(moment: Moment) -> DateForm {
    if moment.to_utc().year() < 2050 {
        DateForm::UtcTime
    } else {
        DateForm::GeneralizedTime
    }
}

static PERIOD: Check<CertificateFacts> = Check {
    rule: Rule {
        code: "profile.validity.period",
        summary: "the certificate lasts as long as the profile says",
        basis: Basis::Policy,
        hint: "notAfter is the last second: notBefore and the period, less one second",
    },
    ground: Ground::Profile(ProfileValue::Validity),
    judge: period,
};

fn period(facts: &CertificateFacts, wanted: &Wanted<'_>) -> Judgement {
    let found = facts.certificate().validity();
    let rule = wanted.profile.validity.value();
    if found.not_after < found.not_before {
        return Judgement::NotApplicable; // said by `profile.validity.order`
    }
    let Some(exact) = Validity::lasting(found.not_before, rule.period) else {
        return Judgement::Kept; // the period ends after the year 9999, and no date does
    };
    let latest = rule.allowance.after(exact.not_after).unwrap_or(exact.not_after);
    let long_enough = rule.rule == PeriodRule::AtMost || found.not_after >= exact.not_after;
    Judgement::kept_or(long_enough && found.not_after <= latest, || {
        Detail::new(found, wanted_text(rule, exact.not_after, latest))
    })
}

/// `exactly P10Y: notAfter 2025-10-29T23:59:59Z`.
fn wanted_text(rule: &ValidityRule, exact: Moment, latest: Moment) -> String {
    let ValidityRule {
        period, allowance, ..
    } = rule;
    match rule.rule {
        PeriodRule::Exactly if allowance.is_zero() => format!("exactly {period}: notAfter {exact}"),
        PeriodRule::Exactly => format!("{period} to {allowance} more: notAfter {exact} to {latest}"),
        PeriodRule::AtMost if allowance.is_zero() => {
            format!("at most {period}: notAfter no later than {latest}")
        }
        PeriodRule::AtMost => {
            format!("at most {period} and {allowance}: notAfter no later than {latest}")
        }
    }
}

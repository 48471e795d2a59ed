//! Encoding: DER (X.690), and what a structure may hold. Each kind of fault that the decoder names has one rule.

use crate::der::DerFaultKind;
use crate::encoding::{DecodeError, EncodingFault, EncodingFaultKind};
use s1spki_policies::Standing;

use crate::finding::{Basis, Detail, Finding, Outcome, Rule};
use crate::verdict::{About, Tally};

/// The finding about bytes that cannot be read as what they should be.
pub(crate) fn unreadable(error: &DecodeError, wanted: &str) -> Finding {
    Finding::breach(&UNREADABLE, Detail::new(error, wanted).at_offset(error.offset()))
}

/// A finding for each rule on encoding.
pub(super) fn findings(faults: &[EncodingFault]) -> impl Iterator<Item = Finding> {
    rules().map(move |rule| finding(rule, faults))
}

/// Every rule on encoding.
pub(super) fn rules() -> impl Iterator<Item = &'static Rule> {
    RULES.into_iter()
}

/// Counts the finding of each rule on encoding.
pub(super) fn tally(faults: &[EncodingFault], tally: &mut Tally) {
    for rule in rules() {
        if faults.is_empty() {
            tally.count(Outcome::Pass, Standing::Designated); // without a look at each
        } else {
            tally.add(About::Certificate, &finding(rule, faults), None);
        }
    }
}

fn finding(rule: &'static Rule, faults: &[EncodingFault]) -> Finding {
    let mut named = faults.iter().filter(|fault| rule_of(&fault.kind) == Some(rule));
    let Some(first) = named.next() else {
        return Finding::pass(rule);
    };
    let found = named.fold(first.to_string(), |found, fault| format!("{found}; {fault}"));
    Finding::breach(rule, Detail::new(found, rule.summary).at_offset(first.offset))
}

/// The rule that names a fault. Nothing where the rule stands in the family of its field, so that one fault is
/// never named twice.
fn rule_of(kind: &EncodingFaultKind) -> Option<&'static Rule> {
    match kind {
        EncodingFaultKind::Der(kind) => Some(der_rule_of(*kind)),
        EncodingFaultKind::ExplicitDefault(_) => Some(&EXPLICIT_DEFAULT),
        EncodingFaultKind::ExtraElement("extensionRequest") => None, // request.extension-request
        EncodingFaultKind::ExtraElement(_) => Some(&EXTRA_ELEMENT),
        EncodingFaultKind::MissingField(_) => Some(&MISSING_FIELD),
        EncodingFaultKind::EmptyList(_) => Some(&EMPTY_LIST),
        EncodingFaultKind::UnusedBits(_) => Some(&UNUSED_BITS),
        EncodingFaultKind::TrailingZeroBits(_) => Some(&TRAILING_ZERO_BITS),
        EncodingFaultKind::DuplicateAttribute(oid) => {
            // `request.extension-request` says it of that one
            (oid.der_content() != EXTENSION_REQUEST).then_some(&DUPLICATE_ATTRIBUTE)
        }
        EncodingFaultKind::MalformedExtension { .. }
        | EncodingFaultKind::NothingSaid(_)
        | EncodingFaultKind::DistributionPointWithoutName
        | EncodingFaultKind::SeveralScopes => Some(&EXTENSION_VALUE),
        EncodingFaultKind::AlgorithmMismatch // profile.signature.agreement
        | EncodingFaultKind::Version(_) // profile.version.number
        | EncodingFaultKind::SerialZero // profile.serial.positive
        | EncodingFaultKind::SerialNegative
        | EncodingFaultKind::SerialTooLong(_) // profile.serial.octets
        | EncodingFaultKind::EmptyIssuer // profile.issuer.attributes
        | EncodingFaultKind::GeneralizedTimeBefore2050(_) // profile.validity.form
        | EncodingFaultKind::Reversed { .. } // profile.validity.order
        | EncodingFaultKind::DuplicateExtension(_) // profile.extension.duplicate
        | EncodingFaultKind::EmptyKeyUsage // profile.key-usage.bits
        | EncodingFaultKind::PathLengthWithoutCa // profile.basic-constraints.authority
        | EncodingFaultKind::DuplicatePolicy(_) // profile.policies.identifiers
        | EncodingFaultKind::IssuerWithoutSerial => None, // profile.authority-key-identifier.form
    }
}

const fn der_rule_of(kind: DerFaultKind) -> &'static Rule {
    match kind {
        DerFaultKind::Truncated
        | DerFaultKind::Trailing
        | DerFaultKind::IndefiniteLength
        | DerFaultKind::NonMinimalLength
        | DerFaultKind::LongFormTag
        | DerFaultKind::TooDeep => &UNREADABLE,
        DerFaultKind::WrongForm => &WRONG_FORM,
        DerFaultKind::Boolean => &BOOLEAN,
        DerFaultKind::Integer => &INTEGER,
        DerFaultKind::BitString => &BIT_STRING,
        DerFaultKind::Null => &NULL,
        DerFaultKind::ObjectIdentifier => &OBJECT_IDENTIFIER,
        DerFaultKind::SetOrder => &SET_ORDER,
        DerFaultKind::EmptySet => &EMPTY_SET,
        DerFaultKind::UtcTime => &UTC_TIME,
        DerFaultKind::GeneralizedTime => &GENERALIZED_TIME,
        DerFaultKind::Characters => &CHARACTERS,
        DerFaultKind::Reserved => &RESERVED_TAG,
    }
}

static RULES: [&Rule; 21] = [
    &UNREADABLE,
    &WRONG_FORM,
    &BOOLEAN,
    &INTEGER,
    &BIT_STRING,
    &NULL,
    &OBJECT_IDENTIFIER,
    &SET_ORDER,
    &EMPTY_SET,
    &UTC_TIME,
    &GENERALIZED_TIME,
    &CHARACTERS,
    &RESERVED_TAG,
    &EXPLICIT_DEFAULT,
    &EXTRA_ELEMENT,
    &MISSING_FIELD,
    &EMPTY_LIST,
    &UNUSED_BITS,
    &TRAILING_ZERO_BITS,
    &DUPLICATE_ATTRIBUTE,
    &EXTENSION_VALUE,
];

/// 1.2.840.113549.1.9.14.
const EXTENSION_REQUEST: &[u8] = &[0x2A, 0x86, 0x48, 0x86, 0xF7, 0x0D, 0x01, 0x09, 0x0E];

/// What to do about most faults of encoding.
const ISSUE_ANEW: &str = "readers differ in what they make of it; have it made anew by a DER encoder";

static UNREADABLE: Rule = Rule {
    code: "encoding.unreadable",
    summary: "the bytes can be read: one object in DER from the first octet to the last",
    basis: Basis::Standard("X.690 10"),
    hint: "check that the file is whole, of the right kind, and was not changed in transport",
};

static WRONG_FORM: Rule = Rule {
    code: "encoding.wrong-form",
    summary: "simple types are in primitive form, SEQUENCE and SET in constructed form",
    basis: Basis::Standard("X.690 10.2"),
    hint: ISSUE_ANEW,
};

static BOOLEAN: Rule = Rule {
    code: "encoding.boolean",
    summary: "TRUE is FF and FALSE is 00",
    basis: Basis::Standard("X.690 11.1"),
    hint: ISSUE_ANEW,
};

static INTEGER: Rule = Rule {
    code: "encoding.integer",
    summary: "an INTEGER has as many octets as it needs, and at least one",
    basis: Basis::Standard("X.690 8.3.2"),
    hint: ISSUE_ANEW,
};

static BIT_STRING: Rule = Rule {
    code: "encoding.bit-string",
    summary: "the unused bits of a BIT STRING are counted and zero",
    basis: Basis::Standard("X.690 11.2"),
    hint: ISSUE_ANEW,
};

static NULL: Rule = Rule {
    code: "encoding.null",
    summary: "a NULL is empty",
    basis: Basis::Standard("X.690 8.8"),
    hint: ISSUE_ANEW,
};

static OBJECT_IDENTIFIER: Rule = Rule {
    code: "encoding.object-identifier",
    summary: "an OBJECT IDENTIFIER is whole and not padded",
    basis: Basis::Standard("X.690 8.19"),
    hint: ISSUE_ANEW,
};

static SET_ORDER: Rule = Rule {
    code: "encoding.set-order",
    summary: "the elements of a SET stand in ascending order",
    basis: Basis::Standard("X.690 11.6"),
    hint: ISSUE_ANEW,
};

static EMPTY_SET: Rule = Rule {
    code: "encoding.empty-set",
    summary: "no SET is empty",
    basis: Basis::Standard("RFC 5280 4.1.2.4"),
    hint: ISSUE_ANEW,
};

static UTC_TIME: Rule = Rule {
    code: "encoding.utc-time",
    summary: "a UTCTime is a date in the form YYMMDDhhmmssZ",
    basis: Basis::Standard("RFC 5280 4.1.2.5.1"),
    hint: ISSUE_ANEW,
};

static GENERALIZED_TIME: Rule = Rule {
    code: "encoding.generalized-time",
    summary: "a GeneralizedTime is a date in the form YYYYMMDDhhmmssZ",
    basis: Basis::Standard("RFC 5280 4.1.2.5.2"),
    hint: ISSUE_ANEW,
};

static CHARACTERS: Rule = Rule {
    code: "encoding.characters",
    summary: "a string has only characters of its type",
    basis: Basis::Standard("X.690 8.23"),
    hint: ISSUE_ANEW,
};

static RESERVED_TAG: Rule = Rule {
    code: "encoding.reserved-tag",
    summary: "no element has the tag 0, which is no type",
    basis: Basis::Standard("X.690 8.1.5"),
    hint: ISSUE_ANEW,
};

static EXPLICIT_DEFAULT: Rule = Rule {
    code: "encoding.explicit-default",
    summary: "a field that has its default value is left out",
    basis: Basis::Standard("X.690 11.5"),
    hint: ISSUE_ANEW,
};

static EXTRA_ELEMENT: Rule = Rule {
    code: "encoding.extra-element",
    summary: "a structure holds its own fields and nothing else",
    basis: Basis::Standard("RFC 5280 4.1"),
    hint: "what stands there is not part of a certificate; have it made anew",
};

static MISSING_FIELD: Rule = Rule {
    code: "encoding.missing-field",
    summary: "every field that a structure must have is there",
    basis: Basis::Standard("X.690 8.9"),
    hint: ISSUE_ANEW,
};

static EMPTY_LIST: Rule = Rule {
    code: "encoding.empty-list",
    summary: "a list that must not be empty has an element, or is left out",
    basis: Basis::Standard("RFC 5280 4.1"),
    hint: ISSUE_ANEW,
};

static UNUSED_BITS: Rule = Rule {
    code: "encoding.unused-bits",
    summary: "keys and signatures end with a whole octet",
    basis: Basis::Standard("RFC 5480 2.2"),
    hint: ISSUE_ANEW,
};

static TRAILING_ZERO_BITS: Rule = Rule {
    code: "encoding.trailing-zero-bits",
    summary: "a list of named bits ends with a bit that is set",
    basis: Basis::Standard("X.690 11.2.2"),
    hint: ISSUE_ANEW,
};

static DUPLICATE_ATTRIBUTE: Rule = Rule {
    code: "encoding.duplicate-attribute",
    summary: "no attribute of a request stands twice",
    basis: Basis::Standard("RFC 2986 4.1"),
    hint: "have the request made anew with the attribute once",
};

static EXTENSION_VALUE: Rule = Rule {
    code: "encoding.extension-value",
    summary: "the value of every known extension can be read, and says what it may say",
    basis: Basis::Standard("RFC 5280 4.2"),
    hint: ISSUE_ANEW,
};

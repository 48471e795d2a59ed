//! Dates in certificates and CRLs (RFC 5280 4.1.2.5).

use s1spki_policies::Moment;
use x509_parser::asn1_rs::FromDer;
use x509_parser::time::ASN1Time;

use crate::der::{Element, tag};
use crate::encoding::{DecodeError, EncodingFaultKind, Faults};

/// The tags of `Time`.
pub(crate) const TIME: [u8; 2] = [tag::UTC_TIME, tag::GENERALIZED_TIME];

/// How a date is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum DateForm {
    /// Two digits for the year: 1950 to 2049.
    UtcTime,
    /// Four digits for the year.
    GeneralizedTime,
}

/// A date, and how it is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Date {
    /// The moment.
    pub(crate) moment: Moment,
    /// How it is encoded.
    pub(crate) form: DateForm,
}

impl Date {
    pub(crate) fn decode(
        element: Element<'_>,
        field: &'static str,
        faults: &mut Faults,
    ) -> Result<Self, DecodeError> {
        let unreadable = DecodeError::Value {
            field,
            offset: element.offset,
            reason: "not a date between the years 1 and 9999",
        };
        let Ok((_, read)) = ASN1Time::from_der(element.raw) else {
            return Err(unreadable);
        };
        let moment = Moment::from_unix_seconds(read.timestamp()).ok_or(unreadable)?;
        let form = if read.is_utctime() {
            DateForm::UtcTime
        } else {
            DateForm::GeneralizedTime
        };
        if form == DateForm::GeneralizedTime && (1950..2050).contains(&moment.to_utc().year()) {
            faults.push(
                EncodingFaultKind::GeneralizedTimeBefore2050(field),
                element.offset,
            );
        }
        Ok(Self { moment, form })
    }
}

//! Certificate IDs.

use std::fmt;
use std::str::FromStr;

use crate::SerialNumber;
use crate::serial_number::ParseSerialNumberError;
use crate::text::serde_as_text;

/// What identifies an Organisation Certificate to a SMETS1 device: serial number and issuer common name
/// (S1SR draft, clause 2), or nothing.
///
/// The issuer's organizational unit and the subject's EUI-64 are not part of it. Written as
/// `ISSUER/SERIAL`; [`Null`](Self::Null), the case that stopped the first FOC release, is written `null` and
/// read from `null` and `0`.
///
/// ```
/// use s1spki_policies::CertificateId;
///
/// let id: CertificateId = "Z1/71:87:2b:db:c8:27:89:bc:14:01:ce:01:ba:06:ad:a3".parse()?;
/// assert_eq!(id.to_string(), "Z1/0x71872BDBC82789BC1401CE01BA06ADA3");
/// assert_eq!("0".parse(), Ok(CertificateId::Null));
/// # Ok::<(), s1spki_policies::ParseCertificateIdError>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum CertificateId {
    /// "null" (0): no certificate was notified.
    Null,
    /// The certificate with this serial number, issued by the authority with this common name.
    Certificate {
        /// The common name of the issuer.
        issuer_common_name: String,
        /// The serial number.
        serial: SerialNumber,
    },
}

impl CertificateId {
    /// The Certificate ID of a certificate.
    #[must_use]
    pub fn new(issuer_common_name: impl Into<String>, serial: SerialNumber) -> Self {
        Self::Certificate {
            issuer_common_name: issuer_common_name.into(),
            serial,
        }
    }

    /// Whether it names no certificate.
    #[must_use]
    pub const fn is_null(&self) -> bool {
        matches!(self, Self::Null)
    }
}

impl fmt::Display for CertificateId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.pad("null"),
            Self::Certificate {
                issuer_common_name,
                serial,
            } => write!(f, "{issuer_common_name}/{serial}"),
        }
    }
}

/// The text is not a Certificate ID.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseCertificateIdError {
    /// No `/` between issuer and serial number, or nothing before it.
    #[error(
        "`{0}` is not a Certificate ID: write the issuer's common name, `/` and the serial number, such as Z1/0x71872BDB, or null"
    )]
    NoIssuer(String),
    /// The serial number cannot be read.
    #[error("the serial number of Certificate ID `{text}`: {source}")]
    Serial {
        /// The whole text.
        text: String,
        /// What is wrong with the serial number.
        source: ParseSerialNumberError,
    },
}

impl FromStr for CertificateId {
    type Err = ParseCertificateIdError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if text.eq_ignore_ascii_case("null") || (!text.is_empty() && text.bytes().all(|byte| byte == b'0')) {
            return Ok(Self::Null);
        }
        // A common name may hold a slash, a serial number cannot: the last one divides.
        let (issuer, serial) = text
            .rsplit_once('/')
            .filter(|(issuer, _)| !issuer.is_empty())
            .ok_or_else(|| ParseCertificateIdError::NoIssuer(text.to_owned()))?;
        let serial = serial.parse().map_err(|source| ParseCertificateIdError::Serial {
            text: text.to_owned(),
            source,
        })?;
        Ok(Self::new(issuer, serial))
    }
}

serde_as_text!(
    CertificateId,
    "a Certificate ID: the issuer's common name, `/` and the serial number, or null"
);

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn null_is_its_own_case_and_zero_never_a_serial() {
        for text in ["null", "NULL", "0", "00"] {
            assert_eq!(text.parse(), Ok(CertificateId::Null), "{text}");
        }
        let error = ParseCertificateIdError::Serial {
            text: "Z1/0".to_owned(),
            source: ParseSerialNumberError::Zero,
        };
        assert_eq!("Z1/0".parse::<CertificateId>(), Err(error));
        for text in ["", "Z1", "/1", "71872b"] {
            let error = ParseCertificateIdError::NoIssuer(text.to_owned());
            assert_eq!(text.parse::<CertificateId>(), Err(error), "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_id_reads_back_as_written(issuer in "[ -~]{1,8}", number in 1_u128..) {
            let serial = SerialNumber::from_magnitude(&number.to_be_bytes()).unwrap();
            let id = CertificateId::new(issuer.clone(), serial.clone());
            prop_assert_eq!(&id.to_string().parse::<CertificateId>(), &Ok(id.clone()));
            let decimal = format!("{issuer}/{}", serial.to_decimal());
            prop_assert_eq!(&decimal.parse::<CertificateId>(), &Ok(id));
        }
    }
}

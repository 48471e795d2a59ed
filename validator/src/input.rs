//! From the bytes of a file to the objects in it: PEM, DER or bare base64.

mod pem;

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

use crate::der::{Reader, tag};

/// One object of a file, not yet decoded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// What it is said to be.
    pub label: Label,
    /// Its octets.
    pub der: Vec<u8>,
    /// The line of the file where its PEM begins, counted from 1; nothing where it is not PEM.
    pub line: Option<usize>,
}

/// What an object is said to be: the label of its PEM (RFC 7468).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum Label {
    /// `CERTIFICATE`, or one of its older spellings (RFC 7468 5.3).
    Certificate,
    /// `CERTIFICATE REQUEST` or `NEW CERTIFICATE REQUEST` (RFC 7468 7).
    CertificateRequest,
    /// `X509 CRL` or `CRL` (RFC 7468 6).
    Crl,
    /// Another label.
    Other(String),
    /// None: the file is DER or bare base64.
    Absent,
}

impl Label {
    fn of(text: &str) -> Self {
        match text {
            "CERTIFICATE" | "X509 CERTIFICATE" | "X.509 CERTIFICATE" => Self::Certificate,
            "CERTIFICATE REQUEST" | "NEW CERTIFICATE REQUEST" => Self::CertificateRequest,
            "X509 CRL" | "CRL" => Self::Crl,
            other => Self::Other(other.to_owned()),
        }
    }
}

impl fmt::Display for Label {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Certificate => "CERTIFICATE",
            Self::CertificateRequest => "CERTIFICATE REQUEST",
            Self::Crl => "X509 CRL",
            Self::Other(label) => label,
            Self::Absent => "no label",
        })
    }
}

/// The bytes of a file hold no objects that can be read.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum InputError {
    /// Nothing, or white space alone.
    #[error("it is empty: a certificate, request or CRL in PEM, DER or base64 was wanted")]
    Empty,
    /// More bytes than the caller allows.
    #[error("it has {length} bytes; {limit} are the most")]
    TooLarge {
        /// How many there are.
        length: usize,
        /// How many there may be.
        limit: usize,
    },
    /// None of the three forms.
    #[error("it is neither PEM nor DER nor base64")]
    NotRecognised,
    /// Text in UTF-16, as some shells write it.
    #[error("it is text in UTF-16: save it as UTF-8 or ASCII")]
    Utf16,
    /// A character that base64 does not have, or one too few or too many.
    #[error("the base64 in line {line} is damaged: {reason}")]
    Base64 {
        /// The line, counted from 1.
        line: usize,
        /// What is wrong.
        reason: String,
    },
    /// A PEM block without its last line.
    #[error("the block `{label}` that begins in line {line} has no line -----END {label}-----")]
    NoEnd {
        /// The label.
        label: String,
        /// The line where the block begins, counted from 1.
        line: usize,
    },
    /// A last line without a first, or with another label.
    #[error("the line {line}, -----END {label}-----, ends no block that has begun")]
    StrayEnd {
        /// The label.
        label: String,
        /// The line, counted from 1.
        line: usize,
    },
    /// A PEM block with nothing in it.
    #[error("the block `{label}` that begins in line {line} is empty")]
    EmptyBlock {
        /// The label.
        label: String,
        /// The line where the block begins, counted from 1.
        line: usize,
    },
}

/// Reads the objects of a file: one or more PEM blocks with any text around them, one object in DER, or one in
/// base64 without PEM lines (in one line or several).
///
/// # Errors
/// [`InputError`] where `bytes` are more than `limit`, or hold no object that can be read.
pub fn read_blocks(bytes: &[u8], limit: usize) -> Result<Vec<Block>, InputError> {
    if bytes.len() > limit {
        return Err(InputError::TooLarge {
            length: bytes.len(),
            limit,
        });
    }
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes); // what some editors put before UTF-8
    if bytes.iter().all(u8::is_ascii_whitespace) {
        return Err(InputError::Empty);
    }
    if bytes.starts_with(b"\xFF\xFE") || bytes.starts_with(b"\xFE\xFF") {
        return Err(InputError::Utf16);
    }
    if is_one_element(bytes) {
        return Ok(vec![unlabelled(bytes.to_vec())]);
    }
    if pem::is_pem(bytes) {
        return pem::read(bytes);
    }
    if is_text(bytes) {
        return read_base64(bytes, 1).map(|der| vec![unlabelled(der)]);
    }
    if bytes.first() == Some(&tag::SEQUENCE) {
        return Ok(vec![unlabelled(bytes.to_vec())]); // damaged DER: its decoder says where
    }
    Err(InputError::NotRecognised)
}

const fn unlabelled(der: Vec<u8>) -> Block {
    Block {
        label: Label::Absent,
        der,
        line: None,
    }
}

/// Whether the bytes are exactly one SEQUENCE, going by its length.
fn is_one_element(bytes: &[u8]) -> bool {
    let mut reader = Reader::new(bytes);
    let element = reader.read();
    reader.is_at_end() && element.is_ok_and(|element| element.tag == tag::SEQUENCE)
}

/// Whether the bytes could be base64 that somebody has damaged, and are certainly not binary.
fn is_text(bytes: &[u8]) -> bool {
    bytes
        .iter()
        .all(|byte| byte.is_ascii_graphic() || byte.is_ascii_whitespace())
}

/// Decodes lines of base64; `first_line` is the number of the first.
fn read_base64(text: &[u8], first_line: usize) -> Result<Vec<u8>, InputError> {
    let symbols: Vec<u8> = text
        .iter()
        .copied()
        .filter(|byte| !byte.is_ascii_whitespace())
        .collect();
    STANDARD.decode(&symbols).map_err(|error| {
        let (position, reason) = match error {
            base64::DecodeError::InvalidByte(offset, symbol) => {
                let symbol = char::from(symbol).escape_default();
                (offset, format!("`{symbol}` does not belong there"))
            }
            _ => (symbols.len().saturating_sub(1), "its end is missing".to_owned()),
        };
        InputError::Base64 {
            line: first_line.saturating_add(lines_before(text, position)),
            reason,
        }
    })
}

/// How many lines end before the symbol with this position.
fn lines_before(text: &[u8], position: usize) -> usize {
    let is_symbol = |byte: &u8| !byte.is_ascii_whitespace();
    let place = text
        .iter()
        .enumerate()
        .filter(|(_, byte)| is_symbol(byte))
        .nth(position)
        .map_or(text.len(), |(place, _)| place);
    text.iter().take(place).filter(|byte| **byte == b'\n').count()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const LIMIT: usize = 1000;

    fn pem(label: &str, body: &str) -> String {
        format!("-----BEGIN {label}-----\n{body}\n-----END {label}-----\n")
    }

    fn read(text: &str) -> Result<Vec<Block>, InputError> {
        read_blocks(text.as_bytes(), LIMIT)
    }

    #[test]
    fn blocks_are_found_among_any_text() {
        let text = format!(
            "s:/CN=Zürich\n{}between\r\n{}",
            pem("CERTIFICATE", "MAMC\nAQE="),
            pem("X509 CRL", "MAA=").replace('\n', "\r\n"),
        );
        let blocks = [
            Block {
                label: Label::Certificate,
                der: vec![0x30, 0x03, 0x02, 0x01, 0x01],
                line: Some(2),
            },
            Block {
                label: Label::Crl,
                der: vec![0x30, 0x00],
                line: Some(7),
            },
        ];
        assert_eq!(read(&text), Ok(blocks.to_vec()));
    }

    #[test]
    fn every_label_has_its_meaning() {
        for (text, label) in [
            ("CERTIFICATE", Label::Certificate),
            ("CERTIFICATE REQUEST", Label::CertificateRequest),
            ("NEW CERTIFICATE REQUEST", Label::CertificateRequest),
            ("X509 CRL", Label::Crl),
            ("EC PARAMETERS", Label::Other("EC PARAMETERS".to_owned())),
        ] {
            let blocks = read(&pem(text, "MAA=")).unwrap();
            assert_eq!(blocks[0].label, label);
        }
    }

    #[test]
    fn headers_of_a_block_are_passed_over() {
        let text = pem(
            "RSA PRIVATE KEY",
            "Proc-Type: 4,ENCRYPTED\nDEK-Info: AES-256-CBC,00\n\nMAA=",
        );
        assert_eq!(read(&text).unwrap()[0].der, [0x30, 0x00]);
        let damaged = pem("RSA PRIVATE KEY", "Proc-Type: 4,ENCRYPTED\n\nM?A=");
        assert_eq!(read(&damaged), Err(damage(4, "`?` does not belong there")));
    }

    #[test]
    fn without_pem_lines_der_and_base64_are_read() {
        let der = [0x30, 0x03, 0x02, 0x01, 0x01];
        for bytes in [&der[..], b"MAMCAQE=", b"MAMC\r\nAQE=\r\n", b"\nMAMCAQE=\n\n"] {
            assert_eq!(
                read_blocks(bytes, LIMIT),
                Ok(vec![unlabelled(der.to_vec())]),
                "{bytes:02X?}"
            );
        }
        assert_eq!(read("\u{FEFF}MAMCAQE="), Ok(vec![unlabelled(der.to_vec())]));
        assert_eq!(read_blocks(b"\xFF\xFE-\0", LIMIT), Err(InputError::Utf16));
        let cut = [0x30, 0x82, 0x01];
        assert_eq!(read_blocks(&cut, LIMIT), Ok(vec![unlabelled(cut.to_vec())]));
    }

    fn damage(line: usize, reason: &str) -> InputError {
        InputError::Base64 {
            line,
            reason: reason.to_owned(),
        }
    }

    #[test]
    fn each_kind_of_damage_has_its_error() {
        let label = || "CERTIFICATE".to_owned();
        for (text, error) in [
            (String::new(), InputError::Empty),
            (" \r\n".to_owned(), InputError::Empty),
            ("\u{FEFF}\n".to_owned(), InputError::Empty),
            ("\u{1}\u{2}".to_owned(), InputError::NotRecognised),
            (
                "x".repeat(LIMIT + 1),
                InputError::TooLarge {
                    length: LIMIT + 1,
                    limit: LIMIT,
                },
            ),
            (
                pem("CERTIFICATE", "MAMC\nA!E="),
                damage(3, "`!` does not belong there"),
            ),
            (pem("CERTIFICATE", "MAMC\nAQE"), damage(3, "its end is missing")),
            ("MAMC\nA!E=".to_owned(), damage(2, "`!` does not belong there")),
            (
                "\n-----BEGIN CERTIFICATE-----\nMAA=\n".to_owned(),
                InputError::NoEnd {
                    label: label(),
                    line: 2,
                },
            ),
            (
                format!("-----BEGIN CERTIFICATE-----\n{}", pem("X509 CRL", "MAA=")),
                InputError::NoEnd {
                    label: label(),
                    line: 1,
                },
            ),
            (
                "MAA=\n-----END CERTIFICATE-----\n".to_owned(),
                InputError::StrayEnd {
                    label: label(),
                    line: 2,
                },
            ),
            (
                pem("CERTIFICATE", ""),
                InputError::EmptyBlock {
                    label: label(),
                    line: 1,
                },
            ),
        ] {
            assert_eq!(read(&text), Err(error), "{text:?}");
        }
    }

    proptest! {
        #[test]
        fn every_spelling_gives_the_same_octets(content in proptest::collection::vec(any::<u8>(), 0..100), width in 1..90_usize) {
            let der = crate::der::element(tag::SEQUENCE, &content);
            let symbols = STANDARD.encode(&der);
            let lines: Vec<&str> = symbols.as_bytes().chunks(width).map(|line| std::str::from_utf8(line).unwrap()).collect();
            for end in ["\n", "\r\n"] {
                let body = lines.join(end);
                let read_back = [read_blocks(&der, LIMIT), read(&body), read(&pem("CERTIFICATE REQUEST", &body))];
                for blocks in read_back {
                    prop_assert_eq!(&blocks.unwrap()[0].der, &der);
                }
            }
        }

        #[test]
        fn no_bytes_panic(bytes: Vec<u8>) {
            let _ = read_blocks(&bytes, LIMIT);
        }

        #[test]
        fn no_lines_panic(text in "(-----(BEGIN|END) [AB]-----|[A-Za-z0-9+/=:!]{0,9}|\r|\n){0,12}") {
            let _ = read(&text);
        }
    }
}

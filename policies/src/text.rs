//! What the words share: a word that is written as text in every file and message.

/// Makes a word (de)serialise as the text that `Display` writes and `FromStr` reads.
macro_rules! serde_as_text {
    ($word:ty, $expected:literal) => {
        impl serde::Serialize for $word {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> serde::Deserialize<'de> for $word {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                struct Reader;

                impl serde::de::Visitor<'_> for Reader {
                    type Value = $word;

                    fn expecting(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                        f.write_str($expected)
                    }

                    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<$word, E> {
                        text.parse().map_err(E::custom)
                    }
                }

                deserializer.deserialize_str(Reader)
            }
        }
    };
}

pub(crate) use serde_as_text;

/// Reads pairs of hexadecimal digits of either case; `None` unless every character is one and their number is even.
#[must_use]
pub fn octets_from_hex(digits: &str) -> Option<Vec<u8>> {
    let digits: Vec<u8> = digits
        .chars()
        .map(|c| c.to_digit(16).and_then(|d| u8::try_from(d).ok()))
        .collect::<Option<_>>()?;
    let (pairs, rest) = digits.as_chunks::<2>();
    rest.is_empty()
        .then(|| pairs.iter().map(|[high, low]| (high << 4) | low).collect())
}

/// A key of TOML: bare where it can be, otherwise in quotation marks.
pub(crate) fn key(text: &str) -> String {
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    match !text.is_empty() && text.chars().all(bare) {
        true => text.to_owned(),
        false => serde_json::Value::from(text).to_string(),
    }
}

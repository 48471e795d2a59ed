//! BIT STRINGs whose bits have names: keyUsage and ReasonFlags.

use crate::structure::Bits;

/// The bits of a BIT STRING with at most nine names.
pub(super) struct NamedBits {
    /// Bit `n` of the BIT STRING is bit `n` here.
    pub(super) flags: u16,
    /// X.690 11.2.2: DER leaves zeros at the end out.
    pub(super) has_trailing_zeros: bool,
}

impl NamedBits {
    /// Reads the content of a BIT STRING; `None` where it is not one, or has a bit without a name.
    pub(super) fn of(content: &[u8]) -> Option<Self> {
        let bits = Bits::of(content)?;
        let (first, second) = match *bits.octets {
            [] => (0, 0),
            [first] => (first, 0),
            [first, second @ (0x00 | 0x80)] => (first, second),
            _ => return None,
        };
        let last = bits.octets.last().map_or(1, |last| last >> bits.unused);
        Some(Self {
            flags: u16::from_le_bytes([first.reverse_bits(), second.reverse_bits()]),
            has_trailing_zeros: last & 1 == 0,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bits_are_counted_from_the_left() {
        for (content, flags, has_trailing_zeros) in [
            (&[0x07, 0x80][..], 0b1, false),
            (&[0x03, 0x08], 0b1_0000, false),
            (&[0x01, 0x06], 0b110_0000, false),
            (&[0x07, 0x00, 0x80], 0b1_0000_0000, false),
            (&[0x00], 0, false),
            (&[0x07, 0x00], 0, true),
            (&[0x00, 0x80], 0b1, true),
            (&[0x07, 0x80, 0x00], 0b1, true),
        ] {
            let bits = NamedBits::of(content).unwrap();
            assert_eq!(
                (bits.flags, bits.has_trailing_zeros),
                (flags, has_trailing_zeros),
                "{content:02X?}"
            );
        }
        for content in [
            &[][..],
            &[0x08, 0x80],
            &[0x07],
            &[0x06, 0x80, 0x40],
            &[0x00, 0x80, 0x00, 0x00],
        ] {
            assert!(NamedBits::of(content).is_none(), "{content:02X?}");
        }
    }
}

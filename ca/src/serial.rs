//! Drawing serial numbers.

use s1spki_policies::SerialNumber;

use crate::entropy::{Entropy, EntropyError};

/// Octets of a serial number that is [drawn](draw): every SMKI certificate that was published has exactly so
/// many (measured).
pub const OCTETS: usize = 16;

/// How many bits nobody can foresee: 127 * 2^120 numbers are equally likely, which is 126.98 bits.
pub const RANDOM_BITS: u32 = 126;

/// How often the first octet may come out as zero in a row. With a sound generator, eight times in a row
/// happen once in 2^56 draws.
const ATTEMPTS: usize = 8;

/// Draws a serial number of exactly 16 octets: positive, and never shorter in DER.
///
/// The top bit is cleared, so that the INTEGER is positive without a leading zero octet. The other 127 bits
/// are random, and a draw whose first octet is then zero is thrown away whole, since its INTEGER would have
/// fewer octets than the profile wants. What is left of the 127 bits is stated as [`RANDOM_BITS`], and not more.
///
/// # Errors
/// [`EntropyError::Stuck`] where the generator repeats itself, and [`EntropyError::Failed`] where it fails.
pub fn draw(entropy: &dyn Entropy) -> Result<SerialNumber, EntropyError> {
    for _ in 0..ATTEMPTS {
        let mut octets = block(entropy)?;
        // A generator that stands still gives itself away by its next block, which is used for nothing else.
        if octets == block(entropy)? || is_constant(&octets) {
            return Err(EntropyError::Stuck);
        }
        if let Some(first) = octets.first_mut() {
            *first &= 0x7F;
        }
        if octets.first().is_some_and(|first| *first != 0) {
            return SerialNumber::from_magnitude(&octets).map_err(|_| EntropyError::Stuck);
        }
    }
    Err(EntropyError::Stuck)
}

fn block(entropy: &dyn Entropy) -> Result<[u8; OCTETS], EntropyError> {
    let mut octets = [0; OCTETS];
    entropy.fill(&mut octets)?;
    Ok(octets)
}

/// Whether all octets are the same, such as all zeros.
fn is_constant(octets: &[u8; OCTETS]) -> bool {
    octets.iter().all(|octet| Some(octet) == octets.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::double::{ScriptedEntropy, SeededEntropy};
    use crate::entropy::SystemEntropy;

    /// A block that begins with `first` and is like no other.
    fn block_with(first: u8, last: u8) -> [u8; OCTETS] {
        let mut block = [0xA5; OCTETS];
        block[0] = first;
        block[OCTETS - 1] = last;
        block
    }

    fn drawn(blocks: &[[u8; OCTETS]]) -> Result<String, EntropyError> {
        draw(&ScriptedEntropy::new(blocks.iter().copied())).map(|serial| serial.to_string())
    }

    #[test]
    fn the_top_bit_is_cleared_and_every_other_bit_kept() {
        let serial = drawn(&[[0xFF; OCTETS].map(|_| 0xFF), [0; OCTETS]]);
        assert_eq!(serial, Err(EntropyError::Stuck)); // all octets the same
        let serial = drawn(&[block_with(0xFF, 1), block_with(0, 2)]);
        assert_eq!(serial.as_deref(), Ok("0x7FA5A5A5A5A5A5A5A5A5A5A5A5A5A501"));
    }

    #[test]
    fn a_first_octet_of_zero_is_drawn_anew() {
        for first in [0x00, 0x80] {
            let serial = drawn(&[
                block_with(first, 1),
                block_with(9, 2),
                block_with(0x01, 3),
                block_with(9, 4),
            ]);
            assert_eq!(serial.as_deref(), Ok("0x01A5A5A5A5A5A5A5A5A5A5A5A5A5A503"));
        }
    }

    #[test]
    fn a_generator_that_is_stuck_or_fails_gives_no_serial_number() {
        let same = block_with(0x12, 1);
        assert_eq!(drawn(&[same, same]), Err(EntropyError::Stuck));
        assert_eq!(drawn(&[[0; OCTETS], same]), Err(EntropyError::Stuck));
        assert_eq!(drawn(&[same]), Err(EntropyError::Failed));
        let zeros: Vec<_> = (0..16).map(|number| block_with(0, number)).collect();
        assert_eq!(drawn(&zeros), Err(EntropyError::Stuck));
    }

    /// L-02: the entropy that is claimed is the entropy that is there. Over many draws every bit but the top one
    /// comes out as 0 and as 1 about equally often, and the length is always the same.
    #[test]
    fn every_bit_but_the_top_one_is_random() {
        const DRAWS: usize = 4096;
        for entropy in [&SystemEntropy::new() as &dyn Entropy, &SeededEntropy::new(1)] {
            let mut ones = [0_usize; OCTETS * 8];
            for _ in 0..DRAWS {
                let serial = draw(entropy).unwrap();
                assert_eq!(serial.magnitude().len(), OCTETS);
                assert_eq!(serial.der_length(), OCTETS);
                for (bit, count) in ones.iter_mut().enumerate() {
                    *count += usize::from(serial.magnitude()[bit / 8] >> (7 - bit % 8) & 1);
                }
            }
            assert_eq!(ones[0], 0);
            // Leaving out zero raises the bits of the first octet to 64 in 127. Seven standard deviations (32)
            // are left on either side: a sound generator fails once in 10^9 runs.
            for (bit, count) in ones.iter().enumerate().skip(1) {
                assert!(
                    count.abs_diff(DRAWS / 2) < 7 * 32 + 17,
                    "bit {bit} was set {count} times"
                );
            }
        }
    }
}

//! Drawing serial numbers.

use s1spki_policies::SerialNumber;

use crate::entropy::{Entropy, EntropyError};

/// Draws a serial number from `random_bits` random bits (`issuance.serial-random-bits` of the policy).
///
/// No draw is thrown away, so that every one of the bits is worth a bit (with other
/// authorities, 64 bits less a sign were 63). With 127 bits the number has 16 octets, or fewer where it begins with zeros: one in 256 times
/// one octet less. It is positive without an octet for the sign.
///
/// # Errors
/// [`EntropyError::Stuck`] where the generator repeats itself, and [`EntropyError::Failed`] where it fails.
pub fn draw(entropy: &dyn Entropy, random_bits: u8) -> Result<SerialNumber, EntropyError> {
    let bits = usize::from(random_bits);
    let mut octets = block(entropy, bits)?;
    // A generator that stands still gives itself away by its next block, which is used for nothing else.
    if octets == block(entropy, bits)? || is_constant(&octets) {
        return Err(EntropyError::Stuck);
    }
    if let Some(first) = octets.first_mut() {
        *first &= 0xFF_u8
            .checked_shr(u32::from(spare_bits(random_bits)))
            .unwrap_or_default();
    }
    // Zero has no magnitude: with 127 bits it comes once in 10^38 draws.
    SerialNumber::from_magnitude(&octets).map_err(|_| EntropyError::Stuck)
}

/// The bits of the first octet that are not drawn.
const fn spare_bits(random_bits: u8) -> u8 {
    match random_bits % 8 {
        0 => 0,
        drawn => 8_u8.saturating_sub(drawn),
    }
}

fn block(entropy: &dyn Entropy, bits: usize) -> Result<Vec<u8>, EntropyError> {
    let mut octets = vec![0; bits.div_ceil(8)];
    entropy.fill(&mut octets)?;
    Ok(octets)
}

/// Whether all octets are the same, such as all zeros.
fn is_constant(octets: &[u8]) -> bool {
    octets.iter().all(|octet| Some(octet) == octets.first())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::double::{ScriptedEntropy, SeededEntropy};
    use crate::entropy::SystemEntropy;

    const OCTETS: usize = 16;

    /// A block that begins with `first` and is like no other.
    fn block_with(first: u8, last: u8) -> [u8; OCTETS] {
        let mut block = [0xA5; OCTETS];
        block[0] = first;
        block[OCTETS - 1] = last;
        block
    }

    fn drawn(random_bits: u8, blocks: &[[u8; OCTETS]]) -> Result<String, EntropyError> {
        draw(&ScriptedEntropy::new(blocks.iter().copied()), random_bits).map(|serial| serial.to_string())
    }

    #[test]
    fn the_bits_that_are_not_drawn_are_clear_and_every_other_is_kept() {
        for (random_bits, first, wanted) in [
            (127, 0xFF, "0x7FA5A5A5A5A5A5A5A5A5A5A5A5A5A501"),
            (128, 0xFF, "0xFFA5A5A5A5A5A5A5A5A5A5A5A5A5A501"),
            (121, 0xFF, "0x01A5A5A5A5A5A5A5A5A5A5A5A5A5A501"),
            // A first octet of zero is a draw like any other.
            (127, 0x80, "0xA5A5A5A5A5A5A5A5A5A5A5A5A5A501"),
        ] {
            let serial = drawn(random_bits, &[block_with(first, 1), block_with(0, 2)]);
            assert_eq!(serial.as_deref(), Ok(wanted), "{random_bits} bits");
        }
    }

    #[test]
    fn a_generator_that_is_stuck_or_fails_gives_no_serial_number() {
        let same = block_with(0x12, 1);
        assert_eq!(drawn(127, &[same, same]), Err(EntropyError::Stuck));
        assert_eq!(drawn(127, &[[0; OCTETS], same]), Err(EntropyError::Stuck));
        assert_eq!(drawn(127, &[[0xFF; OCTETS], same]), Err(EntropyError::Stuck));
        assert_eq!(drawn(127, &[same]), Err(EntropyError::Failed));
    }

    /// L-02: the entropy that is claimed is the entropy that is there. Over many draws every bit but the top one
    /// comes out as 0 and as 1 about equally often.
    #[test]
    fn every_one_of_127_bits_is_random() {
        const DRAWS: usize = 4096;
        for entropy in [&SystemEntropy::new() as &dyn Entropy, &SeededEntropy::new(1)] {
            let mut ones = [0_usize; OCTETS * 8];
            for _ in 0..DRAWS {
                let serial = draw(entropy, 127).unwrap();
                assert!(serial.der_length() <= OCTETS);
                let mut octets = [0; OCTETS];
                octets[OCTETS - serial.magnitude().len()..].copy_from_slice(serial.magnitude());
                for (bit, count) in ones.iter_mut().enumerate() {
                    *count += usize::from(octets[bit / 8] >> (7 - bit % 8) & 1);
                }
            }
            assert_eq!(ones[0], 0);
            // Seven standard deviations (32) are left on either side: a sound generator fails once in 10^9 runs.
            for (bit, count) in ones.iter().enumerate().skip(1) {
                let off = count.abs_diff(DRAWS / 2);
                assert!(off < 7 * 32, "bit {bit} was set {count} times");
            }
        }
    }
}

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

//! How much memory this process holds, as the kernel counts it.

use std::fs;

/// The resident memory in octets; nothing where the kernel does not say.
pub(crate) fn resident() -> Option<u64> {
    const PAGE: u64 = 4096;
    let statm = fs::read_to_string("/proc/self/statm").ok()?;
    let pages: u64 = statm.split_whitespace().nth(1)?.parse().ok()?;
    pages.checked_mul(PAGE)
}

//! No file makes the reader of files panic, and no block is empty.
#![no_main]

use libfuzzer_sys::fuzz_target;
use s1spki_validator::read_blocks;

fuzz_target!(|bytes: &[u8]| {
    match read_blocks(bytes, 1 << 16) {
        Ok(blocks) => assert!(!blocks.is_empty() && blocks.iter().all(|block| !block.der.is_empty())),
        Err(error) => assert!(!error.to_string().is_empty()),
    }
});

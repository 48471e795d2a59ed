//! Any octets give a policy or one error, alone and laid over the lab; a policy's canonical form is stable.

#![no_main]

use libfuzzer_sys::fuzz_target;
use s1spki_policies::Policy;

const HEAD: &[u8] =
    b"[policy]\nid = \"fuzz\"\ntitle = \"Fuzz\"\nextends = \"lab\"\nenvironment = \"lab\"\n";

fuzz_target!(|bytes: &[u8]| {
    for file in [bytes.to_vec(), [HEAD, bytes].concat()] {
        match Policy::load("fuzz.toml", &file) {
            Ok(policy) => assert_eq!(Policy::load("fuzz.toml", &file).unwrap().hash(), policy.hash()),
            Err(error) => assert!(!error.message.is_empty()),
        }
    }
});

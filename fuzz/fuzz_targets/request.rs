//! A request that is read keeps its octets, and its signature can be asked for.
#![no_main]

use libfuzzer_sys::fuzz_target;
use s1spki_validator::{CertificateRequest, crypto};

fuzz_target!(|bytes: &[u8]| {
    let Ok(request) = CertificateRequest::decode(bytes) else {
        return;
    };
    assert_eq!(request.der(), bytes);
    let _ = crypto::verify_possession(&request);
    let _ = crypto::is_on_curve(request.public_key().key());
});

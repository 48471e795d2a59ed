//! A certificate that is read keeps its octets, can be printed, and says the same when it is read again; one
//! without faults says the same to `x509-parser`.
#![no_main]

use libfuzzer_sys::fuzz_target;
use s1spki_validator::{Certificate, Extension, Name};
use x509_parser::prelude::{FromDer, X509Certificate, X509Extension};

fuzz_target!(|bytes: &[u8]| {
    let Ok(certificate) = Certificate::decode(bytes) else {
        return;
    };
    assert_eq!(certificate.der(), bytes);
    for name in [certificate.issuer(), certificate.subject()] {
        let (_in_order, _rfc2253) = (name.to_string(), name.to_rfc2253());
        assert!(name.is_within(name));
        if let Ok(again) = Name::decode(name.der()) {
            assert!(again.matches(name));
        }
    }
    let again = Certificate::decode(certificate.der()).expect("it was read before");
    assert_eq!(again.extensions(), certificate.extensions());
    assert_eq!(again.encoding_faults(), certificate.encoding_faults());
    if certificate.encoding_faults().is_empty() {
        compare_with_x509_parser(&certificate);
    }
});

fn compare_with_x509_parser(ours: &Certificate) {
    let (rest, theirs) = X509Certificate::from_der(ours.der()).expect("x509-parser reads more than we do");
    assert!(rest.is_empty());
    assert_eq!(ours.tbs(), theirs.tbs_certificate.as_ref());
    assert_eq!(ours.serial_octets(), theirs.raw_serial());
    assert_eq!(
        (ours.issuer().der(), ours.subject().der()),
        (theirs.issuer.as_raw(), theirs.subject.as_raw())
    );
    assert_eq!(
        ours.validity().not_before.unix_seconds(),
        theirs.validity.not_before.timestamp()
    );
    assert_eq!(
        ours.validity().not_after.unix_seconds(),
        theirs.validity.not_after.timestamp()
    );
    assert_eq!(ours.public_key().der(), theirs.subject_pki.raw);
    let extension = |theirs: &X509Extension<'_>| {
        (
            theirs.oid.as_bytes().to_vec(),
            theirs.critical,
            theirs.value.to_vec(),
        )
    };
    let theirs: Vec<_> = theirs.extensions().iter().map(extension).collect();
    let extension = |ours: &Extension| {
        (
            ours.oid().der_content().to_vec(),
            ours.is_critical(),
            ours.value().to_vec(),
        )
    };
    assert_eq!(
        ours.extensions().iter().map(extension).collect::<Vec<_>>(),
        theirs
    );
}

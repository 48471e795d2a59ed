//! Every entry of a list that is read is found again by its serial number and its issuer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use s1spki_validator::RevocationList;

fuzz_target!(|bytes: &[u8]| {
    let Ok(list) = RevocationList::decode(bytes) else {
        return;
    };
    assert_eq!(list.der(), bytes);
    assert_eq!(list.entries().count(), list.len());
    for entry in list.entries() {
        assert!(
            list.entries_for(entry.serial_octets())
                .any(|found| found == entry)
        );
        for issuer in entry.certificate_issuer_names() {
            assert!(list.lookup(entry.serial_octets(), issuer).is_some());
        }
    }
});

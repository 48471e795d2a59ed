//! What passes the gate can be taken apart to the last octet.
#![no_main]

use libfuzzer_sys::fuzz_target;
use s1spki_validator::der::{self, Reader};

fuzz_target!(|bytes: &[u8]| {
    let passes = der::check(bytes).is_ok();
    assert_eq!(passes, der::faults(bytes).is_ok_and(|faults| faults.is_empty()));
    if passes {
        take_apart(Reader::new(bytes));
    }
});

fn take_apart(reader: Reader<'_>) {
    for element in reader {
        let element = element.expect("the gate has checked it");
        assert_eq!(der::element(element.tag, element.content), element.raw);
        if element.is_constructed() {
            take_apart(element.reader());
        }
    }
}

//! A signed message: decoded, canonicalised, digested, and its signature verified.

use std::hint::black_box;

use s1spki_fixtures::key::TestKey;
use s1spki_fixtures::make::duis::{RequestText, SignatureText};
use s1spki_fixtures::make::{Authority, OrganisationProfile, OrganisationUsage};
use s1spki_validator::Certificate;
use s1spki_validator::duis::{Message, XmlLimits};

use crate::chain::floor;
use crate::measure::{in_turns, row};
use crate::world::{LEAVES, World};

pub(crate) fn measure(world: &World) {
    let key = TestKey::p256("message signer");
    let profile = OrganisationProfile::lab(OrganisationUsage::Signing, &Authority::lab_issuing(), &key);
    let certificate = Certificate::decode(&profile.specimen().der()).unwrap();
    let text = RequestText::disable_supply().signed(&SignatureText::default(), &key);
    let limits = XmlLimits::default();
    let mut floor = floor(world);
    let decode = || Message::decode(black_box(text.as_bytes()), &limits).unwrap();
    let decoded = in_turns(LEAVES, &mut floor, || {
        for _ in 0..LEAVES {
            black_box(decode());
        }
    });
    row("message, decoded and digested", decoded, "0.11");
    let verified = in_turns(LEAVES, &mut floor, || {
        for _ in 0..LEAVES {
            let message = decode();
            let signature = message.signature().unwrap();
            assert!(signature.verify(certificate.public_key()).is_good());
        }
    });
    row("message, decoded and its signature verified", verified, "1.11");
}

//! The whole validator over an arbitrary set of certificates and revocation lists: whatever is given, the verdict
//! comes, and only what the anchor's key has signed is ever accepted.

#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use s1spki_policies::{Moment, Policy};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, Decision, Label, RevocationList, read_blocks};

static POLICY: LazyLock<Policy> = LazyLock::new(|| Policy::embedded("zaz1").unwrap().unwrap());

fuzz_target!(|bytes: &[u8]| {
    let Ok(blocks) = read_blocks(bytes, 1 << 20) else { return };
    let at: Moment = "2025-09-15".parse().unwrap();
    let certificates: Vec<Certificate> =
        blocks.iter().filter_map(|block| Certificate::decode(&block.der).ok()).collect();
    let lists: Vec<RevocationList> = blocks
        .iter()
        .filter(|block| block.label == Label::Crl)
        .filter_map(|block| RevocationList::decode(&block.der).ok())
        .collect();
    // The first certificate is the anchor, all of them are offered as intermediates, and each is judged.
    let Some((anchor, _)) = certificates.split_first() else { return };
    let anchors = vec![TrustAnchor::from_certificate(anchor.clone())];
    let judge = ChainJudge::new(&POLICY, at, anchors, certificates.clone(), lists);
    for certificate in &certificates {
        let verdict = judge.judge("fuzz", certificate.der());
        if verdict.decision == Decision::Accept {
            assert!(certificate.validity().contains(at));
        }
    }
});

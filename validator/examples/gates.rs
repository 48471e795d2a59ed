//! One call each of both gates, on the files of the book's chapter for integrators.

use std::error::Error;
use std::fs;
use std::path::{Path, PathBuf};

use s1spki_policies::Policy;
use s1spki_validator::directory::{Directory, DirectoryBuilder, RepositoryStatus};
use s1spki_validator::evidence::EligibleProductCombinations;
use s1spki_validator::gate::{CommandGate, MigrationGate};
use s1spki_validator::path::TrustAnchor;
use s1spki_validator::{Certificate, ChainJudge, GateVerdict, Outcome, RevocationList, read_blocks};

/// The files of the chapter.
const FOLDER: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../docs/src/integrating");

fn main() -> Result<(), Box<dyn Error>> {
    for verdict in verdicts(Path::new(FOLDER))? {
        println!("{} {}", verdict.decision.done(), verdict.label);
        for finding in verdict.findings_with(Outcome::Breach) {
            println!("  {} ({})", finding.code(), finding.standing());
        }
    }
    Ok(())
}

// ANCHOR: gates
/// The verdicts on the message and on the installation in a folder.
fn verdicts(folder: &Path) -> Result<[GateVerdict; 2], Box<dyn Error>> {
    let read = |name: &str| fs::read(folder.join(name));
    let policy = Policy::embedded("lab").ok_or("it is embedded")??;
    let judge = ChainJudge::new(
        &policy,
        "2021-03-15T09:00:00Z".parse()?,
        [TrustAnchor::from_certificate(Certificate::decode(&der(&read(
            "root.pem",
        )?)?)?)],
        [Certificate::decode(&der(&read("issuing.pem")?)?)?],
        [
            RevocationList::decode(&der(&read("root.crl")?)?)?,
            RevocationList::decode(&der(&read("issuing.crl")?)?)?,
        ],
    );
    let directory = directory(&folder.join("certificates"))?;

    let evidence = serde_json::from_slice(&read("disable-supply.json")?)?;
    let gate = CommandGate::new(&policy, &judge, &directory);
    let on_message = gate.decide("disable-supply.xml", &read("disable-supply.xml")?, &evidence);

    let evidence = serde_json::from_slice(&read("installation.json")?)?;
    let eligible: EligibleProductCombinations = serde_json::from_slice(&read("eligible.json")?)?;
    let gate = MigrationGate::new(&policy, &judge, &directory).with_eligible_products(&eligible);
    let on_installation = gate.decide("installation.json", &evidence);

    Ok([on_message, on_installation])
}

/// The certificates of a folder, to be found by what messages and devices say of them.
fn directory(folder: &Path) -> Result<Directory, Box<dyn Error>> {
    let mut builder = DirectoryBuilder::new();
    for entry in fs::read_dir(folder)? {
        let path: PathBuf = entry?.path();
        let der = der(&fs::read(&path)?)?;
        builder.add(&path.display().to_string(), &der, RepositoryStatus::Unknown)?;
    }
    Ok(builder.build())
}

/// The first object of a file, in PEM, base64 or DER.
fn der(bytes: &[u8]) -> Result<Vec<u8>, Box<dyn Error>> {
    let blocks = read_blocks(bytes, 1 << 20)?;
    Ok(blocks.into_iter().next().ok_or("the file is empty")?.der)
}
// ANCHOR_END: gates

#[cfg(test)]
mod tests {
    use s1spki_validator::Decision;

    use super::*;

    #[test]
    fn both_are_accepted() {
        let verdicts = verdicts(Path::new(FOLDER)).map_err(|error| error.to_string());
        let decisions = verdicts.map(|verdicts| verdicts.map(|verdict| verdict.decision));
        assert_eq!(decisions, Ok([Decision::Accept, Decision::Accept]));
    }
}

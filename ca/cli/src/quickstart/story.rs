//! The story: who does what, in which order, and what comes of it.

use std::fmt::Write;
use std::fs;
use std::path::Path;

use s1spki_ca::durable::{self, Existing, Readers};
use s1spki_ca::entropy::{Entropy, SystemEntropy};
use s1spki_validator::report::Passes;
use zeroize::Zeroizing;

use super::act::Act;
use super::judgement::Chain;
use crate::failure::Failure;

/// A part of the story.
pub(super) struct Chapter {
    pub(super) heading: &'static str,
    pub(super) says: &'static str,
    pub(super) acts: Vec<Act>,
}

/// The whole story.
pub(super) fn chapters() -> Vec<Chapter> {
    vec![
        passphrases(),
        officers(),
        authority(),
        organisation(),
        request(),
        approvals(),
        certificate(),
        verdict(),
        another_role(),
        revocation(),
        verdict_after_revocation(),
        ledger(),
    ]
}

/// What a reader may try at the end.
pub(super) const TO_TRY: [&str; 5] = [
    "s1spki-ca doctor",
    "s1spki-ca certificate list --expiring-within P2Y",
    "s1spki-ca request show R1 --json",
    "s1spki-ca ledger list",
    "s1spki-ca approve R1 --officer alice --key people/alice.pem --passphrase-file passphrases/alice # refused",
];

fn passphrases() -> Chapter {
    Chapter {
        heading: "1. Passphrases",
        says: "Every private key is encrypted under a passphrase. Here they are made up, and kept in files that only\n\
               you can read. That is for a lab only: in earnest, each stays with one person.",
        acts: vec![
            Act::shell("mkdir -m 700 people passphrases", make_folders),
            Act::shell(
                "for name in root issuing alice bob supplier-one network-one; do\n    \
                 (umask 077; head -c 18 /dev/urandom | base64 > passphrases/$name)\ndone",
                make_passphrases,
            ),
        ],
    }
}

fn officers() -> Chapter {
    Chapter {
        heading: "2. Two officers make their keys",
        says: "An approval is a signature by a person. Alice and Bob each make a key of their own.",
        acts: vec![
            Act::authority("officer key alice --out people/alice.pem --passphrase-file passphrases/alice"),
            Act::authority("officer key bob --out people/bob.pem --passphrase-file passphrases/bob")
                .briefly(),
        ],
    }
}

fn authority() -> Chapter {
    Chapter {
        heading: "3. The authority",
        says: "A root, an issuing authority under it, their keys, their first lists, and the ledger.",
        acts: vec![Act::authority(
            "init --policy lab --officer 'alice=Alice Example=people/alice.public.pem' \
             --officer 'bob=Bob Example=people/bob.public.pem' --root-passphrase-file passphrases/root \
             --issuing-passphrase-file passphrases/issuing",
        )],
    }
}

fn organisation() -> Chapter {
    Chapter {
        heading: "4. A supplier is registered",
        says: "Carol collected the evidence on who the supplier is, so that she could not approve its requests. Dora\n\
               may hand in requests for it.",
        acts: vec![
            Act::shell(
                "echo 'register extract, nomination form' > people/supplier-one.evidence",
                || write_evidence("people/supplier-one.evidence"),
            ),
            Act::authority(
                "organisation register supplier-one --name 'Supplier One plc' --role supplier \
                 --eui64 90-B3-D5-1F-30-01-00-00 --responsible 'dora=Dora Example' \
                 --evidence people/supplier-one.evidence --evidence-scheme GPG46 --evidence-level 3 \
                 --collected-by carol --officer alice",
            ),
        ],
    }
}

fn request() -> Chapter {
    Chapter {
        heading: "5. The supplier's request",
        says: "Dora makes a key and a certificate request, and hands it in. Everything that is found is shown at once.\n\
               (OpenSSL makes such requests too: see docs/src/openssl-request.md.)",
        acts: vec![
            Act::authority(
                "request make --policy lab --role supplier --eui64 90-B3-D5-1F-30-01-00-00 \
                 --usage digital-signature --key people/supplier-one.pem --out people/supplier-one.request.pem \
                 --passphrase-file passphrases/supplier-one",
            ),
            Act::authority(
                "request submit people/supplier-one.request.pem --organisation supplier-one --submitted-by dora",
            ),
        ],
    }
}

fn approvals() -> Chapter {
    Chapter {
        heading: "6. Put up, and approved twice",
        says: "Serial number, validity and every octet to be signed are fixed first. Then two officers sign exactly\n\
               these octets, each with their own key. One is not enough.",
        acts: vec![
            Act::authority("request put-up R1 --officer alice"),
            Act::authority(
                "approve R1 --officer alice --key people/alice.pem --passphrase-file passphrases/alice",
            ),
            Act::authority("issue R1 --passphrase-file passphrases/issuing").refused(),
            Act::authority("approve R1 --officer bob --key people/bob.pem --passphrase-file passphrases/bob"),
        ],
    }
}

fn certificate() -> Chapter {
    Chapter {
        heading: "7. The certificate",
        says: "The octets are made anew and compared with those that were approved; the validator inspects a copy; the\n\
               intent is on the disk; then the key is used.",
        acts: vec![Act::authority(
            "issue R1 --out supplier-one.pem --passphrase-file passphrases/issuing",
        )],
    }
}

fn verdict() -> Chapter {
    Chapter {
        heading: "8. A relying party judges it",
        says: "Profile, path to the root, revocation, and whether it is a supplier's. (With --verbose, every check is a\n\
               line of its own.)",
        acts: vec![Act::chain(Chain {
            file: "supplier-one.pem",
            role: "supplier",
            passes: Passes::Counted,
        })],
    }
}

fn another_role() -> Chapter {
    Chapter {
        heading: "9. A network operator's certificate in the supplier's place",
        says: "A network operator is registered and gets a certificate in the same way. It is a good certificate, but\n\
               not a supplier's.",
        acts: vec![
            Act::shell(
                "echo 'register extract, nomination form' > people/network-one.evidence",
                || write_evidence("people/network-one.evidence"),
            ),
            Act::authority(
                "organisation register network-one --name 'Network One plc' --role networkOperator \
                 --eui64 90-B3-D5-1F-30-02-00-00 --responsible 'nora=Nora Example' \
                 --evidence people/network-one.evidence --evidence-scheme GPG46 --evidence-level 3 \
                 --collected-by carol --officer alice",
            )
            .briefly(),
            Act::authority(
                "request make --policy lab --role networkOperator --eui64 90-B3-D5-1F-30-02-00-00 \
                 --usage digital-signature --key people/network-one.pem --out people/network-one.request.pem \
                 --passphrase-file passphrases/network-one",
            )
            .briefly(),
            Act::authority(
                "request submit people/network-one.request.pem --organisation network-one --submitted-by nora",
            )
            .briefly(),
            Act::authority("request put-up R2 --officer bob").briefly(),
            Act::authority("approve R2 --officer alice --key people/alice.pem --passphrase-file passphrases/alice")
                .briefly(),
            Act::authority("approve R2 --officer bob --key people/bob.pem --passphrase-file passphrases/bob")
                .briefly(),
            Act::authority("issue R2 --out network-one.pem --passphrase-file passphrases/issuing").briefly(),
            Act::chain(Chain {
                file: "network-one.pem",
                role: "supplier",
                passes: Passes::Counted,
            })
            .refused(),
        ],
    }
}

fn revocation() -> Chapter {
    Chapter {
        heading: "10. The supplier's certificate is revoked",
        says: "One officer requests it, the other agrees. It is in the next list, and the list is brought out.",
        acts: vec![
            Act::authority(
                "revoke supplier-one.pem --reason key-compromise --officer bob --key people/bob.pem \
                 --passphrase-file passphrases/bob",
            ),
            Act::authority(
                "revoke supplier-one.pem --reason key-compromise --officer alice --key people/alice.pem \
                 --passphrase-file passphrases/alice",
            ),
            Act::authority("crl issue --passphrase-file passphrases/issuing"),
            Act::authority("crl publish"),
        ],
    }
}

fn verdict_after_revocation() -> Chapter {
    Chapter {
        heading: "11. A relying party judges it again",
        says: "With the new list, the same question has another answer.",
        acts: vec![
            Act::chain(Chain {
                file: "supplier-one.pem",
                role: "supplier",
                passes: Passes::Counted,
            })
            .refused(),
        ],
    }
}

fn ledger() -> Chapter {
    Chapter {
        heading: "12. The record",
        says: "Everything that happened, and every refusal, is an entry of the ledger.",
        acts: vec![Act::authority("ledger verify")],
    }
}

/// Two directories for their owner alone.
fn make_folders() -> Result<(), Failure> {
    for folder in ["people", "passphrases"] {
        fs::create_dir(folder).map_err(|error| {
            Failure::could_not("file.write", format!("`{folder}` cannot be made: {error}"))
        })?;
        keep_to_owner(Path::new(folder))?;
    }
    Ok(())
}

/// A passphrase of 18 random octets in a file for each name.
fn make_passphrases() -> Result<(), Failure> {
    for name in ["root", "issuing", "alice", "bob", "supplier-one", "network-one"] {
        let mut octets = Zeroizing::new([0; 18]);
        SystemEntropy::new()
            .fill(&mut *octets)
            .map_err(|error| Failure::could_not("entropy", error))?;
        // Room for all of it, so that no copy is left behind.
        let mut line = Zeroizing::new(String::with_capacity(64));
        for octet in octets.iter() {
            // Writing to a String cannot fail.
            let _ = write!(line, "{octet:02x}");
        }
        line.push('\n');
        let path = Path::new("passphrases").join(name);
        durable::write(&path, line.as_bytes(), Readers::Owner, Existing::Keep)?;
    }
    Ok(())
}

#[cfg(unix)]
fn keep_to_owner(folder: &Path) -> Result<(), Failure> {
    use std::os::unix::fs::PermissionsExt;

    fs::set_permissions(folder, fs::Permissions::from_mode(0o700))
        .map_err(|error| Failure::could_not("file.write", format!("`{}`: {error}", folder.display())))
}

#[cfg(not(unix))]
fn keep_to_owner(_: &Path) -> Result<(), Failure> {
    Ok(())
}

fn write_evidence(path: &str) -> Result<(), Failure> {
    let text = b"register extract, nomination form\n";
    durable::write(Path::new(path), text, Readers::Everybody, Existing::Keep)?;
    Ok(())
}

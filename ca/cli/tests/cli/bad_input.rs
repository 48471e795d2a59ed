//! What is wrong outside: one clear error each, the exit code as documented, nothing changed.

use std::fs::{self, File};
use std::os::unix::fs::PermissionsExt;

use s1spki_ca::store::SqliteStore;

use crate::lab::Lab;

/// A command that must fail.
struct Case {
    name: &'static str,
    prepare: fn(&Lab),
    command: &'static str,
    exit: i32,
    code: &'static str,
    says: &'static str,
}

const SUBMIT: &str = "request submit bad --organisation supplier-one --submitted-by dora";
const APPROVE: &str = "approve R1 --officer alice --key bad";

/// The request of the lab, in DER.
fn request(lab: &Lab) -> Vec<u8> {
    let pem = fs::read_to_string(lab.file("people/supplier-one.request.pem")).unwrap();
    s1spki_fixtures::pem::decode_one(&pem)
}

const fn nothing(_: &Lab) {}

const CASES: &[Case] = &[
    Case {
        name: "a request that is not there",
        prepare: nothing,
        command: SUBMIT,
        exit: 2,
        code: "file.read",
        says: "`bad` cannot be read: No such file or directory",
    },
    Case {
        name: "an empty request",
        prepare: |lab| lab.write("bad", ""),
        command: SUBMIT,
        exit: 2,
        code: "file.empty",
        says: "`bad` is empty, and a certificate request is wanted",
    },
    Case {
        name: "a directory for a request",
        prepare: |lab| fs::create_dir(lab.file("bad")).unwrap(),
        command: SUBMIT,
        exit: 2,
        code: "file.directory",
        says: "`bad` is a directory, and a certificate request is wanted",
    },
    Case {
        name: "a binary blob for a request",
        prepare: |lab| lab.write("bad", [0x7F, b'E', b'L', b'F', 0, 1, 2, 3]),
        command: SUBMIT,
        exit: 2,
        code: "request.readable",
        says: "`bad` is not a certificate request: it is neither PEM nor DER nor base64",
    },
    Case {
        name: "a text for a request",
        prepare: |lab| lab.write("bad", "Dear RA,\nplease find attached\n"),
        command: SUBMIT,
        exit: 2,
        code: "request.readable",
        says: "`bad` is not a certificate request",
    },
    Case {
        name: "two requests in one file",
        prepare: |lab| {
            let pem = fs::read_to_string(lab.file("people/supplier-one.request.pem")).unwrap();
            lab.write("bad", format!("{pem}{pem}"));
        },
        command: SUBMIT,
        exit: 2,
        code: "request.readable",
        says: "`bad` is not a certificate request: 2 objects",
    },
    Case {
        name: "a certificate for a request",
        prepare: |lab| lab.copy("published/issuing.pem", "bad"),
        command: SUBMIT,
        exit: 2,
        code: "request.readable",
        says: "`bad` is not a certificate request: a PEM of CERTIFICATE",
    },
    Case {
        name: "a request that ends too early",
        prepare: |lab| {
            let der = request(lab);
            lab.write("bad", &der[..der.len() / 2]);
        },
        command: SUBMIT,
        exit: 2,
        code: "request.readable",
        says: "`bad` is not a certificate request",
    },
    Case {
        name: "a request with octets after its end",
        prepare: |lab| lab.write("bad", [request(lab), vec![0, 0]].concat()),
        command: SUBMIT,
        exit: 2,
        code: "request.readable",
        says: "`bad` is not a certificate request",
    },
    Case {
        name: "a request of 100 MB",
        prepare: |lab| {
            File::create(lab.file("bad"))
                .unwrap()
                .set_len(100_000_000)
                .unwrap()
        },
        command: SUBMIT,
        exit: 2,
        code: "file.too-large",
        says: "`bad` has more than 65536 octets, too many for a certificate request",
    },
    Case {
        name: "evidence that is not there",
        prepare: nothing,
        command: "organisation register other --name Other --role supplier --eui64 90-B3-D5-1F-30-09-00-00 \
                  --responsible 'dora=Dora Example' --evidence bad --evidence-scheme GPG46 --evidence-level 3 \
                  --collected-by carol --officer alice",
        exit: 2,
        code: "file.read",
        says: "`bad` cannot be read",
    },
    Case {
        name: "a key that is not there",
        prepare: nothing,
        command: APPROVE,
        exit: 2,
        code: "key.file",
        says: "bad cannot be read",
    },
    Case {
        name: "a key that others may read",
        prepare: |lab| {
            fs::copy(lab.file("people/alice.pem"), lab.file("bad")).unwrap();
            fs::set_permissions(lab.file("bad"), fs::Permissions::from_mode(0o644)).unwrap();
        },
        command: APPROVE,
        exit: 2,
        code: "key.readable-by-others",
        says: "bad may be read by others (mode 0644)",
    },
    Case {
        name: "a key that is not encrypted",
        prepare: |lab| {
            let key = s1spki_fixtures::key::TestKey::p256("alice");
            lab.write("bad", key.pkcs8_pem());
            fs::set_permissions(lab.file("bad"), fs::Permissions::from_mode(0o600)).unwrap();
        },
        command: APPROVE,
        exit: 2,
        code: "key.form",
        says: "which is not encrypted as PKCS#8; encrypt it: openssl pkcs8 -topk8",
    },
    Case {
        name: "the key of another officer",
        prepare: |lab| lab.copy("people/bob.pem", "bad"),
        command: APPROVE,
        exit: 2,
        code: "key.another",
        says: "this is the private key of",
    },
    Case {
        name: "a wrong passphrase of an officer",
        prepare: |lab| {
            lab.write("bad", "another passphrase\n");
            fs::set_permissions(lab.file("bad"), fs::Permissions::from_mode(0o600)).unwrap();
        },
        command: "approve R1 --officer alice --key people/alice.pem --passphrase-file bad",
        exit: 2,
        code: "key.wrong-passphrase",
        says: "the passphrase is wrong",
    },
    Case {
        name: "a wrong passphrase of the issuing authority",
        prepare: |lab| {
            lab.write("bad", "another passphrase\n");
            fs::set_permissions(lab.file("bad"), fs::Permissions::from_mode(0o600)).unwrap();
        },
        command: "crl issue --passphrase-file bad",
        exit: 2,
        code: "key.wrong-passphrase",
        says: "the passphrase is wrong",
    },
    Case {
        name: "an empty file for a passphrase",
        prepare: |lab| {
            lab.write("bad", "");
            fs::set_permissions(lab.file("bad"), fs::Permissions::from_mode(0o600)).unwrap();
        },
        command: "crl issue --passphrase-file bad",
        exit: 2,
        code: "passphrase",
        says: "the passphrase is empty",
    },
    Case {
        name: "a policy with an unknown key",
        prepare: |lab| {
            lab.write(
                "bad",
                "[policy]\nid = \"bad\"\ntitle = \"Bad\"\nextends = \"lab\"\nyear = 2026\n",
            )
        },
        command: "policy adopt bad --officer alice --key people/alice.pem --out adopted.jws",
        exit: 2,
        code: "policy.file",
        says: "bad:5:1: unknown field `year`",
    },
    Case {
        name: "a new authority over the old one",
        prepare: nothing,
        command: "init --policy lab --officer 'erin=Erin Example=people/erin.public.pem'",
        exit: 2,
        code: "store.exists",
        says: "there is an authority already: ledger.db",
    },
    Case {
        name: "a public key that is none",
        prepare: nothing,
        command: "init bad --policy lab --officer 'alice=Alice Example=people/supplier-one.request.pem'",
        exit: 2,
        code: "key.form",
        says: "this is a PEM of `CERTIFICATE REQUEST`, and a PUBLIC KEY is wanted",
    },
    Case {
        name: "an officer whom nobody knows",
        prepare: nothing,
        command: "request put-up R1 --officer mallory",
        exit: 1,
        code: "officer.unknown",
        says: "mallory is not an officer",
    },
    Case {
        name: "an officer whom nobody knows, who signs",
        prepare: nothing,
        command: "approve R1 --officer mallory --key people/alice.pem",
        exit: 1,
        code: "officer.unknown",
        says: "mallory is not an officer",
    },
    Case {
        name: "an officer whom nobody knows, who registers",
        prepare: nothing,
        command: "organisation register other --name Other --role supplier --eui64 90-B3-D5-1F-30-09-00-00 \
                  --responsible 'dora=Dora Example' --evidence people/supplier-one.evidence \
                  --evidence-scheme GPG46 --evidence-level 3 --collected-by carol --officer mallory",
        exit: 1,
        code: "officer.unknown",
        says: "mallory is not an officer",
    },
    Case {
        name: "an organisation that nobody knows",
        prepare: nothing,
        command: "request submit people/supplier-one.request.pem --organisation nobody --submitted-by dora",
        exit: 1,
        code: "organisation.unknown",
        says: "nobody is not in the register",
    },
    Case {
        name: "a request that nobody knows",
        prepare: nothing,
        command: "approve R7 --officer alice --key people/alice.pem",
        exit: 1,
        code: "request.unknown",
        says: "there is no request R7",
    },
    Case {
        name: "a request that nobody knows, held",
        prepare: nothing,
        command: "request hold R7 --reason 'call back' --officer alice",
        exit: 1,
        code: "request.unknown",
        says: "there is no request R7",
    },
    Case {
        name: "a request that nobody knows, issued",
        prepare: nothing,
        command: "issue R7",
        exit: 1,
        code: "request.unknown",
        says: "there is no request R7",
    },
    Case {
        name: "a certificate that nobody knows",
        prepare: nothing,
        command: "revoke TEST-I1/0x7F00000000000000000000000000000F --reason superseded --officer alice \
                  --key people/alice.pem",
        exit: 1,
        code: "revocation.unknown-certificate",
        says: "TEST-I1/0x7F00000000000000000000000000000F is not a certificate of this authority",
    },
    Case {
        name: "a statement that is none",
        prepare: |lab| lab.write("bad", [0xFF, 0xFE]),
        command: "officer enrol erin --name 'Erin Example' --public-key people/erin.public.pem --statement bad",
        exit: 2,
        code: "file.not-text",
        says: "`bad` is not text, and a signed statement is wanted",
    },
    Case {
        name: "a certificate over an existing file",
        prepare: |lab| lab.write("bad", "precious"),
        command: "issue R1 --out bad",
        exit: 2,
        code: "file.exists",
        says: "bad exists already",
    },
];

#[test]
fn each_gives_one_clear_error_and_changes_nothing() {
    let mut wrong = Vec::new();
    let first = Lab::new();
    first.done(
        "request submit people/supplier-one.request.pem --organisation supplier-one --submitted-by dora",
    );
    first.done("request put-up R1 --officer alice");
    let before = first.head();
    for case in CASES {
        let _ = fs::remove_file(first.file("bad"));
        let _ = fs::remove_dir(first.file("bad"));
        (case.prepare)(&first);
        let said = first.run(case.command);
        let first_line = said.stderr.lines().next().unwrap_or_default();
        let errors = said
            .stderr
            .lines()
            .filter(|line| line.starts_with("error: "))
            .count();
        let as_wanted = said.exit == case.exit
            && said.stdout.is_empty()
            && errors == 1
            && first_line.starts_with("error: ")
            && first_line.contains(&format!("[{}", case.code))
            && first_line.contains(case.says);
        if !as_wanted {
            wrong.push(format!("{}: {said:?}", case.name));
        }
        if first.head() != before {
            wrong.push(format!("{}: the ledger has changed", case.name));
            break;
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_store_that_is_open_elsewhere_is_left_alone() {
    let lab = Lab::new();
    let before = lab.head();
    let open = SqliteStore::open(&lab.file("ledger.db")).unwrap();
    for command in ["ledger verify", "organisation list", "crl issue", "doctor"] {
        let said = lab.run(command);
        assert_eq!(said.exit, 2, "{said:?}");
        assert!(said.stderr.contains("ledger.db is in use by"), "{said:?}");
        assert!(said.stderr.contains("[store.in-use]"), "{said:?}");
    }
    drop(open);
    assert_eq!(lab.head(), before);
}

#[test]
fn a_directory_without_an_authority_says_what_to_do() {
    let lab = Lab::new();
    let said = lab.run("--dir people doctor");
    assert_eq!(said.exit, 2);
    assert_eq!(
        said.stderr,
        "error: there is no database at people/ledger.db [store.missing]\n\
         hint: make an authority with `s1spki-ca init`, or name its directory with --dir\n"
    );
    lab.write(
        "people/ledger.db",
        "this is not a database, but a text that is long enough to look at\n",
    );
    let said = lab.run("--dir people doctor");
    assert_eq!(said.exit, 2);
    assert!(said.stderr.contains("[store.not-ours]"), "{said:?}");
}

#[test]
fn a_ledger_that_was_changed_is_a_fault_that_everybody_sees() {
    let lab = Lab::new();
    let path = lab.file("ledger.db");
    let mut octets = fs::read(&path).unwrap();
    let (name, other) = (b"Alice Example", b"Mallory Examp");
    // Wherever it stands: pages that are not in use any more have copies.
    for place in 0..octets.len() - name.len() {
        if octets[place..].starts_with(name) {
            octets[place..place + name.len()].copy_from_slice(other);
        }
    }
    fs::write(&path, octets).unwrap();
    for command in ["ledger verify", "doctor", "officer list"] {
        let said = lab.run(command);
        assert_eq!(said.exit, 2, "{said:?}");
        assert!(said.stderr.contains("[ledger.fault]"), "{said:?}");
    }
}

#[test]
fn wrong_usage_is_64_and_touches_nothing() {
    let lab = Lab::new();
    let before = lab.head();
    for command in [
        "",
        "no-such-command",
        "request",
        "request show",
        "request show not-a-request",
        "request submit x --organisation Supplier --submitted-by dora",
        "approve R1 --officer alice --key people/alice.pem --passphrase secret",
        "revoke supplier-one.pem --reason whim --officer alice --key people/alice.pem",
        "certificate list --expiring-within soon",
        "crl issue --passphrase-file a --passphrase-fd 3",
        "init ca --policy lab --officer alice",
        "ledger verify --color pink",
    ] {
        let said = lab.run(command);
        assert_eq!(said.exit, 64, "{command}: {said:?}");
    }
    assert_eq!(lab.head(), before);
}

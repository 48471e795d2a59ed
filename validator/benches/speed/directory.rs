//! A directory of a million certificates.

use std::fs::{self, File};
use std::hint::black_box;
use std::io::{BufWriter, Write as _};
use std::os::unix::fs::FileExt;

use s1spki_policies::{CertificateId, Eui64};
use s1spki_validator::Certificate;
use s1spki_validator::directory::{
    Directory, DirectoryBuilder, Query, RepositoryStatus, SnapshotSource, SourceError,
};

use crate::chain::floor;
use crate::measure::{in_turns, row, time};
use crate::memory::resident;
use crate::world::{LEAVES, World};

/// How many certificates.
const CERTIFICATES: u64 = 1_000_000;

/// A file, as the command line reads it.
struct Snapshot(File);

impl SnapshotSource for Snapshot {
    fn length(&self) -> Result<u64, SourceError> {
        Ok(self.0.metadata().unwrap().len())
    }

    fn read_at(&self, offset: u64, octets: &mut [u8]) -> Result<(), SourceError> {
        self.0
            .read_exact_at(octets, offset)
            .map_err(|error| SourceError(error.to_string()))
    }
}

/// Certificates that differ in serial number and party: the octets of one, with both put in their places.
struct Template {
    der: Vec<u8>,
    serial: usize,
    party: usize,
}

impl Template {
    fn of(der: &[u8]) -> Self {
        let certificate = Certificate::decode(der).unwrap();
        let place = |octets: &[u8]| {
            der.windows(octets.len())
                .position(|window| window == octets)
                .unwrap()
        };
        let party = certificate.subject().der();
        Self {
            serial: place(certificate.serial_octets()),
            // The subject ends with its EUI-64.
            party: place(party) + party.len() - 8,
            der: der.to_vec(),
        }
    }

    fn certificate(&self, number: u64) -> Vec<u8> {
        let mut der = self.der.clone();
        // Multiplied, so that they do not ascend.
        let scattered = number.wrapping_mul(0x9E37_79B9_7F4A_7C15).to_be_bytes();
        der[self.serial + 8..self.serial + 16].copy_from_slice(&scattered);
        der[self.party..self.party + 8].copy_from_slice(&(number / 4).to_be_bytes());
        der
    }
}

pub(crate) fn measure(world: &World) {
    let template = Template::of(&world.leaves[0]);
    let path = std::env::temp_dir().join(format!("s1spki-bench-{}.directory", std::process::id()));
    let built = time(|| build(&template, &path));
    println!(
        "| directory of {CERTIFICATES} certificates, built and written, one core | {:.1} s | | |",
        built.as_secs_f64()
    );

    let open = || Directory::open(Snapshot(File::open(&path).unwrap())).unwrap();
    let mut seconds: Vec<f64> = (0..5)
        .map(|_| time(|| drop(black_box(open()))).as_secs_f64())
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!("| the same, opened | {:.3} s | | 1 s |", seconds[2]);
    let directory = open();
    let length = fs::metadata(&path).unwrap().len() as f64 / 1e6;
    println!("| the same, file | {length:.0} MB | | |");
    look_up(world, &template, &directory);
    search(&directory);
    drop(directory);
    in_a_process_of_its_own(&path);
    fs::remove_file(&path).unwrap();
}

fn build(template: &Template, path: &std::path::Path) {
    let mut builder = DirectoryBuilder::new();
    for number in 0..CERTIFICATES {
        let label = format!("repository.ndjson:{number}");
        builder
            .add(&label, &template.certificate(number), RepositoryStatus::InUse)
            .unwrap();
    }
    let mut out = BufWriter::new(File::create(path).unwrap());
    builder.write_snapshot(|octets| out.write_all(octets)).unwrap();
    out.flush().unwrap();
}

fn look_up(world: &World, template: &Template, directory: &Directory) {
    let mut floor = floor(world);
    let ids: Vec<CertificateId> = (0..LEAVES as u64)
        .map(|number| {
            let der = template.certificate(number * 1_999);
            let certificate = Certificate::decode(&der).unwrap();
            let issuer = certificate.issuer().common_name().unwrap();
            CertificateId::new(issuer, certificate.serial().unwrap().clone())
        })
        .collect();
    let by_id = in_turns(LEAVES, &mut floor, || {
        for id in &ids {
            assert!(
                directory
                    .by_certificate_id(black_box(id))
                    .unwrap()
                    .one()
                    .is_some()
            );
        }
    });
    row("the same, one certificate by its Certificate ID", by_id, "");
    let parties: Vec<Eui64> = (0..LEAVES as u64)
        .map(|number| Eui64::new((number * 499).to_be_bytes()))
        .collect();
    let by_party = in_turns(LEAVES, &mut floor, || {
        for party in &parties {
            assert_eq!(directory.by_eui64(*black_box(party)).unwrap().len(), 4);
        }
    });
    row("the same, the four of a party by its EUI-64", by_party, "");
}

fn search(directory: &Directory) {
    let query = Query {
        subject: Some("nobody of this name".to_owned()),
        status: Some(RepositoryStatus::InUse),
        ..Query::default()
    };
    let mut seconds: Vec<f64> = (0..21)
        .map(|_| time(|| assert_eq!(directory.find(black_box(&query)).count(), 0)).as_secs_f64())
        .collect();
    seconds.sort_by(f64::total_cmp);
    println!(
        "| the same, searched for a subject and a status | {:.1} ms | | 5 ms |",
        seconds[10] * 1e3
    );
}

/// The memory of a process that has nothing but the directory: this program, called with the file.
fn in_a_process_of_its_own(path: &std::path::Path) {
    let program = std::env::current_exe().unwrap();
    let output = std::process::Command::new(program)
        .arg("--directory")
        .arg(path)
        .output()
        .unwrap();
    let octets: f64 = String::from_utf8(output.stdout).unwrap().trim().parse().unwrap();
    println!(
        "| the same, memory of a process that has it open | {:.0} MB | | 210 MB |",
        octets / 1e6
    );
}

/// Opens a directory and prints how much memory this process holds then.
pub(crate) fn measure_memory(path: &str) {
    let directory = Directory::open(Snapshot(File::open(path).unwrap())).unwrap();
    assert_eq!(directory.len() as u64, CERTIFICATES);
    println!("{}", resident().unwrap());
}

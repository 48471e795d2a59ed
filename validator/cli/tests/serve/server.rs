//! A service in a process of its own, that ends with the test.

use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use s1spki_fixtures::pem;
use s1spki_fixtures::scenario::{Made, Scenario};

use crate::http::{Answer, connect, exchange};

/// A service in a process of its own.
pub struct Server {
    child: Child,
    pub address: SocketAddr,
    log: PathBuf,
    _folder: tempfile::TempDir,
}

/// The files of a scenario.
pub struct Desk {
    pub folder: tempfile::TempDir,
    pub made: Made,
    pub policy: String,
    pub at: String,
}

impl Desk {
    pub fn of(scenario: &Scenario) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let made = scenario.make();
        made.write(folder.path());
        Self {
            folder,
            made,
            policy: scenario.policy.clone(),
            at: scenario.at.to_string(),
        }
    }

    pub fn named(name: &str) -> Self {
        Self::of(&Scenario::named(name))
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// The arguments that name the files: those of `chain` and of `serve` are the same.
    pub fn trust(&self) -> Vec<String> {
        let path = |label: &str, ending: &str| self.path(&format!("{label}.{ending}")).display().to_string();
        let mut arguments = vec!["--policy".to_owned(), self.policy.clone(), "--anchor".to_owned()];
        arguments.push(path(&self.made.anchor.label, "pem"));
        for intermediate in &self.made.intermediates {
            arguments.extend(["--intermediate".to_owned(), path(&intermediate.label, "pem")]);
        }
        for list in &self.made.lists {
            arguments.extend(["--crl".to_owned(), path(&list.label, "crl")]);
        }
        arguments
    }

    /// The certificates in question, in PEM.
    pub fn judged(&self) -> Vec<String> {
        let judged = self.made.judged.iter();
        judged
            .map(|named| pem::encode("CERTIFICATE", &named.der))
            .collect()
    }

    pub fn serve(&self, further: &[&str]) -> Server {
        let further = further.iter().map(|argument| (*argument).to_owned());
        let insecure = ["--insecure-http".to_owned()];
        Server::start(self.trust().into_iter().chain(insecure).chain(further))
    }

    /// A body that asks about certificates at the time of the scenario.
    pub fn body(&self, certificates: &[String]) -> Vec<u8> {
        serde_json::to_vec(&serde_json::json!({ "certificates": certificates, "at": self.at })).unwrap()
    }
}

impl Server {
    pub fn start(arguments: impl IntoIterator<Item = String>) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        let mut child = Command::new(program())
            .args(["serve", "--listen", "127.0.0.1:0", "--log-level", "debug"])
            .args(arguments)
            .stdout(Stdio::piped())
            .stderr(File::create(&log).unwrap())
            .spawn()
            .unwrap();
        let mut line = String::new();
        BufReader::new(child.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit('/').next().unwrap();
        let address = address
            .parse()
            .unwrap_or_else(|_| panic!("no address in {line:?}; {}", fs::read_to_string(&log).unwrap()));
        Self {
            child,
            address,
            log,
            _folder: folder,
        }
    }

    pub fn log(&self) -> String {
        fs::read_to_string(&self.log).unwrap()
    }

    /// One request on a connection of its own.
    pub fn ask(&self, method: &str, path: &str, content_type: &str, body: &[u8]) -> Answer {
        exchange(&mut connect(self.address), method, path, content_type, body)
    }

    pub fn post(&self, path: &str, body: &[u8]) -> Answer {
        self.ask("POST", path, "application/json", body)
    }

    pub fn look(&self, path: &str) -> Answer {
        self.ask("GET", path, "text/plain", b"")
    }

    /// The value of a metric, by its name with labels.
    pub fn metric(&self, name: &str) -> Option<f64> {
        let text = self.look("/metrics").body;
        let value = text.lines().find_map(|line| line.strip_prefix(name));
        value.map(|value| value.trim().parse().unwrap())
    }

    pub fn signal(&self, name: &str) {
        let pid = self.child.id().to_string();
        assert!(
            Command::new("kill")
                .args(["-s", name, &pid])
                .status()
                .unwrap()
                .success()
        );
    }

    /// Waits for the end of the process.
    pub fn wait(&mut self) -> ExitStatus {
        let mut status = None;
        until("the service ends", || {
            status = self.child.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

pub fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_s1spki-validator"))
}

/// Waits until something holds, not for ever.
pub fn until(what: &str, mut holds: impl FnMut() -> bool) {
    let start = Instant::now();
    while !holds() {
        assert!(
            start.elapsed() < Duration::from_secs(30),
            "waited too long until {what}"
        );
        thread::sleep(Duration::from_millis(20));
    }
}

//! The book's chapter for integrators: its commands are typed in a copy of its folder, and print what stands there.
//!
//! A line of three dots stands for any lines. `S1SPKI_REWRITE=1` writes what is printed, but for steps with dots.
//! `kcat` is a function here that reads and writes files; curl and jq are needed.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used
)]

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

const PROGRAM: &str = env!("CARGO_BIN_EXE_s1spki-validator");

/// Where the service of the page listens; in the test it takes a free port.
const ADDRESS: &str = "127.0.0.1:8443";

/// What stands in for Kafka: a topic is a file.
const KCAT: &str = r#"
kcat() {
    local mode=$1 topic
    while [ $# -gt 0 ]; do [ "$1" = -t ] && topic=$2; shift; done
    if [ "$mode" = -C ]; then cat "$topic.ndjson"; else cat > "$topic.topic"; fi
}
"#;

/// A command, and what stands below it.
#[derive(Debug)]
struct Step {
    command: String,
    wanted: String,
}

fn source() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/src")
}

fn page() -> String {
    fs::read_to_string(source().join("integrating.md")).unwrap()
}

/// A copy of the folder of the page.
fn desk() -> tempfile::TempDir {
    let desk = tempfile::tempdir().unwrap();
    let copied = Command::new("cp")
        .args(["-r", "."])
        .arg(desk.path())
        .current_dir(source().join("integrating"))
        .status();
    assert!(copied.unwrap().success());
    desk
}

/// The console blocks of the page, as they stand there.
fn consoles(page: &str) -> Vec<&str> {
    let blocks = page.split("```console\n").skip(1);
    blocks.map(|rest| rest.split_once("```").unwrap().0).collect()
}

fn steps(console: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    for line in console.lines() {
        match (line.strip_prefix("$ "), steps.last_mut()) {
            (Some(command), _) => steps.push(Step {
                command: command.to_owned(),
                wanted: String::new(),
            }),
            (None, Some(step)) => writeln!(step.wanted, "{line}").unwrap(),
            (None, None) => panic!("a block begins with {line:?}"),
        }
    }
    steps
}

/// Types all commands into one shell and gives back what each printed, on either output.
fn typed(desk: &Path, commands: &[String]) -> Vec<String> {
    let mut script = format!("exec 2>&1\nset -o pipefail\n{KCAT}\nstatus=0\n");
    for command in commands {
        // The status of a step is that of the one before, for `echo $?`.
        writeln!(script, "printf '\\036'\n(exit $status)\n{command}\nstatus=$?").unwrap();
    }
    let output = bash(desk, &script);
    let text = String::from_utf8(output.stdout).unwrap();
    text.split('\u{1e}').skip(1).map(str::to_owned).collect()
}

fn bash(desk: &Path, script: &str) -> std::process::Output {
    let folder = Path::new(PROGRAM).parent().unwrap().display();
    let path = format!("{folder}:{}", env::var("PATH").unwrap());
    let mut bash = Command::new("bash");
    bash.args(["-c", script])
        .current_dir(desk)
        .env("PATH", path)
        .env("NO_COLOR", "1");
    bash.output().unwrap()
}

/// Whether the text has these lines, where `...` stands for any.
fn fits(wanted: &[&str], found: &[&str]) -> bool {
    match (wanted.split_first(), found.split_first()) {
        (None, None) => true,
        (Some((&"...", rest)), _) => (0..=found.len()).any(|skipped| fits(rest, &found[skipped..])),
        (Some((first, wanted)), Some((line, found))) => first == line && fits(wanted, found),
        _ => false,
    }
}

fn lines(text: &str) -> Vec<&str> {
    text.lines().map(str::trim_end).collect()
}

/// The service, as the page starts it.
struct Service {
    child: Child,
    address: String,
}

impl Service {
    fn start(desk: &Path, page: &str) -> Self {
        let block = page.split_once("<!-- serve -->\n```sh\n").unwrap().1;
        let command = block.split_once("```").unwrap().0.replace("\\\n", " ");
        assert!(command.contains(ADDRESS), "{command}");
        let command = command.replace(ADDRESS, "127.0.0.1:0");
        let mut words = command.split_whitespace();
        assert_eq!(words.next(), Some("s1spki-validator"));
        let mut child = Command::new(PROGRAM)
            .args(words)
            .current_dir(desk)
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        let mut line = String::new();
        let mut out = BufReader::new(child.stdout.take().unwrap());
        out.read_line(&mut line).unwrap();
        let address = line.trim().rsplit('/').next().unwrap().to_owned();
        Self { child, address }
    }
}

impl Drop for Service {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

#[test]
fn every_command_of_the_page_prints_what_stands_below_it() {
    let page = page();
    let desk = desk();
    // The service of the page has this directory too.
    let built = bash(
        desk.path(),
        "s1spki-validator directory build certificates --output repository.directory",
    );
    assert!(built.status.success());
    let service = Service::start(desk.path(), &page);
    let steps: Vec<Step> = consoles(&page)
        .iter()
        .flat_map(|console| steps(console))
        .collect();
    let commands: Vec<String> = steps
        .iter()
        .map(|step| step.command.replace(ADDRESS, &service.address))
        .collect();
    let found = typed(desk.path(), &commands);
    assert_eq!(found.len(), steps.len());
    let rewrite = env::var_os("S1SPKI_REWRITE").is_some();
    let mut new = page.clone();
    let mut wrong = Vec::new();
    for (step, found) in steps.iter().zip(&found) {
        let wanted = step.wanted.trim_end();
        if fits(&lines(wanted), &lines(found.trim_end())) {
            continue;
        }
        if rewrite && !lines(wanted).contains(&"...") {
            let old = format!("$ {}\n{}", step.command, step.wanted);
            new = new.replace(&old, &format!("$ {}\n{found}", step.command));
        } else {
            wrong.push(format!("$ {}\nwanted:\n{wanted}\nfound:\n{found}", step.command));
        }
    }
    if new != page {
        fs::write(source().join("integrating.md"), new).unwrap();
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(steps.len() > 20);
    let report = fs::read_to_string(desk.path().join("group.html")).unwrap();
    assert!(report.starts_with("<!DOCTYPE html>"));
}

/// The steps of the workflow that run something, by what they run.
fn runs(workflow: &str) -> Vec<String> {
    let mut runs: Vec<String> = Vec::new();
    let mut is_inside = false;
    for line in workflow.lines() {
        if line.trim() == "run: |" {
            runs.push(String::new());
            is_inside = true;
        } else if let Some(command) = line.strip_prefix("          ").filter(|_| is_inside) {
            writeln!(runs.last_mut().unwrap(), "{command}").unwrap();
        } else {
            is_inside = false;
        }
    }
    runs
}

/// The variable of the workflow, whose lines are folded.
fn trust(workflow: &str) -> String {
    let rest = workflow.split_once("  TRUST: >-\n").unwrap().1;
    let lines = rest.lines().take_while(|line| line.starts_with("    "));
    lines.map(str::trim).collect::<Vec<_>>().join(" ")
}

#[test]
fn the_workflow_writes_its_reports_and_fails_where_an_installation_is_refused() {
    let desk = desk();
    let workflow = fs::read_to_string(desk.path().join("workflow.yml")).unwrap();
    let [reports, verdict] = runs(&workflow).try_into().unwrap();
    let run = |step: &str| {
        let script = format!("export TRUST='{}'\nset -e\n{step}", trust(&workflow));
        bash(desk.path(), &script).status.code()
    };
    assert_eq!(run(&reports), Some(0));
    let sarif = fs::read_to_string(desk.path().join("group.sarif")).unwrap();
    let sarif: serde_json::Value = serde_json::from_str(&sarif).unwrap();
    assert_eq!(sarif["version"], "2.1.0");
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let mut results = results.iter();
    assert!(results.any(|result| result["ruleId"] == "migration.change-of-supplier-window"));
    let junit = fs::read_to_string(desk.path().join("group.xml")).unwrap();
    assert!(
        junit.contains("tests=\"3\" failures=\"1\" errors=\"0\" skipped=\"1\""),
        "{junit}"
    );
    assert_eq!(run(&verdict), Some(1));
}

#[test]
fn dots_stand_for_any_lines() {
    assert!(fits(&["a", "...", "d"], &["a", "b", "c", "d"]));
    assert!(fits(&["a", "..."], &["a"]));
    assert!(!fits(&["a", "...", "d"], &["a", "b", "c"]));
    assert!(!fits(&["a"], &["a", "b"]));
}

//! A run that was interrupted goes on; one that is another is left alone.

use std::fs;
use std::process::Stdio;
use std::time::Duration;

use crate::{Desk, decisions, lines};

#[test]
fn an_interrupted_run_goes_on_where_it_stopped() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 300);
    assert_eq!(
        desk.run(&["in.ndjson", "--output", "whole"]).status.code(),
        Some(1)
    );
    let whole = fs::read(desk.path("whole")).unwrap();
    assert_eq!(decisions(&whole).len(), 300);
    for cut in [
        0,
        1,
        whole.len() / 3,
        whole.len() / 2 + 7,
        whole.len() - 1,
        whole.len(),
    ] {
        fs::write(desk.path("cut"), &whole[..cut]).unwrap();
        let resumed = desk.run(&["in.ndjson", "--output", "cut", "--resume"]);
        assert_eq!(resumed.status.code(), Some(1), "{resumed:?}");
        assert!(fs::read(desk.path("cut")).unwrap() == whole, "cut at {cut}");
        let summary = String::from_utf8_lossy(&resumed.stderr).into_owned();
        assert!(
            summary.contains("300 certificates: 150 accepted 150 refused"),
            "{summary}"
        );
        assert!(summary.contains("150 revocation.status"), "{summary}");
    }
}

#[test]
fn another_run_is_not_gone_on_with() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 4);
    desk.write_lines("short.ndjson", 2);
    desk.run(&["in.ndjson", "--output", "out"]);
    let before = fs::read(desk.path("out")).unwrap();
    let shorter = desk.run(&["short.ndjson", "--output", "out", "--resume"]);
    let complaint = String::from_utf8_lossy(&shorter.stderr).into_owned();
    assert_eq!(shorter.status.code(), Some(2), "{complaint}");
    assert!(complaint.contains("2 lines more than the input"), "{complaint}");
    assert_eq!(fs::read(desk.path("out")).unwrap(), before);
    let alone = desk.run(&[
        "in.ndjson",
        "--output",
        "out",
        "--resume",
        "--only",
        "certificate",
    ]);
    let complaint = String::from_utf8_lossy(&alone.stderr).into_owned();
    assert!(
        complaint.contains("another policy, time, authorities or lists"),
        "{complaint}"
    );
    assert_eq!(fs::read(desk.path("out")).unwrap(), before);
}

#[test]
fn a_killed_run_goes_on_where_it_stopped() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 20_000);
    desk.run(&["in.ndjson", "--output", "whole"]);
    let whole = fs::read(desk.path("whole")).unwrap();
    fs::write(desk.path("out"), "").unwrap();
    for eighths in [1, 3, 5] {
        let mut command = desk.batch(&["in.ndjson", "--output", "out", "--resume"]);
        let mut child = command.stderr(Stdio::null()).spawn().unwrap();
        let far_enough = (whole.len() / 8 * eighths) as u64;
        while fs::metadata(desk.path("out")).unwrap().len() < far_enough
            && child.try_wait().unwrap().is_none()
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        let written = fs::read(desk.path("out")).unwrap();
        assert!(whole.starts_with(&written));
        assert!(eighths > 1 || written.len() < whole.len(), "killed too late");
    }
    let resumed = desk.run(&["in.ndjson", "--output", "out", "--resume"]);
    assert_eq!(resumed.status.code(), Some(1), "{resumed:?}");
    assert!(fs::read(desk.path("out")).unwrap() == whole);
}

/// What a resumed run says to an output that it must not go on with, and that it leaves that as it was.
fn complaint(desk: &Desk, arguments: &[&str]) -> String {
    let before = fs::read(desk.path("out")).unwrap();
    let arguments: Vec<&str> = arguments
        .iter()
        .copied()
        .chain(["--output", "out", "--resume"])
        .collect();
    let resumed = desk.run(&arguments);
    assert_eq!(resumed.status.code(), Some(2), "{resumed:?}");
    assert_eq!(fs::read(desk.path("out")).unwrap(), before);
    String::from_utf8_lossy(&resumed.stderr).into_owned()
}

#[test]
fn an_input_that_differs_before_the_point_is_noticed() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 200);
    let input = fs::read_to_string(desk.path("in.ndjson")).unwrap();
    let input: Vec<&str> = input.lines().collect();
    for form in [&[][..], &["--full"]] {
        let arguments: Vec<&str> = ["in.ndjson", "--output", "out"]
            .iter()
            .chain(form)
            .copied()
            .collect();
        desk.run(&arguments);
        let whole = fs::read_to_string(desk.path("out")).unwrap();
        let half: String = whole.split_inclusive('\n').take(100).collect();
        fs::write(desk.path("out"), &half).unwrap();
        let resumed_on = |lines: &[&str]| {
            fs::write(desk.path("other.ndjson"), lines.join("\n")).unwrap();
            let arguments: Vec<&str> = ["other.ndjson"].iter().chain(form).copied().collect();
            complaint(&desk, &arguments)
        };
        let mut one_left_out = input.clone();
        one_left_out.remove(41);
        let said = resumed_on(&one_left_out);
        assert!(
            said.contains("line 42 is about `no 41`, where the input has `no 42`"),
            "{said}"
        );
        let good_as_bad = input[1].replace("no 1", "no 0");
        let mut replaced = input.clone();
        replaced[0] = &good_as_bad;
        let said = resumed_on(&replaced);
        assert!(
            said.contains("line 1 is about another certificate than `no 0`"),
            "{said}"
        );
        let mut damaged = input.clone();
        damaged[99] = "{";
        let said = resumed_on(&damaged);
        assert!(said.contains("line 100 is about `no 99`"), "{said}");
        // What comes after the point may have changed meanwhile: it was not judged yet.
        let mut later = input.clone();
        later.truncate(150);
        fs::write(desk.path("other.ndjson"), later.join("\n")).unwrap();
        let arguments: Vec<&str> = ["other.ndjson", "--output", "out", "--resume"]
            .iter()
            .chain(form)
            .copied()
            .collect();
        assert_eq!(desk.run(&arguments).status.code(), Some(1));
        assert_eq!(lines(&fs::read(desk.path("out")).unwrap()).len(), 150);
    }
}

#[test]
fn lines_that_could_not_be_read_are_held_against_the_input_too() {
    let desk = Desk::laid_out();
    desk.write_lines("good.ndjson", 2);
    let good = fs::read_to_string(desk.path("good.ndjson")).unwrap();
    let label = "{\"label\":\"odd\",\"certificate\":";
    fs::write(
        desk.path("in.ndjson"),
        format!("{label}7}}\n{label}\"MAA=\"}}\n{good}"),
    )
    .unwrap();
    for form in [&[][..], &["--full"]] {
        let run = |more: &[&str]| {
            let arguments: Vec<&str> = ["in.ndjson", "--output", "out"]
                .iter()
                .chain(form)
                .chain(more)
                .copied()
                .collect();
            desk.run(&arguments)
        };
        run(&[]);
        let whole = fs::read_to_string(desk.path("out")).unwrap();
        let part: String = whole.split_inclusive('\n').take(3).collect();
        fs::write(desk.path("out"), part).unwrap();
        assert_eq!(run(&["--resume"]).status.code(), Some(1));
        assert_eq!(fs::read_to_string(desk.path("out")).unwrap(), whole);
    }
}

#[test]
fn lines_of_both_forms_are_not_mixed() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 4);
    desk.run(&["in.ndjson", "--output", "out"]);
    let said = complaint(&desk, &["in.ndjson", "--full"]);
    assert!(
        said.contains("in the other form, with or without --full"),
        "{said}"
    );
    desk.run(&["in.ndjson", "--output", "out", "--full"]);
    let said = complaint(&desk, &["in.ndjson"]);
    assert!(
        said.contains("in the other form, with or without --full"),
        "{said}"
    );
}

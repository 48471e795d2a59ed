//! What people see who watch: on a terminal a line that moves, and no trace of it at the end.

use std::process::Command;

use crate::Desk;

/// What the program writes to a terminal, by way of `script`.
fn on_a_terminal(desk: &Desk, arguments: &str) -> Option<String> {
    let program = env!("CARGO_BIN_EXE_s1spki-validator");
    let line = format!(
        "stty cols 80; {program} batch {arguments} --policy lab --at 2026-03-01 \
         --anchor root.pem --intermediate issuing.pem --crl issuing.crl root.crl"
    );
    let output = Command::new("script")
        .args(["-qec", &line, "/dev/null"])
        .env("TERM", "xterm")
        .current_dir(desk.folder.path())
        .output()
        .ok()?;
    Some(String::from_utf8_lossy(&output.stdout).into_owned())
}

#[test]
fn the_bar_moves_and_goes() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 20_000);
    let Some(seen) = on_a_terminal(&desk, "in.ndjson --output out") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "`script` is needed, from util-linux"
        );
        return eprintln!("SKIPPED: there is no `script`, so nobody watched");
    };
    let (bar, after) = seen.rsplit_once("\r\u{1b}[2K").unwrap();
    for drawn in bar.split("\r\u{1b}[2K") {
        let [count, rate, elapsed] = drawn.trim_end().split(", ").collect::<Vec<_>>()[..] else {
            panic!("{drawn:?}");
        };
        assert!(count.ends_with(" certificates"), "{drawn:?}");
        assert!(
            rate.strip_suffix("/s").unwrap().parse::<u64>().is_ok(),
            "{drawn:?}"
        );
        assert!(elapsed.ends_with('s'), "{drawn:?}");
    }
    assert!(after.contains("20000 certificates:"), "{after:?}");
}

#[test]
fn lines_on_the_terminal_stand_alone() {
    let desk = Desk::laid_out();
    desk.write_lines("in.ndjson", 2_000);
    if let Some(seen) = on_a_terminal(&desk, "in.ndjson") {
        let lines = seen.lines().filter(|line| !line.contains("\u{1b}"));
        let lines: Vec<&str> = lines.collect();
        assert_eq!(lines.len(), 2_000);
        crate::lines(lines.join("\n").as_bytes());
    }
}

//! The pages that show what the program prints, and that list its codes, are true.

use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::Path;

use s1spki_ca::refusal::ground;

use crate::golden::{has_short_serial, normalised, project_file, rewrites, same};
use crate::quickstart::{play, without_path};

/// A chapter of the transcript.
struct Chapter {
    heading: String,
    says: String,
    /// Each command with what came of it.
    steps: Vec<String>,
}

impl Chapter {
    fn block(&self) -> String {
        block(&self.steps)
    }
}

fn block(steps: &[String]) -> String {
    format!("```console\n{}\n```", steps.join("\n\n"))
}

/// A verdict without what was kept.
fn shortened(step: &str) -> String {
    let end = step.find("\n  passed").unwrap();
    format!("{}\n  ...", &step[..end])
}

fn chapters(transcript: &str) -> Vec<Chapter> {
    let end = transcript.find("\nYours to play with").unwrap();
    let is_heading = |line: &str| {
        line.split_once(". ")
            .is_some_and(|(number, _)| number.parse::<u8>().is_ok())
    };
    let mut chapters: Vec<Chapter> = Vec::new();
    for line in transcript[..end].lines() {
        if is_heading(line) {
            chapters.push(Chapter {
                heading: line.to_owned(),
                says: String::new(),
                steps: Vec::new(),
            });
        } else if let Some(chapter) = chapters.last_mut() {
            match chapter.steps.last_mut() {
                _ if line.starts_with("$ ") => chapter.steps.push(line.to_owned()),
                Some(step) => write!(step, "\n{line}").unwrap(),
                None => writeln!(chapter.says, "{line}").unwrap(),
            }
        }
    }
    for chapter in &mut chapters {
        chapter.says = chapter.says.trim().to_owned();
        chapter
            .steps
            .iter_mut()
            .for_each(|step| *step = step.trim_end().to_owned());
    }
    chapters
}

/// Replaces what stands between `<!-- NAME ... -->` and `<!-- /NAME -->` by what `make` gives for `...`.
fn filled(page: &str, name: &str, mut make: impl FnMut(&str) -> String) -> String {
    let (open, close) = (format!("<!-- {name}"), format!("<!-- /{name} -->"));
    let mut out = String::new();
    let mut rest = page;
    while let Some(start) = rest.find(&open) {
        let argument_end = start + rest[start..].find("-->").unwrap();
        let argument = rest[start + open.len()..argument_end].trim();
        let end = rest.find(&close).unwrap();
        write!(out, "{}-->\n{}\n{close}", &rest[..argument_end], make(argument)).unwrap();
        rest = &rest[end + close.len()..];
    }
    out + rest
}

/// Holds a page against what it should be, apart from times and random numbers; or writes it anew.
fn check(path: &str, make: impl FnOnce(&str) -> String) {
    let file = project_file(path);
    let page = fs::read_to_string(&file).unwrap();
    let wanted = make(&page);
    assert_ne!(wanted.len(), 0);
    if rewrites() {
        // What differs only from run to run is left as it is.
        if normalised(&wanted) != normalised(&page) {
            fs::write(file, wanted).unwrap();
        }
        return;
    }
    same(&normalised(&wanted), &normalised(&page), path);
}

#[test]
fn the_tours_show_what_quickstart_prints() {
    // Where a serial number is shorter than most, lines break elsewhere: then the next run is looked at.
    let transcript = (0..8)
        .map(|_| without_path(&play(tempfile::tempdir().unwrap().path()).stdout))
        .find(|transcript| !has_short_serial(transcript))
        .unwrap();
    let chapters = chapters(&transcript);
    assert_eq!(chapters.len(), 12);
    check("docs/src/five-minutes.md", |page| {
        filled(page, "quickstart", |_| {
            let pages = chapters.iter().map(|chapter| {
                format!(
                    "\n## {}\n\n{}\n\n{}",
                    chapter.heading,
                    chapter.says,
                    chapter.block()
                )
            });
            pages.collect::<Vec<_>>().join("\n") + "\n"
        })
    });
    check("README.md", |page| {
        filled(page, "quickstart", |argument| {
            let (place, short) = match argument.strip_suffix(" short") {
                Some(place) => (place, true),
                None => (argument, false),
            };
            let (number, step) = place
                .split_once('.')
                .map_or((place, None), |(number, step)| (number, Some(step)));
            let chapter = &chapters[number.parse::<usize>().unwrap() - 1];
            let steps = match step {
                None => chapter.steps.clone(),
                Some("last") => vec![chapter.steps.last().unwrap().clone()],
                Some(step) => vec![chapter.steps[step.parse::<usize>().unwrap() - 1].clone()],
            };
            block(
                &steps
                    .into_iter()
                    .map(|step| if short { shortened(&step) } else { step })
                    .collect::<Vec<_>>(),
            )
        })
    });
}

#[test]
fn the_page_of_errors_lists_every_ground_of_refusal() {
    let mut table = "| code | what would have been accepted | what to do |\n|---|---|---|\n".to_owned();
    for ground in ground::ALL {
        writeln!(
            table,
            "| `{}` | {} | {} |",
            ground.code, ground.wanted, ground.hint
        )
        .unwrap();
    }
    check("docs/src/errors.md", |page| {
        filled(page, "grounds", |_| table.trim_end().to_owned())
    });
}

#[test]
fn the_page_of_errors_lists_every_code_of_the_program() {
    let mut codes = BTreeSet::new();
    each_source(
        &Path::new(env!("CARGO_MANIFEST_DIR")).join("src"),
        &mut |source| codes_in(source, &mut codes),
    );
    assert!(codes.len() > 30 && codes.contains("store.in-use"), "{codes:?}");
    let page = fs::read_to_string(project_file("docs/src/errors.md")).unwrap();
    let missing: Vec<&String> = codes
        .iter()
        .filter(|code| !page.contains(&format!("`{code}`")))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

/// The codes of failures in a source: what is first said to `could_not` and `refused`, and what the errors of the
/// library are called by.
fn codes_in(source: &str, codes: &mut BTreeSet<String>) {
    let quoted = |text: &str| {
        let text = text.trim_start().strip_prefix('"')?;
        Some(text.split('"').next()?.to_owned())
    };
    for call in ["could_not(", "refused("] {
        codes.extend(source.split(call).skip(1).filter_map(quoted));
    }
    if source.starts_with("//! Why a command was not done.") {
        codes.extend(source.split("=> ").skip(1).filter_map(quoted));
    }
}

fn each_source(folder: &Path, look: &mut dyn FnMut(&str)) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        match path.is_dir() {
            true => each_source(&path, look),
            false => look(&fs::read_to_string(&path).unwrap()),
        }
    }
}

#[test]
fn the_readme_leads_to_pages_that_are_there() {
    let page = fs::read_to_string(project_file("README.md")).unwrap();
    let links: Vec<&str> = page
        .split("](")
        .skip(1)
        .map(|rest| rest.split(')').next().unwrap())
        .collect();
    assert!(links.len() > 8, "{links:?}");
    for link in links {
        assert!(project_file(link).is_file(), "{link}");
    }
}

/// The commands of this program that a page names: what stands after its name, up to the end of the line or the code.
fn commands_named(page: &str) -> Vec<Vec<String>> {
    let page = page.replace("\\\n", " ");
    let named = page.split("s1spki-ca ").skip(1).map(|rest| {
        let end = rest.find(['`', '\n', '|', '#']).unwrap_or(rest.len());
        rest[..end]
            .split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    });
    named
        .filter(|words| {
            words
                .first()
                .is_some_and(|word| word.bytes().all(|b| b.is_ascii_lowercase()))
        })
        .collect()
}

#[test]
fn the_pages_name_only_commands_and_options_that_there_are() {
    let lab = crate::lab::Lab::new();
    let mut count = 0;
    let mut wrong = Vec::new();
    for page in [
        "README.md",
        "docs/src/authority.md",
        "docs/src/errors.md",
        "docs/src/openssl-request.md",
        "docs/src/policy.md",
    ] {
        let text = fs::read_to_string(project_file(page)).unwrap();
        for words in commands_named(&text) {
            let mut command = String::new();
            let mut help = lab.done("--help").stdout;
            for word in &words {
                if !help.contains(&format!("\n  {word} ")) {
                    break;
                }
                command = format!("{command} {word}").trim().to_owned();
                help = lab.done(&format!("{command} --help")).stdout;
            }
            let options = words.iter().filter(|word| word.starts_with("--"));
            let unknown: Vec<&String> = options.filter(|option| !help.contains(option.as_str())).collect();
            if command.is_empty() || !unknown.is_empty() {
                wrong.push(format!("{page}: {words:?}"));
            }
            count += 1;
        }
    }
    assert!(count > 30, "{count}");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

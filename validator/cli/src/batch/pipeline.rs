//! From the items of the source to the lines of the output.

use std::ops::ControlFlow;

use super::earlier::Earlier;
use super::judge::Judge;
use super::output::Output;
use super::summary::Summary;
use crate::pipeline;
use crate::problem::Problem;
use crate::progress::Progress;
use crate::source::Source;

/// Judges everything that the source has, but for the items that earlier lines tell of. Where a line tells of something
/// else, nothing is judged.
pub(super) fn run(
    source: Source,
    mut earlier: Earlier,
    judge: &Judge<'_>,
    jobs: usize,
    mut output: Output,
    summary: &mut Summary,
) -> Result<(), Problem> {
    let mut held = Ok(());
    let first_line = earlier.left().saturating_add(1);
    let mut progress = Progress::new(summary.lines(), output.bar(), "certificates");
    let (earlier_lines, held_lines) = (&mut earlier, &mut held);
    pipeline::run(
        move |take| {
            source.feed(&mut |item| {
                if earlier_lines.left() == 0 {
                    return take(item);
                }
                *held_lines = earlier_lines.hold_against(item);
                match held_lines {
                    Ok(()) => ControlFlow::Continue(()),
                    Err(_) => ControlFlow::Break(()),
                }
            })
        },
        first_line,
        judge,
        jobs,
        |lines, judged| {
            output.write(lines)?;
            judged.iter().for_each(|judged| summary.count(judged));
            progress.at(summary.lines());
            Ok(())
        },
    )?;
    held?;
    match earlier.left() {
        0 => Ok(()),
        left => {
            let problem = Problem::input(format_args!("the output has {left} lines more than the input"));
            Err(problem.with_hint("it was made from another input; nothing was written"))
        }
    }
}

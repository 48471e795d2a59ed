//! A picture of the chain and its verdict: one SVG file that needs nothing else, neither scripts nor fonts.
//!
//! Every name is set in a font of fixed width, so that lines are broken where there is room, whatever a certificate
//! says. What came of a certificate is shown by a colour, a sign and a word, so that it survives a grey printer.

use super::card::{Card, Fault, Stack, State, stacks};
use super::markup::{Element, XML};
use super::told::sum;
use super::visible::visible;
use super::wrap::wrapped;
use crate::finding::Outcome;
use crate::verdict::{Decision, Verdict};

const WIDTH: usize = 760;
const MARGIN: usize = 24;
/// From one line of small text to the next.
const LEADING: usize = 17;
/// The room between two cards, in which the arrow stands.
const BETWEEN: usize = 26;
/// The strip at the left of a card, with its sign.
const STRIP: usize = 40;
/// Characters of 12 pixels, each 0.6 of that wide, that fit into a card.
const CARD_COLUMNS: usize = 88;
/// The same beside the word for its state.
const PLACE_COLUMNS: usize = 56;
/// The same for a whole line.
const PAGE_COLUMNS: usize = 96;
/// Names of more lines are cut; the tables of the HTML form have them whole.
const MOST_LINES: usize = 3;
const MOST_FAULTS: usize = 8;

const MONOSPACED: &str = "DejaVu Sans Mono, Menlo, Consolas, Liberation Mono, monospace";
const SANS_SERIF: &str = "DejaVu Sans, Segoe UI, Helvetica, Arial, sans-serif";
const INK: &str = "#1f2328";
const FAINT: &str = "#57606a";

/// The verdict as an SVG document.
#[must_use]
pub fn svg(verdict: &Verdict) -> String {
    picture(verdict).document(XML)
}

/// The picture, to stand alone or in a page.
pub(super) fn picture(verdict: &Verdict) -> Element {
    let mut canvas = Canvas::default();
    draw_head(&mut canvas, verdict);
    for stack in stacks(verdict) {
        draw_stack(&mut canvas, &stack);
    }
    canvas.finish(verdict)
}

/// Elements, and how far down the page they reach.
#[derive(Default)]
struct Canvas {
    elements: Vec<Element>,
    y: usize,
}

impl Canvas {
    fn push(&mut self, element: Element) {
        self.elements.push(element);
    }

    fn down(&mut self, by: usize) {
        self.y = self.y.saturating_add(by);
    }

    /// Lines of small text, the first at a distance below what is there.
    fn lines(&mut self, x: usize, columns: usize, fill: &str, text: &str) {
        for line in wrapped(&visible(text), columns, MOST_LINES) {
            self.down(LEADING);
            let text = small(x, self.y, fill).text(line);
            self.push(text);
        }
    }

    fn finish(self, verdict: &Verdict) -> Element {
        let height = self.y.saturating_add(MARGIN);
        let background = Element::new("rect")
            .with("width", WIDTH)
            .with("height", height)
            .with("fill", "#ffffff");
        let title = format!("{}: {}", verdict.decision().done(), verdict.at);
        Element::new("svg")
            .with("xmlns", "http://www.w3.org/2000/svg")
            .with("viewBox", format!("0 0 {WIDTH} {height}"))
            .with("width", WIDTH)
            .with("height", height)
            .with("role", "img")
            .child(Element::new("title").text(title))
            .child(background)
            .children(self.elements)
    }
}

fn small(x: usize, y: usize, fill: &str) -> Element {
    text_at(x, y, 12, fill).with("font-family", MONOSPACED)
}

fn text_at(x: usize, y: usize, size: usize, fill: &str) -> Element {
    Element::new("text")
        .with("x", x)
        .with("y", y)
        .with("font-size", size)
        .with("fill", fill)
}

fn draw_head(canvas: &mut Canvas, verdict: &Verdict) {
    let decision = verdict.decision();
    let band = Element::new("rect")
        .with("width", WIDTH)
        .with("height", 56)
        .with("fill", colour_of(State::Judged(decision)));
    canvas.push(band);
    canvas.push(
        text_at(MARGIN, 37, 24, "#ffffff")
            .with("font-family", SANS_SERIF)
            .with("font-weight", "bold")
            .text(decision.done()),
    );
    canvas.down(66);
    canvas.lines(MARGIN, PAGE_COLUMNS, INK, &sum(verdict));
    let not_asked = verdict.question.not_asked();
    if !not_asked.is_empty() {
        let not_asked = format!("not asked: {}", not_asked.join(", "));
        canvas.lines(MARGIN, PAGE_COLUMNS, INK, &not_asked);
    }
    let policy = &verdict.policy;
    let under = format!(
        "at {} under {} ({}): {}",
        verdict.at, policy.id, policy.environment, policy.title
    );
    canvas.lines(MARGIN, PAGE_COLUMNS, INK, &under);
    canvas.lines(
        MARGIN,
        PAGE_COLUMNS,
        FAINT,
        &format!("policy hash {}", policy.hash),
    );
}

fn draw_stack(canvas: &mut Canvas, stack: &Stack) {
    canvas.down(36);
    let y = canvas.y;
    canvas.push(
        text_at(MARGIN, y, 15, colour_of(State::Judged(stack.decision)))
            .with("font-family", SANS_SERIF)
            .with("font-weight", "bold")
            .text(stack.decision.done()),
    );
    canvas.lines(MARGIN, PAGE_COLUMNS, INK, &stack.label);
    canvas.lines(MARGIN, PAGE_COLUMNS, FAINT, &stack.remark);
    canvas.down(12);
    for (number, card) in stack.cards.iter().enumerate() {
        if number > 0 {
            draw_arrow(canvas);
        }
        draw_card(canvas, card);
    }
}

/// From an authority to what it issued.
fn draw_arrow(canvas: &mut Canvas) {
    let x = MARGIN.saturating_add(STRIP / 2);
    let (top, end) = (canvas.y, canvas.y.saturating_add(BETWEEN));
    let neck = end.saturating_sub(7);
    let line = Element::new("path")
        .with("d", format!("M{x} {top}V{neck}"))
        .with("stroke", FAINT)
        .with("stroke-width", 2);
    let (left, right) = (x.saturating_sub(6), x.saturating_add(6));
    let head = Element::new("path")
        .with("d", format!("M{left} {neck}H{right}L{x} {end}Z"))
        .with("fill", FAINT);
    canvas.push(line);
    canvas.push(head);
    canvas.down(BETWEEN);
}

/// The frame is drawn last, when the height is known, but stands first, so that the text lies on it.
fn draw_card(canvas: &mut Canvas, card: &Card) {
    let (top, first) = (canvas.y, canvas.elements.len());
    let x = MARGIN.saturating_add(STRIP).saturating_add(12);
    canvas.down(6);
    draw_place(canvas, card, x);
    for (number, line) in wrapped(&visible(&card.name), CARD_COLUMNS, MOST_LINES)
        .into_iter()
        .enumerate()
    {
        canvas.down(if number == 0 {
            LEADING.saturating_add(2)
        } else {
            LEADING
        });
        let name = small(x, canvas.y, INK).with("font-weight", "bold").text(line);
        canvas.push(name);
    }
    for claim in &card.claims {
        canvas.lines(x, CARD_COLUMNS, INK, claim);
    }
    draw_faults(canvas, &card.faults, x);
    canvas.down(12);
    let height = canvas.y.saturating_sub(top).max(48);
    canvas.y = top.saturating_add(height);
    let frame = frame(card.state, top, height);
    canvas.elements.splice(first..first, frame);
}

/// `NO FAULT  certificate of an authority`.
fn draw_place(canvas: &mut Canvas, card: &Card, x: usize) {
    canvas.down(LEADING);
    let word = word_of(card.state);
    let state = text_at(x, canvas.y, 12, colour_of(card.state))
        .with("font-family", SANS_SERIF)
        .with("font-weight", "bold")
        .text(word);
    canvas.push(state);
    let beside = x.saturating_add(92);
    for (number, line) in wrapped(&card.place, PLACE_COLUMNS, MOST_LINES)
        .into_iter()
        .enumerate()
    {
        if number > 0 {
            canvas.down(LEADING);
        }
        let place = text_at(beside, canvas.y, 12, FAINT)
            .with("font-family", SANS_SERIF)
            .text(line);
        canvas.push(place);
    }
}

fn draw_faults(canvas: &mut Canvas, faults: &[Fault], x: usize) {
    if !faults.is_empty() {
        canvas.down(4);
    }
    for fault in faults.iter().take(MOST_FAULTS) {
        let text = format!("{} {}", word_of_outcome(fault.outcome), fault.text);
        canvas.lines(x, CARD_COLUMNS, colour_of_outcome(fault.outcome), &text);
    }
    let more = faults.len().saturating_sub(MOST_FAULTS);
    if more > 0 {
        canvas.lines(x, CARD_COLUMNS, FAINT, &format!("and {more} more"));
    }
}

/// Border, strip and sign.
fn frame(state: State, top: usize, height: usize) -> Vec<Element> {
    let colour = colour_of(state);
    let box_of = |width: usize| {
        Element::new("rect")
            .with("x", MARGIN)
            .with("y", top)
            .with("width", width)
            .with("height", height)
    };
    let border = box_of(WIDTH.saturating_sub(MARGIN.saturating_mul(2)))
        .with("fill", "#f6f8fa")
        .with("stroke", colour)
        .with("stroke-width", 1);
    let strip = box_of(STRIP).with("fill", colour);
    let sign = Element::new("path")
        .with("d", sign_of(state))
        .with(
            "transform",
            format!(
                "translate({} {})",
                MARGIN.saturating_add(10),
                top.saturating_add(12)
            ),
        )
        .with("fill", "none")
        .with("stroke", "#ffffff")
        .with("stroke-width", 3);
    vec![border, strip, sign]
}

const fn word_of(state: State) -> &'static str {
    match state {
        State::Trusted => "TRUSTED",
        State::Absent => "MISSING",
        State::Judged(Decision::Accept) | State::Faultless => "NO FAULT",
        State::Judged(Decision::Undecided) => "OPEN",
        State::Judged(Decision::Refuse) => "BAD",
    }
}

const fn colour_of(state: State) -> &'static str {
    match state {
        State::Trusted => "#0550ae",
        State::Faultless => FAINT,
        State::Judged(Decision::Accept) => "#1a7f37",
        State::Judged(Decision::Undecided) => "#8a5a00",
        State::Judged(Decision::Refuse) | State::Absent => "#b42318",
    }
}

/// A sign in a square of 20: a diamond, a tick, a question mark, a cross.
const fn sign_of(state: State) -> &'static str {
    match state {
        State::Trusted => "M10 2L18 10L10 18L2 10Z",
        State::Judged(Decision::Accept) | State::Faultless => "M3 11L8 16L17 5",
        State::Judged(Decision::Undecided) => "M5 7A5 5 0 1 1 10 12V14M10 17V20",
        State::Judged(Decision::Refuse) | State::Absent => "M4 4L16 16M16 4L4 16",
    }
}

const fn word_of_outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::NotChecked => "not checked",
        other => other.as_str(),
    }
}

const fn colour_of_outcome(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Breach => colour_of(State::Judged(Decision::Refuse)),
        _ => colour_of(State::Judged(Decision::Undecided)),
    }
}

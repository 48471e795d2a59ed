//! How fast the validator is, as ratios to the floor: one bare P-256 verification by `ring` for each leaf.
//!
//! `cargo bench -p s1spki-validator` prints the table of the book's page on numbers. Floor and subject take turns in
//! every round, and the median of the rounds counts, so that whatever else the machine does falls on both. With
//! `-- directory` after it the directory alone is measured.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be taken should stop"
)]

mod chain;
mod directory;
mod list;
mod measure;
mod memory;
mod message;
mod world;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [option, path] = arguments.as_slice()
        && option == "--directory"
    {
        return directory::measure_memory(path);
    }
    let only_directory = arguments.iter().any(|argument| argument == "directory");
    let world = world::World::new();
    println!("| what | rate | ratio to the floor | goal |");
    println!("|---|---|---|---|");
    if !only_directory {
        chain::measure(&world);
        message::measure(&world);
        list::measure(&world);
    }
    directory::measure(&world);
}

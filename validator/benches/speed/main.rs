//! How fast the validator is, as ratios to the floor: one bare P-256 verification by `ring` for each leaf.
//!
//! `cargo bench -p s1spki-validator` prints the table of the book's page on numbers. Floor and subject take turns in
//! every round, and the median of the rounds counts, so that whatever else the machine does falls on both. With
//! `-- directory`, `-- command` or `-- migration` after it that alone is measured.

#![allow(
    clippy::arithmetic_side_effects,
    clippy::indexing_slicing,
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a measurement that cannot be taken should stop"
)]

mod chain;
mod command;
mod directory;
mod list;
mod measure;
mod memory;
mod message;
mod migration;
mod world;

fn main() {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    if let [option, path] = arguments.as_slice()
        && option == "--directory"
    {
        return directory::measure_memory(path);
    }
    let only = |name: &str| arguments.iter().any(|argument| argument == name);
    let only_directory = only("directory");
    let world = world::World::new();
    println!("| what | rate | ratio to the floor | goal |");
    println!("|---|---|---|---|");
    if only("command") {
        return command::measure(&world);
    }
    if only("migration") {
        return migration::measure(&world);
    }
    if !only_directory {
        chain::measure(&world);
        message::measure(&world);
        command::measure(&world);
        list::measure(&world);
        migration::measure(&world);
    }
    directory::measure(&world);
}

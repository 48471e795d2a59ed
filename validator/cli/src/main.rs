//! The command line of the S1SPKI validator.

fn main() {}

//! The command line of the S1SPKI certificate authority.

fn main() {}

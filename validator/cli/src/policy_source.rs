//! Where a policy comes from: one that is built in, or a file.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use s1spki_policies::{EMBEDDED, Embedded, MOST_OCTETS, Policy, PolicyError};

use crate::input::reason;
use crate::problem::Problem;

/// The policy with this id, or in the file with this path.
pub(crate) fn load(text: &str) -> Result<Policy, Problem> {
    match Embedded::find(text) {
        Some(embedded) => Policy::load(embedded.file, embedded.text.as_bytes()),
        None => Policy::load_with(text, &read(text)?, |table| beside(text, table)),
    }
    .map_err(refused)
}

/// The table of service requests that the policy file at `policy` names: it stands beside it.
fn beside(policy: &str, table: &str) -> Result<Vec<u8>, String> {
    let path = Path::new(policy).with_file_name(table);
    let bytes = File::open(&path).and_then(up_to_most);
    bytes.map_err(|error| format!("`{}` cannot be read: {}", path.display(), reason(&error)))
}

fn read(path: &str) -> Result<Vec<u8>, Problem> {
    let file = File::open(path).map_err(|error| {
        let ids: Vec<&str> = EMBEDDED.iter().map(|embedded| embedded.id).collect();
        if Path::new(path).exists() {
            return Problem::input(format_args!(
                "the policy `{path}` cannot be read: {}",
                reason(&error)
            ));
        }
        Problem::input(format_args!("there is no policy `{path}`")).with_hint(format!(
            "give one of {}, or the path of a policy file",
            ids.join(", ")
        ))
    })?;
    up_to_most(file).map_err(|error| {
        Problem::input(format_args!(
            "the policy `{path}` cannot be read: {}",
            reason(&error)
        ))
    })
}

/// One octet more than allowed is enough for the loader to say so.
fn up_to_most(file: File) -> std::io::Result<Vec<u8>> {
    let most = u64::try_from(MOST_OCTETS).unwrap_or(u64::MAX).saturating_add(1);
    let mut bytes = Vec::new();
    file.take(most).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn refused(error: PolicyError) -> Problem {
    Problem::input(error).with_hint("nothing was judged; the policy file must be right first")
}

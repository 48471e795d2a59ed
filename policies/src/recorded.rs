//! Policies as records have them: their canonical form, read back.
//!
//! An authority keeps the canonical form of the policy in force in its ledger. Read from there, it is the policy
//! that was adopted, whatever has become of the file, or of the policies that come with the program.

use serde_json::{Map, Value};

use crate::Moment;
use crate::error::PolicyError;
use crate::policy::Policy;

/// What the first line of a canonical form says.
const FIRST_LINE: &str = "s1spki-policy\t1";

impl Policy {
    /// Loads a policy from its [canonical form](Self::canonical_form); `name` is what errors call it. The
    /// form does not hold the title: the policy is called by its id.
    ///
    /// # Errors
    /// [`PolicyError`] where the text is not the canonical form of a policy that this version accepts.
    pub fn from_canonical_form(name: &str, text: &str) -> Result<Self, PolicyError> {
        let mut lines = text.lines();
        if lines.next() != Some(FIRST_LINE) {
            return Err(PolicyError::whole(
                name,
                format!("the first line is not `{}`", FIRST_LINE.escape_default()),
            ));
        }
        let mut file = String::new();
        for (line, number) in lines.zip(2..) {
            let entry = entry(line)
                .ok_or_else(|| PolicyError::whole(name, format!("line {number} cannot be read")))?;
            file.push_str(&entry);
        }
        let policy = Self::load(name, file.as_bytes())?;
        match policy.canonical_form() == text {
            true => Ok(policy),
            false => Err(PolicyError::whole(
                name,
                "it is not written as this version writes it",
            )),
        }
    }
}

/// A line of a canonical form as lines of a policy file.
fn entry(line: &str) -> Option<String> {
    let mut fields = line.split('\t');
    let path = fields.next()?;
    let values = fields
        .map(|field| serde_json::from_str::<Value>(field).ok())
        .collect::<Option<Vec<_>>>()?;
    match (path, values.as_slice()) {
        ("policy.id", [id]) => Some(format!("policy.id = {0}\npolicy.title = {0}\n", toml(id)?)),
        ("policy.environment", [environment]) => Some(format!("{path} = {}\n", toml(environment)?)),
        ("policy.document", [title, version, Value::String(in_force), source]) => Some(format!(
            "{path} = {{ title = {}, version = {}, in-force = {in_force}, source = {} }}\n",
            toml(title)?,
            toml(version)?,
            toml(source)?
        )),
        (path, [value, clause, standing, source]) => Some(format!(
            "{path} = {{ value = {}, clause = {}, standing = {}, source = {} }}\n",
            toml(value)?,
            toml(clause)?,
            toml(standing)?,
            toml(source)?
        )),
        (path, [value, clause, standing, source, Value::Object(dating)]) => Some(format!(
            "{path} = {{ value = {}, clause = {}, standing = {}, source = {}{} }}\n",
            toml(value)?,
            toml(clause)?,
            toml(standing)?,
            toml(source)?,
            keys(dating)?
        )),
        _ => None,
    }
}

/// The dating of a version as keys of TOML, which has dates without quotation marks.
fn keys(dating: &Map<String, Value>) -> Option<String> {
    let keys = dating.iter().map(|(key, value)| match (key.as_str(), value) {
        ("from" | "until", Value::String(date)) => {
            Some(format!(", {key} = {}", date.parse::<Moment>().ok()?))
        }
        (key, value) => Some(format!(", {key} = {}", toml(value)?)),
    });
    keys.collect()
}

/// A value of JSON as one of TOML; nothing for null, which TOML does not have.
fn toml(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::Bool(_) | Value::Number(_) => Some(value.to_string()),
        // TOML has the escapes of JSON, and wants one more (TOML 1.0, Basic string).
        Value::String(_) => Some(value.to_string().replace('\u{7f}', "\\u007F")),
        Value::Array(items) => {
            let items = items.iter().map(toml).collect::<Option<Vec<_>>>()?;
            Some(format!("[{}]", items.join(", ")))
        }
        Value::Object(fields) => {
            let present = fields.iter().filter(|(_, value)| !value.is_null());
            let fields = present
                .map(|(key, value)| {
                    Some(format!(
                        "{} = {}",
                        toml(&Value::from(key.as_str()))?,
                        toml(value)?
                    ))
                })
                .collect::<Option<Vec<_>>>()?;
            Some(format!("{{ {} }}", fields.join(", ")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::EMBEDDED;

    #[test]
    fn every_policy_reads_back_with_its_hash() {
        for embedded in EMBEDDED {
            let policy = Policy::load(embedded.file, embedded.text.as_bytes()).unwrap();
            let read = Policy::from_canonical_form("record", policy.canonical_form()).unwrap();
            assert_eq!(read.hash(), policy.hash(), "{}", embedded.id);
            assert_eq!(read.id(), policy.id());
            assert_eq!(read.document(), policy.document());
            assert_eq!(read.environment(), policy.environment());
        }
    }

    #[test]
    fn another_text_is_one_clear_error() {
        let policy = Policy::embedded("lab").unwrap().unwrap();
        let message = |text: &str| {
            Policy::from_canonical_form("record", text)
                .unwrap_err()
                .to_string()
        };
        assert_eq!(message(""), "record: the first line is not `s1spki-policy\\t1`");
        assert_eq!(message("s1spki-policy\t1\nno\n"), "record: line 2 cannot be read");
        let canonical = policy.canonical_form();
        assert_eq!(
            message(&format!("{canonical}\n")),
            format!("record: line {} cannot be read", canonical.lines().count() + 1)
        );
        let reordered =
            canonical.replacen("policy.environment\t\"lab\"\n", "", 1) + "policy.environment\t\"lab\"\n";
        assert_eq!(
            message(&reordered),
            "record: it is not written as this version writes it"
        );
    }
}

//! Roles as typed: by code or by name.

use s1spki_policies::{Policy, RemotePartyRole};

use crate::failure::Failure;

/// The role with this code or name.
pub(crate) fn named(text: &str, policy: &Policy) -> Result<RemotePartyRole, Failure> {
    policy.role_named(text).ok_or_else(|| {
        let names = policy
            .roles()
            .keys()
            .map(|role| policy.role_name(*role))
            .collect::<Vec<_>>();
        Failure::wrong_usage(format!("`{text}` is not a role")).hint(format!("one of: {}", names.join(", ")))
    })
}

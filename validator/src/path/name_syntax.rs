//! The syntax of the names to which constraints apply (RFC 5280 4.2.1.6, 4.2.1.10).

/// A host name in the preferred syntax (RFC 1034 3.5, RFC 1123 2.1). A period at the end, which names the root, is
/// not part of it.
pub(super) fn is_host_name(text: &str) -> bool {
    text.len() <= 253 && text.split('.').all(is_label)
}

/// Whether the labels of a host name can be told apart: none is empty.
pub(super) fn has_empty_label(text: &str) -> bool {
    text.split('.').any(str::is_empty)
}

/// What stands after the `*.` of a name that stands for every name with one more label (RFC 9525 6.3).
pub(super) fn below_wildcard(text: &str) -> Option<&str> {
    text.strip_prefix("*.")
}

/// A mail address (RFC 5321 4.1.2, Mailbox), as far as it takes to know its host: there is one, and an `@` in what
/// stands before it is quoted.
pub(super) fn is_mail_address(text: &str) -> bool {
    let Some((mailbox, host)) = text.rsplit_once('@') else {
        return false;
    };
    let is_quoted = mailbox.len() > 1 && mailbox.starts_with('"') && mailbox.ends_with('"');
    let is_plain = !mailbox.is_empty() && !mailbox.contains(['@', ' ', '"']);
    (is_quoted || is_plain) && !has_empty_label(host)
}

fn is_label(label: &str) -> bool {
    let is_allowed = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    let has_length = (1..=63).contains(&label.len());
    has_length && label.bytes().all(is_allowed) && !label.starts_with('-') && !label.ends_with('-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn host_names() {
        let long = "a".repeat(63);
        for good in [
            "example.com",
            "a",
            "3com.example",
            "xn--bcher-kva.example",
            long.as_str(),
        ] {
            assert!(is_host_name(good), "{good}");
        }
        let too_long = "a".repeat(64);
        let many = vec!["abc"; 64].join(".");
        for bad in [
            "",
            ".example.com",
            "a..b",
            "example.com.",
            "*.example.com",
            "a_b.example",
            "-a.example",
        ] {
            assert!(!is_host_name(bad), "{bad}");
        }
        assert!(!is_host_name(&too_long) && !is_host_name(&many));
    }

    #[test]
    fn mail_addresses() {
        for good in [
            "a@example.com",
            "\"a@b c\"@example.com",
            "a@[192.0.2.1]",
            "a.b+c@host",
        ] {
            assert!(is_mail_address(good), "{good}");
        }
        for bad in [
            "",
            "example.com",
            "@example.com",
            "a@",
            "a@b@example.com",
            "a b@example.com",
            "\"@example.com",
        ] {
            assert!(!is_mail_address(bad), "{bad}");
        }
    }
}

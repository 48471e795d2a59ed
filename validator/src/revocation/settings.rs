//! Whether and how the status of certificates is asked.

/// Whether and how the status of certificates is asked. The default asks about every certificate of the path,
/// and refuses what is not known to be good.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RevocationSettings {
    /// Of which certificates.
    pub depth: Depth,
    /// What an unknown status comes to.
    pub unknown_status: UnknownStatus,
    /// Whether a list may be out of date.
    pub expired_list: ExpiredList,
    /// Whether delta lists are used.
    pub delta_lists: DeltaLists,
}

/// Of which certificates the status is asked.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Depth {
    /// Of the one that is asked about.
    Leaf,
    /// Of all.
    #[default]
    Chain,
}

/// What an unknown status comes to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum UnknownStatus {
    /// The path is not valid.
    #[default]
    Refuse,
    /// Whether the path is valid cannot be said.
    Undecided,
    /// The path may be valid; a warning says that the status is unknown.
    Allow,
}

/// Whether a list may be out of date.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum ExpiredList {
    /// After its nextUpdate a list clears nobody. It still tells who is revoked.
    #[default]
    Refuse,
    /// It does, with a warning.
    Allow,
}

/// Whether delta lists are used (use-deltas of RFC 5280 6.3.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum DeltaLists {
    /// They are.
    #[default]
    Use,
    /// They are passed over.
    Ignore,
}

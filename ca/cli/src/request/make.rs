//! `request make`: a request, for organisations that have no tool of their own.

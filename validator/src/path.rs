//! Certification paths.
mod budget;
mod policy_graph;
mod settings;

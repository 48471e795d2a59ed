//! Revocation lists.
use crate::world::World;
pub(crate) fn measure(_world: &World) {}

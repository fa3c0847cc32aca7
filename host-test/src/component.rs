//! The components themselves: the bytes that the build script of this crate has built, inside of this program.

/// The component, as another host would load it from a file.
pub static BYTES: &[u8] = include_bytes!(env!("COMPONENT_FILE"));

/// The name of that file, as it is released.
pub const FILE: &str = okta_actions_build::component::ALL;

/// The component of the world `by-name`, whose exports are no typed actions; the command does not carry it.
pub static BY_NAME: &[u8] = include_bytes!(env!("COMPONENT_BY_NAME_FILE"));

//! The components themselves: the bytes that the build script of this crate has built, inside of this program.

/// The component, as another host would load it from a file.
pub static BYTES: &[u8] = include_bytes!(env!("COMPONENT_FILE"));

/// The name of that file, as it is released.
pub const FILE: &str = okta_actions_build::component::ALL;

/// The same of [`BY_NAME`].
pub const BY_NAME_FILE: &str = okta_actions_build::component::BY_NAME;

/// The component of the world `by-name`, without typed actions.
pub static BY_NAME: &[u8] = include_bytes!(env!("COMPONENT_BY_NAME_FILE"));

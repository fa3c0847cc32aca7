//! The component itself: the bytes that the build script of this crate has built, inside of this program.

/// The component, as another host would load it from a file.
pub static BYTES: &[u8] = include_bytes!(env!("COMPONENT_FILE"));

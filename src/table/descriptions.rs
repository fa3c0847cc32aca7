//! The descriptions of the actions, which the build script has written and compressed.

use alloc::format;
use alloc::string::String;
use miniz_oxide::inflate::decompress_to_vec;

include!(concat!(env!("OUT_DIR"), "/descriptions.rs"));

/// The JSON document that describes an action such as `user.get-user`.
///
/// An interface is decompressed at a time: instances that never ask pay with nothing but the compressed bytes, which hosts
/// share between instances.
pub fn describe(name: &str) -> Option<String> {
    let (interface, _) = name.split_once('.')?;
    let (_, compressed) = DESCRIPTIONS.iter().find(|(name, _)| *name == interface)?;
    let documents = String::from_utf8(decompress_to_vec(compressed).ok()?).ok()?;
    // One document a line, each of which begins with its name.
    let begin = format!("{{\"name\":\"{name}\",");
    documents.lines().find(|line| line.starts_with(&begin)).map(Into::into)
}

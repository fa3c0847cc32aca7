//! The descriptions of the actions, generated and compressed by the build script.

use alloc::format;
use alloc::string::String;
use miniz_oxide::inflate::decompress_to_vec;

include!(concat!(env!("OUT_DIR"), "/descriptions.rs"));

/// The JSON document that describes an action such as `user.get-user`.
///
/// One interface is decompressed at a time. Instances that never describe an action cost only the compressed bytes,
/// which hosts share between instances.
pub fn describe(name: &str) -> Option<String> {
    let (interface, _) = name.split_once('.')?;
    let (_, compressed) = DESCRIPTIONS.iter().find(|(name, _)| *name == interface)?;
    let documents = String::from_utf8(decompress_to_vec(compressed).ok()?).ok()?;
    // Each line is one document and begins with its name.
    let begin = format!("{{\"name\":\"{name}\",");
    documents.lines().find(|line| line.starts_with(&begin)).map(Into::into)
}

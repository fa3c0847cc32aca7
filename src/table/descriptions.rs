//! The descriptions of the actions, generated and compressed by the build script.

use super::action::Action;
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
    line(&documents(interface)?, name).map(Into::into)
}

/// Reads the prose of one action after another, and decompresses each interface once.
#[derive(Default)]
pub struct Reader {
    interface: &'static str,
    documents: String,
}

impl Reader {
    /// The summary and the details of an action, as JSON text.
    pub fn prose(&mut self, action: &Action) -> String {
        if self.interface != action.interface {
            self.interface = action.interface;
            self.documents = documents(action.interface).unwrap_or_default();
        }
        // Quotation marks within a text are escaped, so these are the names of fields.
        let prose = line(&self.documents, &action.name()).and_then(|line| {
            let (_, prose) = line.split_once(",\"summary\":\"")?;
            let (prose, _) = prose.split_once("\",\"method\":")?;
            Some(prose.replace("\",\"details\":\"", " "))
        });
        prose.unwrap_or_default()
    }
}

/// The documents of an interface, one per line.
fn documents(interface: &str) -> Option<String> {
    let (_, compressed) = DESCRIPTIONS.iter().find(|(name, _)| *name == interface)?;
    String::from_utf8(decompress_to_vec(compressed).ok()?).ok()
}

/// The document of an action. Each begins with its name.
fn line<'a>(documents: &'a str, name: &str) -> Option<&'a str> {
    let begin = format!("{{\"name\":\"{name}\",");
    documents.lines().find(|line| line.starts_with(&begin))
}

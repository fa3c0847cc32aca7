//! The licenses of the crates in a component, with their texts.

use crate::crates::Crate;
use anyhow::ensure;
use std::collections::BTreeMap;
use std::fmt::Write;
use std::fs;
use std::path::Path;

/// The beginnings of the names of license files.
const NAMES: [&str; 5] = ["LICENSE", "LICENCE", "COPYING", "COPYRIGHT", "NOTICE"];

/// A list of the crates, and each text once, with the crates that it came with.
pub fn text(crates: &[Crate]) -> anyhow::Result<String> {
    let mut out = String::from(
        "The components contain code of these crates, and of Rust's core and alloc (MIT OR Apache-2.0):\n\n",
    );
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for it in crates.iter().filter(|it| it.checksum.is_some()) {
        let name = format!("{} {}", it.name, it.version);
        let found = texts_in(&it.folder)?;
        // Some archives leave it out; the text of Apache-2.0 is in `LICENSE`.
        let is_apache = it.license.split(" OR ").any(|license| license == "Apache-2.0");
        ensure!(!found.is_empty() || is_apache, "{name} comes without the text of its license ({})", it.license);
        let note = if found.is_empty() { ", here under Apache-2.0: see LICENSE" } else { "" };
        writeln!(out, "- {name} ({}{note})", it.license)?;
        for text in found {
            texts.entry(text).or_default().push(name.clone());
        }
    }
    // Sorted by the first crate of each text, because the order of the texts themselves means nothing.
    let mut texts: Vec<_> = texts.into_iter().collect();
    texts.sort_by(|(_, one), (_, other)| one.cmp(other));
    for (text, crates) in texts {
        write!(out, "\n{}\n{}\n\n{text}\n", "=".repeat(80), crates.join(", "))?;
    }
    Ok(out)
}

fn texts_in(folder: &Path) -> anyhow::Result<Vec<String>> {
    let mut files = fs::read_dir(folder)?.map(|file| Ok(file?.path())).collect::<anyhow::Result<Vec<_>>>()?;
    files.retain(|file| {
        let name = file.file_name().unwrap_or_default().to_string_lossy().to_uppercase();
        file.is_file() && NAMES.iter().any(|start| name.starts_with(start))
    });
    files.sort();
    let read = |file| Ok(String::from_utf8_lossy(&fs::read(file)?).replace("\r\n", "\n").trim().to_owned());
    files.iter().map(read).collect()
}

//! Builds the site: the docs as chapters, and a page per action that `tests/site` makes.

mod chapters;
mod links;

use crate::{command, root, run};
use anyhow::{Context, bail};
use chapters::Source;
use std::fs;
use std::path::Path;

/// The version of mdBook, which the first build installs into the target folder.
const MDBOOK: &str = "0.5.4";

/// Where the program is, and where the site is made and built.
const TOOL: &str = "target/site-tool";
const SOURCE: &str = "target/site-src";
const SITE: &str = "target/site";

const BOOK: &str = r#"[book]
title = "Okta actions for WebAssembly"
language = "en"
src = "."

[build]
build-dir = "../site"
create-missing = false

[output.html]
preferred-dark-theme = "navy"
no-section-label = true
smart-punctuation = false
input-404 = ""
additional-css = ["wide.css"]

[output.html.fold]
enable = true

[output.html.print]
enable = false
"#;

/// Room for tables, which most of the pages consist of; the arrows to the next chapter below the text, and not over it; the names
/// of sections as legible as those of chapters.
const WIDE: &str = "\
:root { --content-max-width: 1100px; }
.table-wrapper table { margin-inline: 0; }
th { text-align: start; }
thead:not(:has(th:not(:empty))) { display: none; }
td code { overflow-wrap: anywhere; }
td:first-child { min-width: 9em; }
.nav-wide-wrapper { display: none; }
.nav-wrapper { display: block; }
.chapter li { color: var(--sidebar-fg); }
";

/// Writes the site into `target/site`. The error lists all dead links.
pub fn build() -> anyhow::Result<()> {
    let folder = root().join(SOURCE);
    if folder.exists() {
        fs::remove_dir_all(&folder)?;
    }
    let actions = folder.join("docs/actions");
    fs::create_dir_all(&actions)?;
    // Of the whole workspace, so that the build is that of `cargo test --workspace`.
    let pages = ["test", "--quiet", "--workspace", "--test", "site"];
    run(command("cargo", &pages).env("SITE_PAGES", actions.canonicalize()?))?;
    let chapters = Source { root: root().canonicalize()?, folder: folder.clone() }.write()?;
    fs::write(folder.join("book.toml"), BOOK)?;
    fs::write(folder.join("wide.css"), WIDE)?;
    install()?;
    run(&mut command(&format!("{TOOL}/bin/mdbook"), &["build", SOURCE]))?;
    let site = root().join(SITE);
    let (checked, dead) = links::check(&site)?;
    if !dead.is_empty() {
        bail!("dead links in the site:\n{}", dead.join("\n"));
    }
    println!("\n== {SITE}/index.html: {chapters} chapters, {checked} links checked");
    Ok(())
}

/// Installs mdBook, unless it is there already.
fn install() -> anyhow::Result<()> {
    let program = root().join(TOOL).join("bin/mdbook");
    let there = program.exists() && {
        let said = std::process::Command::new(&program).arg("--version").output().context("cannot run mdbook")?;
        String::from_utf8_lossy(&said.stdout).trim() == format!("mdbook v{MDBOOK}")
    };
    if there {
        return Ok(());
    }
    let build = format!("{TOOL}/build");
    // Of its features only the search of the site; without optimization it compiles fastest.
    let features = ["--no-default-features", "--features", "search", "--debug", "--force"];
    let place = ["--root", TOOL, "--target-dir", &build];
    let args = [&["install", "mdbook", "--locked", "--quiet", "--version", MDBOOK], &features[..], &place[..]].concat();
    run(command("cargo", &args).env("CARGO_PROFILE_DEV_DEBUG", "0"))?;
    // What it was made of is not needed again.
    remove(&root().join(&build))
}

fn remove(folder: &Path) -> anyhow::Result<()> {
    fs::remove_dir_all(folder).with_context(|| format!("cannot remove {}", folder.display()))
}

//! The chapters of the site: which files they are, in which order, and the files that they link.

use anyhow::{Context, bail};
use std::collections::BTreeSet;
use std::fmt::Write;
use std::fs;
use std::path::{Component, Path, PathBuf};

/// The parts of the site with their chapters. A name that ends with a slash stands for the files of a folder that no other name
/// covers, one that ends with a star for those that begin so.
const PARTS: [(&str, &[&str]); 7] = [
    ("Begin", &["docs/start.md", "docs/command.md"]),
    (
        "Guides",
        &[
            "docs/administrators.md",
            "docs/jobs.md",
            "docs/operators.md",
            "docs/embedding.md",
            "docs/embedding*",
            "CONTRIBUTING.md",
        ],
    ),
    ("Reference", &["docs/actions.md", "docs/guarantees.md", "docs/"]),
    ("The contract", &["wit/world.wit", "wit/types.wit", "wit/catalog.wit", "wit/"]),
    ("Examples", &["examples/"]),
    ("Inside", &["docs/architecture.md", "RELEASING.md", "CHANGELOG.md"]),
    ("Decisions", &["docs/decisions/"]),
];

const INTRODUCTION: &str = "README.md";
const INDEX: &str = "docs/actions.md";
const DECISIONS: &str = "docs/decisions/README.md";

/// Where the chapters come from, and the folder that mdBook builds; the pages of actions are there already.
pub struct Source {
    pub root: PathBuf,
    pub folder: PathBuf,
}

impl Source {
    /// Writes all chapters, what they link, and `SUMMARY.md`. Returns the number of chapters.
    pub fn write(&self) -> anyhow::Result<usize> {
        let mut summary = format!("# Summary\n\n[{}]({INTRODUCTION})\n", "Okta actions");
        let mut count = 1;
        self.chapter(INTRODUCTION)?;
        self.decisions()?;
        for (part, names) in PARTS {
            write!(summary, "\n# {part}\n\n")?;
            if names.contains(&"docs/decisions/") {
                writeln!(summary, "- [All decisions]({DECISIONS})")?;
                count += 1;
            }
            for name in names {
                for file in self.files(name)? {
                    let title = self.chapter(&file)?;
                    writeln!(summary, "- [{title}]({})", page(&file))?;
                    count += 1;
                    if file == INDEX {
                        count += self.actions(&mut summary)?;
                    }
                }
            }
        }
        fs::write(self.folder.join("SUMMARY.md"), summary)?;
        Ok(count)
    }

    /// The chapters that a name of a part stands for.
    fn files(&self, name: &str) -> anyhow::Result<Vec<String>> {
        let (folder, begin) = match (name.strip_suffix('/'), name.strip_suffix('*')) {
            (Some(folder), _) => (folder, ""),
            (_, Some(begin)) => begin.rsplit_once('/').context("a folder")?,
            _ => return Ok(vec![name.to_string()]),
        };
        let all = PARTS.iter().flat_map(|(_, names)| *names);
        let is = |file: &str, name: &str| name.strip_suffix('*').map_or(file == name, |begin| file.starts_with(begin));
        let named = |file: &str| all.clone().any(|other| *other != name && is(file, other));
        let mut files = Vec::new();
        for entry in fs::read_dir(self.root.join(folder)).with_context(|| format!("cannot read {folder}"))? {
            let path = entry?.path();
            let path = if path.is_dir() && folder == "examples" { path.join("README.md") } else { path };
            if path.is_file() && path.extension().is_some_and(|extension| extension == "md" || extension == "wit") {
                let file = path.strip_prefix(&self.root)?.to_string_lossy().into_owned();
                files.extend(Some(file).filter(|file| file[folder.len() + 1..].starts_with(begin) && !named(file)));
            }
        }
        files.sort();
        Ok(files)
    }

    /// Copies a chapter and the files that it links. Returns its title.
    fn chapter(&self, file: &str) -> anyhow::Result<String> {
        let mut text = fs::read_to_string(self.root.join(file)).with_context(|| format!("cannot read {file}"))?;
        if let Some(name) = file.strip_suffix(".wit").and_then(|file| file.strip_prefix("wit/")) {
            self.put(&page(file), &format!("# {name}\n\n```wit\n{}\n```\n", text.trim_end()))?;
            return Ok(name.to_string());
        }
        let links: BTreeSet<String> = targets(&text).map(String::from).collect();
        let place = Path::new(file).parent().unwrap_or(Path::new(""));
        for link in links {
            let path = normal(&place.join(&link));
            let from = self.root.join(&path);
            if from.is_dir() {
                // A site has no list of a folder: the link leads to the file that describes it.
                let known = ["README.md", "mod.rs", "Cargo.toml"].iter().find(|name| from.join(name).exists());
                let known = known.or((path == Path::new("docs/decisions")).then_some(&"README.md"));
                let Some(known) = known else { bail!("{file} links the folder {link}, which has no README.md") };
                // mdBook makes `index.html` of a `README.md`.
                let page = known.replace("README.md", "index.html");
                let whole = format!("{}/{page}", link.trim_end_matches('/'));
                text = text.replace(&format!("]({link})"), &format!("]({whole})"));
                self.copy(&path.join(known))?;
            } else if from.is_file() && path.starts_with("wit") {
                text = text.replace(&format!("]({link})"), &format!("]({})", page(&link)));
            } else if from.is_file() {
                self.copy(&path)?;
            }
        }
        if file == INDEX {
            for name in self.pages()? {
                text = text.replace(&format!("`{name}`"), &format!("[`{name}`](actions/{name}.md)"));
            }
        }
        let title =
            text.lines().find_map(|line| line.strip_prefix("# ")).with_context(|| format!("{file} has no title"))?;
        let title = title.split(", measured").next().unwrap_or(title).replace('`', "");
        self.put(file, &text)?;
        Ok(title)
    }

    /// Copies a file that is linked and is not a chapter; chapters are written as such.
    fn copy(&self, path: &Path) -> anyhow::Result<()> {
        let (from, to) = (self.root.join(path), self.folder.join(path));
        if from.exists() && !to.exists() {
            fs::create_dir_all(to.parent().context("a folder")?)?;
            fs::copy(from, to)?;
        }
        Ok(())
    }

    fn put(&self, file: &str, text: &str) -> anyhow::Result<()> {
        let to = self.folder.join(file);
        fs::create_dir_all(to.parent().context("a folder")?)?;
        Ok(fs::write(to, text)?)
    }

    /// The actions that have a page.
    fn pages(&self) -> anyhow::Result<BTreeSet<String>> {
        let name = |path: PathBuf| path.file_stem().map(|name| name.to_string_lossy().into_owned());
        let files = fs::read_dir(self.folder.join("docs/actions"))?.collect::<Result<Vec<_>, _>>()?;
        Ok(files.into_iter().filter_map(|file| name(file.path())).collect())
    }

    /// Lists the pages of the actions below their index, by interface.
    fn actions(&self, summary: &mut String) -> anyhow::Result<usize> {
        let pages = self.pages()?;
        let mut names: Vec<(&str, &str)> = pages.iter().filter_map(|page| page.split_once('.')).collect();
        names.sort();
        let mut last = "";
        for (interface, function) in names {
            if interface != last {
                writeln!(summary, "  - [{interface}]()")?;
                last = interface;
            }
            writeln!(summary, "    - [{function}](docs/actions/{interface}.{function}.md)")?;
        }
        Ok(pages.len())
    }

    /// A list of the decisions, for links to their folder.
    fn decisions(&self) -> anyhow::Result<()> {
        let mut text = "# Decisions\n\nOne page per decision that may surprise.\n\n".to_string();
        for file in self.files("docs/decisions/")? {
            let title = self.chapter(&file)?;
            let name = file.trim_start_matches("docs/decisions/");
            writeln!(text, "- [{title}]({name})")?;
        }
        self.put(DECISIONS, &text)
    }
}

/// The page of a chapter: a WIT file gets one of its own.
fn page(file: &str) -> String {
    file.strip_suffix(".wit").map_or(file.to_string(), |name| format!("{name}.md"))
}

/// The relative targets of links and pictures, without their anchors.
fn targets(text: &str) -> impl Iterator<Item = &str> {
    let after = |mark: &'static str, end: char| text.split(mark).skip(1).filter_map(move |rest| rest.split(end).next());
    let all = after("](", ')').chain(after("src=\"", '"')).chain(after("srcset=\"", '"'));
    let paths = all.filter_map(|target| target.split('#').next());
    paths.filter(|path| !path.is_empty() && !path.contains("://") && !path.contains(char::is_whitespace))
}

/// A path without `..`.
fn normal(path: &Path) -> PathBuf {
    let mut out = PathBuf::new();
    for part in path.components() {
        match part {
            Component::ParentDir => drop(out.pop()),
            Component::Normal(name) => out.push(name),
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_targets_of_a_text_are_its_relative_paths() {
        let text = "[a](b.md#c) ![p](p.png) [w](https://example.com) [x](#y) <img src=\"q.png\" srcset=\"r.png\">";
        assert_eq!(targets(text).collect::<Vec<_>>(), ["b.md", "p.png", "q.png", "r.png"]);
        assert_eq!(normal(Path::new("docs/decisions/../../wit/types.wit")), Path::new("wit/types.wit"));
    }
}

//! Checks the links of a built site: every file and anchor that a page names exists. The network is not used.

use anyhow::Context;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// The links of a page, and its anchors.
#[derive(Default)]
struct Page {
    links: BTreeSet<String>,
    anchors: BTreeSet<String>,
}

/// Returns the number of links within the site, and a line for each dead one.
pub fn check(site: &Path) -> anyhow::Result<(usize, Vec<String>)> {
    let site = site.canonicalize().with_context(|| format!("there is no {}", site.display()))?;
    let mut pages = BTreeMap::new();
    for file in files(&site)? {
        if file.extension().is_some_and(|extension| extension == "html") {
            pages.insert(file.clone(), read(&fs::read_to_string(&file)?));
        }
    }
    let (mut checked, mut dead) = (0, Vec::new());
    for (file, page) in &pages {
        for link in page.links.iter().filter(|link| is_internal(link)) {
            checked += 1;
            if let Err(problem) = follow(file, link, &pages) {
                dead.push(format!("{}: {link}: {problem}", file.strip_prefix(&site)?.display()));
            }
        }
    }
    Ok((checked, dead))
}

fn files(folder: &Path) -> anyhow::Result<Vec<PathBuf>> {
    let mut all = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_dir() {
            all.extend(files(&path)?);
        } else {
            all.push(path);
        }
    }
    Ok(all)
}

/// Whether a link is to a file of the site: it has no scheme, such as `https:`.
fn is_internal(link: &str) -> bool {
    let before = link.split(['/', '#', '?']).next().unwrap_or_default();
    !before.contains(':') && !link.starts_with("//")
}

fn follow(from: &Path, link: &str, pages: &BTreeMap<PathBuf, Page>) -> Result<(), &'static str> {
    let (path, anchor) = link.split_once('#').unwrap_or((link, ""));
    let path = path.split('?').next().unwrap_or_default();
    let folder = from.parent().unwrap_or(Path::new(""));
    let target = if path.is_empty() { from.to_path_buf() } else { folder.join(path) };
    let target = target.canonicalize().map_err(|_| "no such file")?;
    let target = if target.is_dir() { target.join("index.html") } else { target };
    if !target.is_file() {
        return Err("a folder without a page");
    }
    match pages.get(&target) {
        Some(page) if !anchor.is_empty() && !page.anchors.contains(anchor) => Err("no such anchor"),
        _ => Ok(()),
    }
}

/// Reads the tags of a page. Text, scripts and comments are skipped.
fn read(html: &str) -> Page {
    let mut page = Page::default();
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        rest = &rest[at + 1..];
        if let Some(comment) = rest.strip_prefix("!--") {
            rest = comment.split_once("-->").map_or("", |(_, after)| after);
            continue;
        }
        let name: &str = rest.split(|c: char| !c.is_ascii_alphanumeric()).next().unwrap_or_default();
        let is_script = name == "script";
        rest = &rest[name.len()..];
        // Attributes, up to the end of the tag.
        loop {
            let Some(end) = rest.find(['>', '=']) else { return page };
            if rest[end..].starts_with('>') {
                rest = &rest[end + 1..];
                break;
            }
            let attribute = rest[..end].split_whitespace().next_back().unwrap_or_default();
            rest = &rest[end + 1..];
            let value = match rest.strip_prefix('"') {
                Some(quoted) => quoted.split('"').next().unwrap_or_default(),
                None => rest.split(|c: char| c.is_whitespace() || c == '>').next().unwrap_or_default(),
            };
            rest = &rest[value.len() + if rest.starts_with('"') { 2 } else { 0 }..];
            let value = value.replace("&amp;", "&").replace("&#x27;", "'");
            match attribute {
                "href" | "src" | "srcset" if name != "base" => drop(page.links.insert(value)),
                "id" | "name" => drop(page.anchors.insert(value)),
                _ => {}
            }
        }
        if is_script {
            rest = rest.split_once("</script>").map_or("", |(_, after)| after);
        }
    }
    page
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_dead_link_or_anchor_is_found() {
        let folder = std::env::temp_dir().join(format!("okta-actions-links-{}", std::process::id()));
        fs::create_dir_all(folder.join("b")).expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.join(name), text).expect("a writable file");
        write("b/index.html", "<h1 id=\"top\">B</h1> <a href=\"../a.html#here\">A</a>");
        write(
            "a.html",
            "<p id=here><a href=\"b/#top\">1</a> <a class=x href=\"b/index.html#gone\">2</a> <a href=\"c.html\">3</a>\
             <script>\"<a href='no.html'>\"</script><!-- <a href=\"no.html\"> --> <a href=\"https://example.com\">4</a>\
             <img src=\"p.png\"> a &lt;a href=\"text\"",
        );
        let (checked, dead) = check(&folder).expect("a site");
        fs::remove_dir_all(&folder).expect("a folder");
        assert_eq!(checked, 5);
        assert_eq!(
            dead,
            [
                "a.html: b/index.html#gone: no such anchor",
                "a.html: c.html: no such file",
                "a.html: p.png: no such file"
            ]
        );
    }
}

//! The size of each part of the component, in bytes.

use anyhow::{Context, bail};
use comfy_table::{Cell, CellAlignment, Table, presets};
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use wasmparser::{Encoding, Parser, Payload};

/// Bytes by part.
type Parts = BTreeMap<String, u64>;

/// The crates that are shown together, because they all serve signatures.
const CRYPTO: [&str; 22] = [
    "rsa",
    "p256",
    "primeorder",
    "primefield",
    "elliptic_curve",
    "ecdsa",
    "signature",
    "sha2",
    "hmac",
    "rfc6979",
    "digest",
    "block_buffer",
    "crypto_bigint",
    "crypto_primes",
    "sec1",
    "der",
    "pkcs1",
    "ff",
    "hybrid_array",
    "subtle",
    "zeroize",
    "base64ct",
];

/// Builds the component once more, with a map of its linker, and prints the sizes of its parts.
pub fn run(root: &Path) -> anyhow::Result<()> {
    // A folder of its own: the other one belongs to the build of `host-test`.
    let target = root.join("target/size");
    fs::create_dir_all(&target)?;
    let map = target.join("map.txt");
    let argument = format!("link-arg=--Map={}", map.display());
    let build = [
        "rustc",
        "--package",
        "okta-actions",
        "--lib",
        "--crate-type",
        "cdylib",
        "--profile",
        "component",
        "--target",
        "wasm32-wasip2",
    ];
    let folder = target.to_string_lossy();
    let more = ["--target-dir", &folder, "--", "-C", &argument];
    super::cargo(&build.into_iter().chain(more).collect::<Vec<_>>())?;
    let file = target.join("wasm32-wasip2/component/okta_actions.wasm");
    let component = fs::read(&file).with_context(|| format!("reading {}", file.display()))?;
    let text = fs::read_to_string(&map).with_context(|| format!("reading {}", map.display()))?;
    let (mut outer, module) = sections(&component)?;
    if let Some(names) = outer.remove("component-name") {
        println!(
            "{} bytes without {names} bytes of names, which host-test leaves out\n",
            component.len() as u64 - names
        );
    }
    show("COMPONENT", &outer);
    show("ITS CORE MODULE", &module);
    let (code, data) = symbols(&text)?;
    show("CODE, BY CRATE", &by_crate(&code));
    show("CODE OF OKTA-ACTIONS, BY MODULE", &by_module(&code));
    show("DATA", &by_crate(&data));
    Ok(())
}

fn show(title: &str, parts: &Parts) {
    let total: u64 = parts.values().sum();
    let mut rows: Vec<(&str, u64)> = parts.iter().map(|(name, bytes)| (name.as_str(), *bytes)).collect();
    rows.sort_by_key(|(_, bytes)| std::cmp::Reverse(*bytes));
    // Parts below half a percent of the whole share one row.
    let (large, small): (Vec<_>, Vec<_>) = rows.into_iter().partition(|(_, bytes)| bytes * 200 >= total);
    let rest = small.iter().map(|(_, bytes)| bytes).sum();
    let rest = (rest > 0).then_some(("all others", rest));
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    let right = |text: String| Cell::new(text).set_alignment(CellAlignment::Right);
    table.set_header([Cell::new(title), right("BYTES".into()), right("SHARE".into())]);
    for (name, bytes) in large.into_iter().chain(rest).chain([("total", total)]) {
        let share = format!("{:.1} %", bytes as f64 * 100.0 / total.max(1) as f64);
        table.add_row([Cell::new(name), right(bytes.to_string()), right(share)]);
    }
    println!("{table}\n");
}

/// The sections of the component, and those of the module in it that holds the code.
fn sections(component: &[u8]) -> anyhow::Result<(Parts, Parts)> {
    let (mut outer, mut modules) = (Parts::new(), vec![]);
    let mut open: Vec<Encoding> = Vec::new();
    for payload in Parser::new(0).parse_all(component) {
        let payload = payload?;
        match &payload {
            Payload::Version { encoding, .. } => {
                open.push(*encoding);
                if *encoding == Encoding::Module {
                    modules.push(Parts::new());
                }
            }
            Payload::End(_) => drop(open.pop()),
            Payload::ModuleSection { unchecked_range, .. } if open.len() == 1 => {
                let bytes = unchecked_range.end - unchecked_range.start;
                let name = if modules.is_empty() { "core module" } else { "core modules that connect it" };
                *outer.entry(name.into()).or_default() += bytes;
            }
            Payload::ComponentSection { unchecked_range, .. } if open.len() == 1 => {
                let bytes = unchecked_range.end - unchecked_range.start;
                *outer.entry("components that name the exports of an interface".into()).or_default() += bytes;
            }
            section => {
                let Some((id, range)) = section.as_section() else { continue };
                let parts = match (open.len(), modules.last_mut()) {
                    (1, _) => &mut outer,
                    (2, Some(parts)) if open[1] == Encoding::Module => parts,
                    _ => continue,
                };
                *parts.entry(name(&payload, id).to_owned()).or_default() += range.end - range.start;
            }
        }
    }
    let largest = modules.into_iter().max_by_key(|parts| parts.values().sum::<u64>());
    Ok((outer, largest.context("the component holds no module")?))
}

fn name<'a>(payload: &Payload<'a>, id: u8) -> &'a str {
    match payload {
        Payload::CustomSection(section) => section.name(),
        Payload::TypeSection(_) => "types",
        Payload::ImportSection(_) => "imports",
        Payload::FunctionSection(_) => "type of each function",
        Payload::ExportSection(_) => "exports",
        Payload::CodeSectionStart { .. } => "code",
        Payload::DataSection(_) => "data",
        Payload::ElementSection(_) => "table of functions",
        Payload::ComponentTypeSection(_) => "types of the interfaces",
        Payload::ComponentImportSection(_) => "imports",
        Payload::ComponentExportSection(_) => "exports",
        Payload::ComponentAliasSection(_) => "aliases",
        Payload::ComponentCanonicalSection(_) => "lifted and lowered functions",
        Payload::ComponentInstanceSection(_) | Payload::InstanceSection(_) => "instances",
        _ if id == 0 => "custom",
        _ => "others",
    }
}

/// Names and bytes.
type Symbols = Vec<(String, u64)>;

/// The symbols of the functions and of the data, from the linker's map.
fn symbols(map: &str) -> anyhow::Result<(Symbols, Symbols)> {
    let (mut code, mut data) = (Vec::new(), Vec::new());
    let mut section = "";
    for line in map.lines().skip(1) {
        let mut words = line.split_whitespace();
        let (Some(_), Some(_), Some(bytes), Some(first)) = (words.next(), words.next(), words.next(), words.next())
        else {
            continue;
        };
        let bytes = u64::from_str_radix(bytes, 16)?;
        // Inputs of a section are indented by eight more, symbols by sixteen.
        let indent = line.get(HEADER..).map_or(0, |rest| rest.len() - rest.trim_start().len());
        match (indent, section) {
            (0, _) => section = first,
            (8, "CODE") => code.push((symbol(line), bytes)),
            (8, ".rodata" | ".data") => data.push((symbol(line), bytes)),
            _ => {}
        }
    }
    if code.is_empty() || data.is_empty() {
        bail!("the linker's map has another form than expected");
    }
    Ok((code, data))
}

/// Data whose origin the linker does not tell.
const MERGED: &str = "texts that the linker has merged";
const UNNAMED: &str = "constants without a name: texts, tables of actions and layouts";

/// The columns in front of the names.
const HEADER: usize = 27;

/// The demangled name in `path/of/object.o:(name)`; for a symbol without a name, the library that it came from.
fn symbol(line: &str) -> String {
    // Symbols that the linker itself has made have no object.
    let (path, name) = line.split_once('/').and_then(|(_, rest)| rest.rsplit_once(":(")).unwrap_or_default();
    let name = name.trim_end_matches(')');
    let name = name.trim_start_matches(".rodata.").trim_start_matches(".data.rel.ro.").trim_start_matches(".data.");
    if path.is_empty() {
        return MERGED.into();
    }
    if !name.contains("anon.") {
        return format!("{:#}", rustc_demangle::demangle(name));
    }
    let library = path.rsplit('/').next().unwrap_or_default();
    let library = library.split(['-', '.']).next().unwrap_or_default();
    match library.strip_prefix("lib").unwrap_or(library) {
        "okta_actions" | "" => UNNAMED.into(),
        library => format!("{library}::constants"),
    }
}

/// The bytes of each crate.
fn by_crate(symbols: &[(String, u64)]) -> Parts {
    let mut parts = Parts::new();
    for (name, bytes) in symbols {
        let name = match krate(name) {
            "okta_actions" if name.contains("describe::DOCUMENTS") => "descriptions of the catalog, compressed",
            name if CRYPTO.contains(&name) => "signatures (rsa, p256, sha2 and their dependencies)",
            name if name.starts_with("actions:okta/") => "exports: one function per action",
            name => name,
        };
        *parts.entry(name.to_owned()).or_default() += bytes;
    }
    parts
}

/// The bytes of each module of the component's own crate.
fn by_module(symbols: &[(String, u64)]) -> Parts {
    let mut parts = Parts::new();
    for (name, bytes) in symbols.iter().filter(|(name, _)| krate(name) == "okta_actions") {
        let rest = name.split_once("okta_actions::").map_or("", |(_, rest)| rest);
        let module = rest.split("::").next().unwrap_or_default();
        *parts.entry(module.to_owned()).or_default() += bytes;
    }
    parts
}

/// The crate of a demangled name: of `<a::B as c::D>::e` it is `a`, of `<T as c::D>::e` it is `c`.
fn krate(name: &str) -> &str {
    if [MERGED, UNNAMED].contains(&name) || name.starts_with("actions:okta/") {
        return name;
    }
    let start = name.trim_start_matches(['<', '&', '[', '*', '(']);
    let start = start.strip_prefix("mut ").unwrap_or(start);
    let first = start.split("::").next().unwrap_or(start);
    first.rsplit_once(" as ").map_or(first, |(_, of_trait)| of_trait.trim_start_matches('<'))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MAP: &str = "    Addr      Off     Size Out     In      Symbol
       -     61fe      100 CODE
       -     6200       10         /a/okta_actions.1.o:(_ZN8dlmalloc8dlmalloc17Dlmalloc$LT$A$GT$6malloc17h2c9f3e14545448a3E)
       -     6200       10                 _ZN8dlmalloc8dlmalloc17Dlmalloc$LT$A$GT$6malloc17h2c9f3e14545448a3E
       -     6265       20         /a/okta_actions.1.o:(actions:okta/user@0.1.0#get-user)
       -    79ba1       70 DATA
  100000    79ba2       70 .rodata
  100000    79bac       30         <internal>:(.rodata)
  1026d5    7c281        5         /a/okta_actions.1.o:(.rodata..Lanon.7d2f.4)
  1026da    7c286        4         /lib/libcore-458c.rlib(core-458c.o):(.rodata..Lanon.f68a.213)
";

    #[test]
    fn the_map_of_the_linker_is_read() {
        let (code, data) = symbols(MAP).expect("a map");
        let parts = |parts: [(&str, u64); 2]| parts.map(|(name, bytes)| (name.to_owned(), bytes)).into();
        assert_eq!(by_crate(&code), parts([("dlmalloc", 0x10), ("exports: one function per action", 0x20)]));
        assert_eq!(by_crate(&data[1..]), parts([(UNNAMED, 5), ("core", 4)]));
        assert_eq!(data[0], (MERGED.to_owned(), 0x30));
        assert!(symbols("nothing").is_err());
    }

    #[test]
    fn the_crate_of_a_method_is_that_of_its_type() {
        assert_eq!(krate("<rsa::key::RsaPrivateKey as core::ops::Drop>::drop"), "rsa");
        assert_eq!(krate("<T as base64ct::Encoding>::decode"), "base64ct");
        assert_eq!(krate("okta_actions::call::run"), "okta_actions");
    }
}

//! The contract: everything in `wit/` says since when it exists, and it breaks no embedder of the last release.
//!
//! `tests/released/<version>.wit` is the WIT of a release, without docs. `BLESS=1` writes the file of the version in `wit/` if
//! there is none, and never rewrites one: a released file does not change.

use std::path::{Path, PathBuf};
use std::{env, fs};
use wit_component::{WitPrinter, semver_check};
use wit_parser::{PackageId, Resolve, Stability, TypeId, WorldItem};

fn repository() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

fn read(folder: &Path) -> Result<(Resolve, PackageId), String> {
    let mut resolve = Resolve::default();
    match resolve.push_dir(folder) {
        Ok((package, _)) => Ok((resolve, package)),
        Err(error) => Err(resolve.render_error(&error)),
    }
}

/// The items without `@since`.
fn ungated(resolve: &Resolve, package: PackageId) -> Vec<String> {
    let mut missing = Vec::new();
    let mut check = |name: String, stability: &Stability| {
        if !matches!(stability, Stability::Stable { .. }) {
            missing.push(name);
        }
    };
    let ty = |id: TypeId| &resolve.types[id].stability;
    for (name, id) in &resolve.packages[package].interfaces {
        let interface = &resolve.interfaces[*id];
        check(name.clone(), &interface.stability);
        for (of, id) in &interface.types {
            check(format!("{name}.{of}"), ty(*id));
        }
        for (of, function) in &interface.functions {
            check(format!("{name}.{of}"), &function.stability);
        }
    }
    for (name, id) in &resolve.packages[package].worlds {
        let world = &resolve.worlds[*id];
        check(name.clone(), &world.stability);
        for (key, item) in world.imports.iter().chain(&world.exports) {
            let stability = match item {
                WorldItem::Interface { stability, .. } => stability,
                WorldItem::Function(function) => &function.stability,
                WorldItem::Type { id, .. } => ty(*id),
            };
            check(format!("{name} {}", resolve.name_world_key(key)), stability);
        }
    }
    missing
}

#[test]
fn everything_says_since_when() {
    let (resolve, package) = read(&repository().join("wit")).expect("the WIT of the component");
    assert_eq!(ungated(&resolve, package), Vec::<String>::new());
}

#[test]
fn each_gate_that_is_missing_is_named() {
    let since = "@since(version = 0.1.0)";
    let text = format!(
        "package a:b@0.1.0;
        {since} interface t {{ {since} record r {{ x: bool }} }}
        {since} interface i {{ {since} use t.{{r}}; {since} enum e {{ x }} {since} f: func(r: r) -> e; }}
        {since} world w {{ {since} export i; }}"
    );
    let missing = |text: &str| {
        let mut resolve = Resolve::default();
        let package = resolve.push_source("sample.wit", text).expect("a package");
        ungated(&resolve, package)
    };
    assert_eq!(missing(&text), Vec::<String>::new());
    let parts: Vec<&str> = text.split(since).collect();
    let without = |gone: usize| {
        let gate = |at: usize| if at + 1 == gone || at + 1 == parts.len() { "" } else { since };
        parts.iter().enumerate().map(|(at, part)| format!("{part}{}", gate(at))).collect::<String>()
    };
    let named: Vec<_> = (1..parts.len()).flat_map(|gone| missing(&without(gone))).collect();
    assert_eq!(named, ["t", "t.r", "i", "i.r", "i.e", "i.f", "w", "w a:b/t@0.1.0", "w a:b/i@0.1.0"]);
}

/// The releases and their WIT, the oldest first.
fn released() -> Vec<(semver::Version, String)> {
    let files = fs::read_dir(repository().join("tests/released")).expect("the released WIT");
    let files = files.map(|file| file.expect("a readable folder").path());
    let version = |file: &PathBuf| file.file_stem().and_then(|name| name.to_str()?.parse().ok());
    let text = |file: &PathBuf| fs::read_to_string(file).expect("a text");
    let mut all: Vec<_> = files.map(|file| (version(&file).expect("a version"), text(&file))).collect();
    all.sort();
    all
}

/// A package without docs, in one file.
fn printed(resolve: &Resolve, package: PackageId) -> String {
    let mut printer = WitPrinter::default();
    printer.emit_docs(false).print(resolve, package, &[]).expect("WIT");
    format!("{}\n", printer.output.to_string().trim_end())
}

/// Whether programs for the worlds of a release work with a folder of WIT; the error is the incompatibility.
fn compatible(released: &str, folder: &Path) -> Result<(), String> {
    let load = || {
        let mut resolve = Resolve::default();
        let before = resolve.push_source("released.wit", released).map_err(|error| format!("{error:#}"))?;
        // Both packages may have the same version, and the check ignores it.
        let name = resolve.packages[before].name.clone();
        resolve.package_names.shift_remove(&name);
        match resolve.push_dir(folder) {
            Ok((after, _)) => Ok((resolve, before, after)),
            Err(error) => Err(resolve.render_error(&error)),
        }
    };
    let (resolve, before, _) = load()?;
    for world in resolve.packages[before].worlds.keys() {
        let (resolve, before, after) = load()?;
        let of = |package: PackageId| resolve.packages[package].worlds.get(world).copied();
        let (Some(before), Some(after)) = (of(before), of(after)) else {
            return Err(format!("the world `{world}` is gone"));
        };
        // The check is made for worlds that many components implement: a newer one may export less. Here one component
        // implements the world for many programs, so the roles are exchanged.
        semver_check(resolve, after, before).map_err(|error| format!("{world}: {error:#}"))?;
    }
    Ok(())
}

#[test]
fn no_embedder_of_the_last_release_breaks() {
    let folder = repository().join("wit");
    let (resolve, package) = read(&folder).expect("the WIT of the component");
    let (text, version) = (printed(&resolve, package), resolve.packages[package].name.version.clone());
    let version = version.expect("the package has a version");
    let file = repository().join(format!("tests/released/{version}.wit"));
    if env::var_os("BLESS").is_some() && !file.exists() {
        fs::write(&file, &text).expect("a writable file");
    }
    let released = released();
    if let Some((_, frozen)) = released.iter().find(|(known, _)| *known == version) {
        let difference = frozen.lines().zip(text.lines()).find(|(frozen, now)| frozen != now);
        assert!(
            *frozen == text,
            "wit/ differs from the released {version}: {difference:?}. Raise the version in the `package` lines of wit/. \
             Before the release itself: delete {}, and run BLESS=1 cargo test --test contract",
            file.display()
        );
    }
    let (last, text) = released.iter().rfind(|(known, _)| *known <= version).expect("a release");
    let problem = compatible(text, &folder).err();
    assert!(
        problem.is_none(),
        "wit/ breaks programs that were made for {last}: {problem:?}.\nA released function, record or variant does not \
         change: add a new function instead (docs/stability.md)"
    );
}

#[test]
fn a_break_is_found_and_an_addition_is_not() {
    let get_user = "@since(version = 0.1.0)\n    get-user: func(user-id: string, expand: option<string>, \
                    okta-response: option<string>) -> result<response, error>;\n";
    let more = get_user.replace("user-id: string,", "user-id: string, locale: option<string>,");
    let second = format!("{get_user}\n    {}", get_user.replace("get-user:", "get-user-v2:"));
    let etag = "        etag: option<string>,\n";
    let last = "        execution-failed,\n";
    let export = "    @since(version = 0.1.0)\n    export user-type;\n";
    for (change, breaks, edits) in [
        ("nothing", false, vec![]),
        ("a removed function", true, vec![("user", get_user, "")]),
        ("a new parameter", true, vec![("user", get_user, more.as_str())]),
        (
            "a new field",
            true,
            vec![("types", etag, "        etag: option<string>,\n        location: option<string>,\n")],
        ),
        ("a new case", true, vec![("types", last, "        execution-failed,\n        permanent-gone(problem),\n")]),
        ("a removed interface", true, vec![("world", export, "")]),
        ("a new function", false, vec![("user", get_user, second.as_str())]),
        ("a new interface", false, vec![("world", export, "    export user-type;\n    export sample;\n")]),
    ] {
        let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("contract").join(change.replace(' ', "-"));
        fs::create_dir_all(&folder).expect("a folder");
        for file in fs::read_dir(repository().join("wit")).expect("the WIT of the component") {
            let file = file.expect("a readable folder").path();
            let (name, mut text) = (file.file_stem().expect("a name"), fs::read_to_string(&file).expect("a text"));
            for (_, before, after) in edits.iter().filter(|(of, ..)| name == *of) {
                assert_eq!(text.matches(before).count(), 1, "{change}");
                text = text.replace(before, after);
            }
            fs::write(folder.join(name).with_extension("wit"), text).expect("a writable file");
        }
        let sample = "package actions:okta@0.1.0;\ninterface sample { f: func(); }\n";
        fs::write(folder.join("sample.wit"), sample).expect("a writable file");
        assert!(read(&folder).is_ok(), "{change}");
        let (_, released) = released().pop().expect("a release");
        let result = compatible(&released, &folder);
        assert_eq!(result.is_err(), breaks, "{change}: {result:?}");
    }
}

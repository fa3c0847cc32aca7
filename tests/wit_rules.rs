//! A WIT file that breaks a rule stops the build with file, line and remedy: golden messages.
//!
//! `tests/wit-rules/<case>.wit` is an interface `sample`, `<case>.txt` the message of the build script; `schemas/` contains
//! the schemas of the bodies. `BLESS=1` rewrites the texts.

use libtest_mimic::{Arguments, Failed, Trial};
use okta_actions_build::{emit, rules};
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

fn main() -> ExitCode {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/wit-rules");
    let files =
        fs::read_dir(&folder).expect("the folder of the cases").map(|file| file.expect("a readable folder").path());
    let cases = files.filter(|file| file.extension().is_some_and(|extension| extension == "wit"));
    let trials = cases.map(|case| {
        let name = case.file_stem().expect("a name").to_string_lossy().into_owned();
        Trial::test(name, move || check(&case))
    });
    libtest_mimic::run(&Arguments::from_args(), trials.collect()).exit_code()
}

/// Reads the case together with the real shared types, and compares the message of the build script.
fn check(case: &Path) -> Result<(), Failed> {
    let name = case.file_stem().ok_or("a case has a name")?.to_string_lossy().into_owned();
    let folder = PathBuf::from(env!("CARGO_TARGET_TMPDIR")).join("wit-rules").join(&name);
    fs::create_dir_all(&folder)?;
    let text = fs::read_to_string(case)?;
    let interfaces: Vec<&str> =
        text.lines().filter_map(|line| line.strip_prefix("interface ")?.split_whitespace().next()).collect();
    let exports: String = interfaces.iter().map(|interface| format!("export {interface}; ")).collect();
    fs::write(
        folder.join("world.wit"),
        format!("package actions:okta@0.1.0;\nworld okta {{ export types; {exports}}}\n"),
    )?;
    fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join("wit/types.wit"), folder.join("types.wit"))?;
    fs::write(folder.join("sample.wit"), text)?;
    let said = match rules::read(&folder, &case.with_file_name("schemas")) {
        Ok(catalog) => emit::table(&catalog),
        Err(problems) => problems.replace(&format!("{}/", folder.display()), "") + "\n",
    };
    let golden = case.with_extension("txt");
    if env::var_os("BLESS").is_some() {
        fs::write(&golden, &said)?;
    }
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    if said == expected {
        return Ok(());
    }
    Err(format!("{}: the message has changed.\n--- expected\n{expected}--- said\n{said}If that is right: BLESS=1 cargo test --test wit_rules", golden.display()).into())
}

//! Builds the component, so that one command on a fresh clone does everything.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

const TARGET: &str = "wasm32-wasip2";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = env::var("CARGO_MANIFEST_DIR")?;
    let root = Path::new(&manifest).parent().ok_or("host-test has no parent folder")?;
    for path in ["build.rs", "build", "src", "wit", "schemas", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
        println!("cargo::rerun-if-changed={}", root.join(path).display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    ensure_target(root)?;
    // A folder of its own, because the outer cargo holds the lock on the host's, and one for all profiles of the host.
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    let folder = target.join("component");
    let mut cargo = clean(Command::new(env::var("CARGO")?));
    let built = cargo
        .current_dir(root)
        .args([
            "rustc",
            "--package",
            "okta-actions",
            "--lib",
            // Without the library for Rust beside it, the linker leaves out a tenth of the code.
            "--crate-type",
            "cdylib",
            "--profile",
            "component",
            "--target",
            TARGET,
            "--target-dir",
        ])
        .arg(&folder)
        .output()?;
    let messages = String::from_utf8_lossy(&built.stderr);
    if !built.status.success() {
        for line in messages.lines() {
            println!("cargo::error={line}");
        }
        return Ok(());
    }
    let built = fs::read(folder.join(TARGET).join("component").join("okta_actions.wasm"))?;
    let wasm = folder.join("okta_actions.wasm");
    let stripped = without_names(&built).ok_or("the component that was built cannot be read")?;
    // An unchanged file keeps its date, and what was compiled from it stays valid.
    if fs::read(&wasm).ok().as_ref() != Some(&stripped) {
        fs::write(&wasm, stripped)?;
    }
    println!("cargo::rustc-env=COMPONENT_FILE={}", fs::canonicalize(wasm)?.display());
    Ok(())
}

/// A component without the names that its linker gives its parts, for which the linker has no option to leave them out.
fn without_names(component: &[u8]) -> Option<Vec<u8>> {
    const HEADER: usize = 8;
    const CUSTOM: u8 = 0;
    const NAME: &[u8] = b"\x0ecomponent-name";
    let mut kept = component.get(..HEADER)?.to_vec();
    let mut rest = component.get(HEADER..)?;
    while let [id, after @ ..] = rest {
        // The size of a section is LEB128.
        let digits = after.iter().position(|byte| byte & 0x80 == 0)? + 1;
        let size = after[..digits].iter().rev().fold(0, |size, byte| size << 7 | usize::from(byte & 0x7f));
        let (section, following) = rest.split_at_checked(1 + digits + size)?;
        if *id != CUSTOM || !after[digits..].starts_with(NAME) {
            kept.extend_from_slice(section);
        }
        rest = following;
    }
    Some(kept)
}

/// Adds the wasm target to the toolchain that runs this build, and says so.
fn ensure_target(root: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let rustc = env::var("RUSTC")?;
    let sysroot = clean(Command::new(&rustc)).args(["--print", "sysroot"]).output()?;
    let sysroot = PathBuf::from(String::from_utf8(sysroot.stdout)?.trim());
    if sysroot.join("lib/rustlib").join(TARGET).join("lib").exists() {
        return Ok(());
    }
    // rustup names the toolchain of this build in a variable; by its folder it could be another name for the same one.
    let folder = sysroot.file_name().map(|name| name.to_string_lossy().into_owned());
    let toolchain = env::var("RUSTUP_TOOLCHAIN").ok().or(folder).ok_or("the toolchain has no name")?;
    println!("cargo::warning=adding the target {TARGET} to the toolchain {toolchain}");
    let added =
        Command::new("rustup").current_dir(root).args(["target", "add", TARGET, "--toolchain", &toolchain]).output();
    match added {
        Ok(output) if output.status.success() => Ok(()),
        Ok(output) => Err(format!(
            "rustup could not add the target {TARGET}: {}\nRun `rustup target add {TARGET}` by hand, then build again",
            String::from_utf8_lossy(&output.stderr).trim()
        )
        .into()),
        Err(_) => Err(format!(
            "the Rust toolchain in {} has no standard library for {TARGET}, and rustup, which would add it, is not \
             installed. Install that library for this Rust version (distributions call it rust-std for {TARGET}), or \
             install rustup, then build again",
            sysroot.display()
        )
        .into()),
    }
}

/// Takes out of the environment what is meant for the host: flags, wrappers such as clippy's, and target folders.
fn clean(mut command: Command) -> Command {
    for (name, _) in env::vars_os() {
        let text = name.to_string_lossy();
        let for_host =
            ["RUSTFLAGS", "RUSTDOCFLAGS", "RUSTC_WRAPPER", "RUSTC_WORKSPACE_WRAPPER", "CARGO_ENCODED_RUSTFLAGS"];
        let prefixes = ["CARGO_BUILD_", "CARGO_TARGET_", "CARGO_PROFILE_", "CARGO_FEATURE_", "CARGO_CFG_"];
        if for_host.contains(&text.as_ref()) || prefixes.iter().any(|prefix| text.starts_with(prefix)) {
            command.env_remove(&name);
        }
    }
    command
}

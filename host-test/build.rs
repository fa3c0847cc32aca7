//! Builds the components, so that one command on a fresh clone does everything.

use okta_actions_build::component::{self, TARGET, clean};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let manifest = env::var("CARGO_MANIFEST_DIR")?;
    let root = Path::new(&manifest).parent().ok_or("host-test has no parent folder")?;
    for path in ["build.rs", "build", "src", "wit", "schemas", "Cargo.toml", "Cargo.lock", "rust-toolchain.toml"] {
        println!("cargo::rerun-if-changed={}", root.join(path).display());
    }
    println!("cargo::rerun-if-changed=build.rs");
    ensure_target(root)?;
    // A target folder of its own, because the outer cargo locks the host's; all profiles of the host share it.
    let target = env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), |folder| root.join(folder));
    let files = match component::build(root, &target.join("component")) {
        Ok(files) => files,
        Err(messages) => {
            for line in messages.lines() {
                println!("cargo::error={line}");
            }
            return Ok(());
        }
    };
    for (variable, file) in ["COMPONENT_FILE", "COMPONENT_BY_NAME_FILE"].iter().zip(files) {
        println!("cargo::rustc-env={variable}={}", fs::canonicalize(file)?.display());
    }
    Ok(())
}

/// Adds the wasm target to the toolchain that runs this build, and says so.
fn ensure_target(root: &Path) -> Result<(), Box<dyn std::error::Error>> {
    let rustc = env::var("RUSTC")?;
    let sysroot = clean(Command::new(&rustc)).args(["--print", "sysroot"]).output()?;
    let sysroot = PathBuf::from(String::from_utf8(sysroot.stdout)?.trim());
    if sysroot.join("lib/rustlib").join(TARGET).join("lib").exists() {
        return Ok(());
    }
    // Prefer the name from rustup: the same toolchain may have another name than its folder.
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

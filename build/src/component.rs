//! Builds the released components: the same code with different exports.
//!
//! `host-test` builds them for its tests, and `cargo xtask release` builds them once more to compare.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

/// The component of the world `okta`, under the name of its release.
pub const ALL: &str = "okta-actions.wasm";

/// The component of the world `by-name`, under the name of its release.
pub const BY_NAME: &str = "okta-actions-by-name.wasm";

/// The target of both.
pub const TARGET: &str = "wasm32-wasip2";

/// Builds both components of the sources in `root` into `folder`, and returns their files in the order of the constants.
///
/// The error is the output of the compiler.
pub fn build(root: &Path, folder: &Path) -> Result<[PathBuf; 2], String> {
    Ok([one(root, folder, ALL, &[])?, one(root, folder, BY_NAME, &["--", "--cfg", "by_name"])?])
}

fn one(root: &Path, folder: &Path, name: &str, more: &[&str]) -> Result<PathBuf, String> {
    let mut cargo = clean(Command::new(env::var_os("CARGO").unwrap_or_else(|| "cargo".into())));
    // Without the library for Rust beside it, the linker leaves out a tenth of the code.
    let args = ["rustc", "--locked", "--package", "okta-actions", "--lib", "--crate-type", "cdylib"];
    cargo.current_dir(root).args(args).args(["--profile", "component", "--target", TARGET, "--target-dir"]);
    let built = cargo.arg(folder).args(more).output().map_err(|error| format!("running cargo: {error}"))?;
    if !built.status.success() {
        return Err(String::from_utf8_lossy(&built.stderr).into_owned());
    }
    let made = folder.join(TARGET).join("component").join("okta_actions.wasm");
    let bytes = fs::read(&made).map_err(|error| format!("reading {}: {error}", made.display()))?;
    let stripped = without_names(&bytes).ok_or_else(|| format!("{} cannot be read", made.display()))?;
    let file = folder.join(name);
    // An unchanged file keeps its date, so that nothing made from it is rebuilt.
    if fs::read(&file).ok().as_ref() != Some(&stripped) {
        fs::write(&file, stripped).map_err(|error| format!("writing {}: {error}", file.display()))?;
    }
    Ok(file)
}

/// Removes the names that the linker gives to the parts of a component; it has no option to leave them out.
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

/// Removes settings for the host from the environment: flags, wrappers such as clippy's, and target folders.
pub fn clean(mut command: Command) -> Command {
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

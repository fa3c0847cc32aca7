//! Reads `wit/`, reports broken rules, and writes the table of actions, their exports and the types of the contract.

use okta_actions_build::{describe, emit, rules};
use std::path::PathBuf;
use std::{env, fs};

/// The stack of the component, in bytes. An overflow is a trap, because the stack is the first part of the memory.
const STACK: &str = "stack-size=262144";

/// The memory that an instance begins with, in bytes: stack, data, and enough free memory for an ordinary call, which then needs no
/// growth.
const INITIAL_MEMORY: &str = "--initial-memory=655360";

fn main() -> Result<(), Box<dyn std::error::Error>> {
    // `build/src/component.rs` sets it for the component without typed actions.
    println!("cargo::rustc-check-cfg=cfg(by_name)");
    for path in ["build.rs", "schemas", "wit"] {
        println!("cargo::rerun-if-changed={path}");
    }
    let root = PathBuf::from(env::var("CARGO_MANIFEST_DIR")?);
    let out = PathBuf::from(env::var("OUT_DIR")?);
    let (wit, schemas) = (root.join("wit"), root.join("schemas"));
    let catalog = match rules::read(&wit, &schemas) {
        Ok(catalog) => catalog,
        Err(problems) => {
            for line in problems.lines() {
                println!("cargo::error={line}");
            }
            return Ok(());
        }
    };
    match describe::documents(&catalog, &schemas) {
        Ok(documents) => fs::write(out.join("descriptions.rs"), describe::table(&documents))?,
        Err(problem) => println!("cargo::error={problem}"),
    }
    for (file, text) in emit::files(&catalog, &wit.display().to_string())? {
        fs::write(out.join(file), text)?;
    }
    // Tests on the host are linked without these.
    if env::var("CARGO_CFG_TARGET_FAMILY").is_ok_and(|family| family == "wasm") {
        for argument in ["-z", STACK, INITIAL_MEMORY] {
            println!("cargo::rustc-link-arg-cdylib={argument}");
        }
    }
    Ok(())
}

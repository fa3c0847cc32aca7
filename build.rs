//! Reads `wit/`, stops where a rule is broken, and writes the table of actions, their exports and the bindings.

extern crate alloc;

#[path = "build/mod.rs"]
#[allow(dead_code, reason = "the docs of actions are for the reference, which a test makes")]
mod build;

use build::{describe, emit, rules};
use std::path::PathBuf;
use std::{env, fs};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    for path in ["build.rs", "build", "src/names.rs", "src/shape.rs", "schemas", "wit"] {
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
    fs::write(out.join("table.rs"), emit::table(&catalog))?;
    match describe::documents(&catalog, &schemas) {
        Ok(documents) => fs::write(out.join("descriptions.rs"), describe::table(&documents))?,
        Err(problem) => println!("cargo::error={problem}"),
    }
    fs::write(out.join("layouts.rs"), emit::layouts(&catalog))?;
    fs::write(out.join("exports.rs"), emit::exports(&catalog))?;
    fs::write(out.join("bindings.rs"), emit::bindings(&catalog, &wit.display().to_string()))?;
    Ok(())
}

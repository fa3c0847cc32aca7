//! Runs the cases that all examples share: `cases COMPONENT CASES`, with the connection in the environment.

#[path = "../../../runner.rs"]
mod runner;

use okta_hello::Okta;
use std::process::ExitCode;

fn main() -> wasmtime::Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [component, cases] = arguments.as_slice() else { wasmtime::bail!("expected a component and a file of cases") };
    let environment: Vec<_> = std::env::vars().filter(|(name, _)| name.starts_with("OKTA_")).collect();
    let okta = Okta::load(component)?;
    let runtime = tokio::runtime::Runtime::new()?;
    Ok(runner::run(&std::fs::read_to_string(cases)?, |interface, function, arguments| {
        runtime.block_on(okta.call(&environment, interface, function, arguments)).map_err(|error| format!("{error:#}"))
    }))
}

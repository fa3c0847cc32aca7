//! A component that calls ours by its types, and runs the cases that it reads from its standard input.

mod okta;
#[path = "../../../runner.rs"]
mod runner;

use std::process::ExitCode;

fn main() -> ExitCode {
    match std::io::read_to_string(std::io::stdin()) {
        Ok(cases) => runner::run(&cases, |_, function, arguments| okta::call(function, arguments)),
        Err(error) => {
            eprintln!("the standard input cannot be read: {error}");
            ExitCode::FAILURE
        }
    }
}

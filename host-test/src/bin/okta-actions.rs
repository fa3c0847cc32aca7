//! The command.

use std::process::ExitCode;

fn main() -> ExitCode {
    host_test::cli::main()
}

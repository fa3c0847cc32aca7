//! The installed command, `okta-actions`.

use std::process::ExitCode;

fn main() -> ExitCode {
    host_test::cli::main()
}

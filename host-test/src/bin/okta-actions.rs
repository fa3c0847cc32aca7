//! The installed command, `okta-actions`.

use std::process::ExitCode;

/// Each call into the component and out of it allocates values, headers and resources, which takes a fifth of the host's time.
/// Huge pages are off (`no_thp`), because blocks of each small size would take one of their own.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    host_test::cli::main()
}

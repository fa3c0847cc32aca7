//! The installed command, `okta-actions`.

use std::process::ExitCode;

/// Values, headers and resources are allocated at each call into the component and out of it, which takes a fifth of the host's time.
/// Without huge pages (`no_thp`), each of which small blocks of one size would take for themselves.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    host_test::cli::main()
}

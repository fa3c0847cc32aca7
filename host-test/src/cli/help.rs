//! The help of the command, and what it says about words that it does not understand.

use crate::cli::errors;
use clap::Command;
use clap::error::{ContextKind, ContextValue};
use std::process::ExitCode;

const EXAMPLES: [&str; 4] = [
    "okta-actions actions reset password",
    "okta-actions call user.get-user userId=me",
    "okta-actions call user.list-users --all --csv --fields id,status,profile.login",
    "okta-actions run offboard --input login=ada@example.com --dry-run",
];

/// The commands of people who develop, which the help shows behind all others.
const OF_DEVELOPERS: [&str; 6] = ["mock", "completions", "inspect", "replay", "soak", "bench"];

/// The command with two lists of commands in its help.
pub fn grouped(command: Command) -> Command {
    let header = command.get_styles().get_header();
    let about = |name: &&str| {
        let about = command.find_subcommand(name).and_then(|command| command.get_about());
        format!("\n  {name:<11}  {}", about.cloned().unwrap_or_default())
    };
    let developers: String = OF_DEVELOPERS.iter().map(about).collect();
    let examples: String = EXAMPLES.iter().map(|example| format!("\n  {example}")).collect();
    let after = format!("{header}For developers:{header:#}{developers}\n\n{header}Examples:{header:#}{examples}");
    let hidden = |command: Command| {
        let is_hidden = command.is_hide_set() || OF_DEVELOPERS.contains(&command.get_name());
        command.hide(is_hidden)
    };
    command.mut_subcommands(hidden).after_help(after)
}

/// Prints the help, or what is wrong with the words of the command and what may be meant.
pub fn not_understood(mut error: clap::Error) -> ExitCode {
    if let Some(ContextValue::String(name)) = error.get(ContextKind::InvalidSubcommand)
        && let Ok(runtime) = tokio::runtime::Runtime::new()
        && let Some(meant) = runtime.block_on(errors::unknown_command(name))
    {
        error.insert(ContextKind::Suggested, ContextValue::StyledStrs(vec![meant.into()]));
    }
    // Without a stderr there is nobody to tell.
    let _ = error.print();
    ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2))
}

//! `okta-actions completions`: the script for a shell, and the names that complete.

use super::NAME;
use crate::host::Host;
use crate::host::catalog;
use crate::jobs;
use crate::terminal::out;
use anyhow::Context;
use clap_complete::CompletionCandidate;
use clap_complete::aot::Shell;
use clap_complete::env::Shells;
use std::process::ExitCode;

/// The variable by which the script asks this command for names.
pub const VARIABLE: &str = "COMPLETE";

/// Prints the script for a shell. The script calls this executable by its full path.
pub fn script(shell: Shell) -> anyhow::Result<ExitCode> {
    let file = std::env::current_exe()?;
    let shells = Shells::builtins();
    let completer = shells.completer(&shell.to_string()).context("there is no script for this shell")?;
    let mut script = Vec::new();
    completer.write_registration(VARIABLE, NAME, NAME, &file.to_string_lossy(), &mut script)?;
    out(String::from_utf8(script)?.trim_end())?;
    Ok(ExitCode::SUCCESS)
}

/// The names of all actions, with their titles.
fn actions() -> Vec<CompletionCandidate> {
    names(false).unwrap_or_default()
}

/// The names of all actions and jobs.
pub fn described() -> Vec<CompletionCandidate> {
    actions().into_iter().chain(jobs()).collect()
}

/// The names of the jobs, with their summaries.
pub fn jobs() -> Vec<CompletionCandidate> {
    let jobs = jobs::shipped().unwrap_or_default();
    jobs.into_iter().map(|job| CompletionCandidate::new(job.name).help(Some(job.summary.into()))).collect()
}

/// The names of all functions, the actions with their titles.
pub fn functions() -> Vec<CompletionCandidate> {
    names(true).unwrap_or_default()
}

fn names(all: bool) -> anyhow::Result<Vec<CompletionCandidate>> {
    let host = Host::new()?;
    let actions = tokio::runtime::Runtime::new()?.block_on(catalog::actions(&host))?;
    let title = |interface: &str, name: &str| {
        let found = actions.iter().find(|action| action["interface"] == interface && action["function"] == name);
        found.and_then(|action| action["title"].as_str())
    };
    let candidates = host.functions().iter().filter_map(|function| {
        let title = title(&function.interface, &function.name);
        let candidate = CompletionCandidate::new(format!("{}.{}", function.interface, function.name));
        (all || title.is_some()).then(|| candidate.help(title.map(|title| title.to_string().into())))
    });
    Ok(candidates.collect())
}

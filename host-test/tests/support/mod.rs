//! Runs the command as a person or a script does.

#![allow(dead_code, reason = "no test uses all of it")]

use serde_json::Value;
use std::io::Write;
use std::process::{Command, Stdio};

/// The exit status of a run of the command, and its output.
pub struct Run {
    pub status: i32,
    pub stdout: String,
    pub stderr: String,
}

/// The command without any variable of Okta, with a home folder that does not exist, and with a cache of the tests' own.
pub fn command(args: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_okta-actions"));
    command.env("HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/nobody"));
    command.env("XDG_CACHE_HOME", concat!(env!("CARGO_TARGET_TMPDIR"), "/cache"));
    for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OKTA_")) {
        command.env_remove(name);
    }
    command.args(args).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// Runs the command without any variable of Okta; `environment` adds some.
pub fn run_with(args: &[&str], input: &str, environment: &[(&str, &str)]) -> Run {
    let mut child = command(args).envs(environment.iter().copied()).spawn().expect("the command starts");
    child.stdin.take().expect("a pipe").write_all(input.as_bytes()).expect("the command reads");
    let output = child.wait_with_output().expect("the command ends");
    let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
    Run {
        status: output.status.code().expect("an exit status"),
        stdout: text(output.stdout),
        stderr: text(output.stderr),
    }
}

/// Runs the command without input.
pub fn run(args: &[&str]) -> Run {
    run_with(args, "", &[])
}

/// The output as JSON.
pub fn json(run: &Run) -> Value {
    serde_json::from_str(&run.stdout)
        .unwrap_or_else(|error| Value::String(format!("{error}: {}{}", run.stdout, run.stderr)))
}

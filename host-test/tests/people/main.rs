//! The command as a person uses it: on a terminal, with jobs, the system log, settings and the search.

#[path = "../support/mod.rs"]
mod support;

mod errors;
mod formats;
#[cfg(target_os = "linux")]
mod guides;
mod jobs;
mod log;
mod proxy;
mod search;
mod settings;
#[cfg(target_os = "linux")]
mod terminal;

use std::io::{BufRead, BufReader};
use std::process::{Child, ChildStdout};

/// A mock org in a process of its own, until it is dropped.
struct MockOrg {
    child: Child,
    environment: Vec<(String, String)>,
    /// Held, because the command ends once its output is closed.
    _stdout: BufReader<ChildStdout>,
}

impl MockOrg {
    fn start(args: &[&str]) -> Self {
        let mut child = support::command(&[&["mock"], args].concat()).spawn().expect("the mock org starts");
        let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
        let environment = (0..3).map(|_| {
            let mut line = String::new();
            stdout.read_line(&mut line).expect("a line");
            let (name, value) = line.trim().trim_start_matches("export ").split_once('=').expect("a variable");
            (name.to_string(), value.to_string())
        });
        let environment = environment.collect();
        Self { child, environment, _stdout: stdout }
    }

    fn variables(&self) -> Vec<(&str, &str)> {
        self.environment.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect()
    }

    /// Runs the command against this org.
    fn run(&self, args: &[&str]) -> support::Run {
        support::run_with(args, "", &self.variables())
    }
}

impl Drop for MockOrg {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

/// A folder of its own, until it is dropped.
fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

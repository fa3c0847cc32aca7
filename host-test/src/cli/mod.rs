//! The command: it finds, describes and calls actions, serves the mock org and the explorer, and checks the component.
//!
//! | file | job |
//! |---|---|
//! | `call`, `follow`, `curl` | one call, all pages of a list, a call as a `curl` command |
//! | `arguments`, `words` | the arguments of a call: JSON, words such as `userId=me`, files |
//! | `describe`, `job` | an action or a job for people |
//! | `example`, `spreadsheet` | arguments that an action takes, and a command that makes a spreadsheet of a list |
//! | `run`, `log` | jobs of several actions, the system log as it comes |
//! | `connection`, `settings`, `private_key`, `config` | the org that a command calls, and its settings |
//! | `show`, `errors`, `ask`, `waiting`, `help` | results, errors, questions, waits and help for people |
//! | `serve`, `check`, `inspect` | the commands around the other rooms |
//! | `tables`, `quote`, `complete` | output for people, words for a shell, completion |
//!
//! Enter at [`main`]. This room may know all others, and no other room may know it.

mod arguments;
mod ask;
mod badge;
mod call;
mod check;
mod complete;
mod config;
pub mod connection;
pub mod curl;
pub mod describe;
mod errors;
pub mod example;
mod follow;
mod help;
mod inspect;
mod job;
mod log;
mod private_key;
mod quote;
mod run;
mod serve;
mod settings;
mod show;
mod spreadsheet;
mod tables;
mod waiting;
mod words;

use crate::bench;
use crate::host::Host;
use crate::host::catalog;
use crate::jobs::{self, Job};
use crate::mock::{self, LinkForm, Options};
use crate::soak;
use crate::terminal::{out, out_table, say};
use call::bad_input;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use clap_complete::aot::Shell;
use clap_complete::{ArgValueCandidates, CompleteEnv};
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::ExitCode;

/// The name of the installed command.
const NAME: &str = "okta-actions";

/// Run actions and jobs in your Okta org from the command line.
///
/// `okta-actions describe ACTION` says what an action takes. Without any setting of an org, the command calls a mock org, so
/// that you can try everything.
///
/// Results go to stdout, everything else to stderr. On a terminal, a list is a table and a document is in color; in a pipe or
/// file, results are JSON. Options of `call` choose another form. Exit status: 0 success, 1 Okta, the network or the policy
/// refused, 2 bad input.
#[derive(Parser)]
#[command(name = NAME, version, arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the actions, or search them by words such as reset password
    Actions {
        /// Words to look for, such as reset password, createUser or offboard
        words: Vec<String>,
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Run one action, in your org or else in a mock org
    Call(call::Call),
    /// Describe an action or a job and its arguments, with an example
    Describe {
        /// The action or job, such as user.create-user or onboard
        #[arg(add = ArgValueCandidates::new(complete::described))]
        action: String,
        /// Print the document as JSON, with the schema of the arguments
        #[arg(long)]
        json: bool,
        /// Show only this kind of body, such as SAML_2_0
        #[arg(long, value_name = "TYPE")]
        body: Option<String>,
    },
    /// Run a job of several actions, such as onboard; without a name, list the jobs
    Run(run::Run),
    /// List the jobs that come with the command
    Jobs {
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Print the events of the system log; --follow waits for new ones
    Log(log::Log),
    /// Show the settings and their sources, and whether the org can be reached
    Config(config::Config),
    /// Serve a local page with a form for each action, and its jobs
    Explore {
        /// The port on loopback; 0 takes any. Without this option 8472, or any if that is taken: a browser remembers
        /// favourites by port
        #[arg(long)]
        port: Option<u16>,
        /// A file with a job of your own, as `run` takes it: shown on the start page, before those of the command
        #[arg(long = "job", value_name = "FILE")]
        jobs: Vec<String>,
        #[command(flatten)]
        connection: connection::Flags,
    },
    /// Serve the mock org until interrupted
    Mock {
        /// The port on loopback; 0 takes any
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// A service app that gets access tokens, as JSON: client_id, jwks (public keys), scopes, dpop
        #[arg(long, value_name = "FILE")]
        client: Option<PathBuf>,
        /// The rate limit of each path template, in requests per minute; any further request gets a 429
        #[arg(long, value_name = "N", default_value_t = Options::default().rate_limit)]
        rate_limit: u32,
        /// The API token that it takes. With another than the default, the command takes the mock for a real org
        #[arg(long, default_value = mock::TOKEN)]
        token: String,
        /// Whether the links of a page come in one `Link` header or in a header line each
        #[arg(long, value_name = "FORM", value_parser = ["joined", "lines"], default_value = "lines")]
        link: String,
        /// Respond to three of ten requests with a fault: broken, slow, absurd or hostile; the seed makes the choices repeatable
        #[arg(long, value_name = "SEED", num_args = 0..=1, default_missing_value = "1")]
        faults: Option<u64>,
    },
    /// Run recorded interactions with Okta through the component, and compare
    Replay {
        /// A file with one interaction per line
        file: PathBuf,
        /// Print one JSON object per line: id, action, result, reason, schema
        #[arg(long)]
        json: bool,
    },
    /// Drive the component with random calls, and look for traps and leaked secrets
    Soak {
        /// How many calls
        #[arg(long, default_value_t = 20_000)]
        calls: u64,
        /// The seed of all choices
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many calls run at a time, up to 60
        #[arg(long, default_value_t = 32)]
        concurrency: usize,
        /// Let the mock org respond to four of ten requests with a fault
        #[arg(long)]
        faults: bool,
        /// Run this call of the seed alone, and show it
        #[arg(long, value_name = "CALL")]
        only: Option<u64>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Measure the component beside a plain HTTP client; build with `--release`
    Bench {
        /// End within a minute, with fewer and shorter samples
        #[arg(long)]
        quick: bool,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
        /// Draw plots into this folder, as SVG
        #[arg(long, value_name = "FOLDER")]
        plots: Option<PathBuf>,
    },
    /// A process that a benchmark starts
    #[command(name = bench::child::COMMAND, hide = true)]
    BenchPart {
        part: bench::child::Part,
        #[arg(default_value = "")]
        origin: String,
        /// How many callers run at a time
        #[arg(long, default_value_t = 1)]
        callers: u32,
    },
    /// Show the component that this command carries: size, imports, exports
    Inspect {
        /// Write the component into this file, for other hosts
        #[arg(long, value_name = "FILE")]
        write: Option<PathBuf>,
        /// The small component, whose actions are called by name only
        #[arg(long)]
        by_name: bool,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Print the script for a shell: source <(okta-actions completions bash)
    Completions {
        /// The shell
        shell: Shell,
    },
}

/// Runs the command that the arguments of this process ask for.
pub fn main() -> ExitCode {
    // If the script of a shell asks for names, this prints them and exits.
    CompleteEnv::with_factory(Cli::command).var(complete::VARIABLE).complete();
    let parsed = help::grouped(Cli::command()).try_get_matches().and_then(|matches| Cli::from_arg_matches(&matches));
    let command = match parsed {
        Ok(cli) => cli.command,
        Err(error) => return help::not_understood(error),
    };
    let runtime = match &command {
        // One call waits for one response: moving its request to another thread and back takes longer than most of the rest.
        Command::Call(_) => tokio::runtime::Builder::new_current_thread().enable_all().build(),
        _ => tokio::runtime::Runtime::new(),
    };
    let ended = runtime.map_err(Into::into).and_then(|runtime| runtime.block_on(run(command)));
    match ended {
        Ok(code) => code,
        // The reader of the output has closed it, as `head` does.
        Err(error) if is_broken_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            say(&format!("error: {error:#}"));
            ExitCode::from(1)
        }
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error.downcast_ref::<std::io::Error>().is_some_and(|error| error.kind() == ErrorKind::BrokenPipe)
}

async fn run(command: Command) -> anyhow::Result<ExitCode> {
    match command {
        Command::Actions { words, json } => actions(&words, json).await,
        Command::Describe { action, json, body } => describe::run(&action, json, body.as_deref()).await,
        Command::Call(call) => call::run(call).await,
        Command::Run(run) => run::run(run).await,
        Command::Jobs { json } => run::list(json),
        Command::Log(log) => log::run(log).await,
        Command::Config(config) => config::run(config).await,
        Command::Completions { shell } => complete::script(shell),
        Command::Mock { port, client, rate_limit, token, link, faults } => {
            let link = if link == "joined" { LinkForm::Joined } else { LinkForm::TwoLines };
            serve::mock(Options { port, rate_limit, token, link, ..Options::default() }, client, faults).await
        }
        Command::Explore { port, jobs, connection } => serve::explore(port, &jobs, &connection).await,
        Command::Replay { file, json } => check::replay(&file, json).await,
        Command::Soak { calls, seed, concurrency, faults, only, json } => {
            check::soak(soak::Options { calls, seed, concurrency, faults, only }, json).await
        }
        Command::Bench { quick, json, plots } => check::bench(bench::Options { quick }, json, plots.as_deref()).await,
        Command::BenchPart { part, origin, callers } => {
            bench::child::run(part, &origin, callers).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Inspect { write, by_name, json } => inspect::run(write, by_name, json),
    }
}

/// Prints the component's list of actions, or those that a search finds, the best first.
async fn actions(words: &[String], json: bool) -> anyhow::Result<ExitCode> {
    let host = Host::new()?;
    let environment = match connection::catalog_environment() {
        Ok(environment) => environment,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    let query = words.join(" ");
    let found = match catalog::search_in(&host, &query, environment).await {
        Ok(found) => found,
        Err(problem) => return Ok(bad_input(&[problem.to_string()])),
    };
    if json {
        out(&serde_json::to_string(&found)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if found.is_empty() {
        say(&format!("Nothing fits `{query}`. Try one of these: {}", catalog::QUERIES.join(", ")));
        return Ok(ExitCode::SUCCESS);
    }
    let (table, hidden) = tables::actions(&found);
    out_table(&table)?;
    hidden.iter().for_each(|hidden| say(hidden));
    let jobs = jobs::shipped().map_err(anyhow::Error::msg)?;
    let about = |job: &&Job| !query.is_empty() && job.name.contains(&query.to_lowercase());
    for job in jobs.iter().filter(about) {
        say(&format!("\n`okta-actions run {}` does it in one go: {}", job.name, job.summary));
    }
    let count = if found.len() == 1 { "1 action".to_string() } else { format!("{} actions", found.len()) };
    say(&format!("\n{count}; `okta-actions describe ACTION` describes one"));
    Ok(ExitCode::SUCCESS)
}

//! The command: list, describe, call and replay actions, run the mock org, look into the component.

use anyhow::Context;
use call::bad_input;
use clap::{CommandFactory, Parser, Subcommand};
use clap_complete::aot::Shell;
use clap_complete::{ArgValueCandidates, CompleteEnv};
use host_test::bench;
use host_test::catalog;
use host_test::connection::Connection;
use host_test::explore::Explorer;
use host_test::host::Host;
use host_test::mock::{Client, Faults, LinkForm, Mock, Options};
use host_test::replay;
use host_test::soak;
use host_test::terminal::{out, out_table, say};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::sync::Arc;

mod all;
mod call;
mod complete;
mod describe;
mod print;

/// Runs the Okta component: 330 actions of an Okta org, sandboxed in WebAssembly.
///
/// Results are JSON on stdout, everything else goes to stderr. Exit status: 0 success, 1 Okta or the network failed,
/// 2 bad input.
#[derive(Parser)]
#[command(
    name = "host-test",
    version,
    arg_required_else_help = true,
    after_help = "\
`host-test actions` lists every action, `host-test describe ACTION` says what one takes.\n\n\
Example: host-test call user.list-users '{\"limit\": 2}'"
)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// List the actions, all or those that hold every given word; `describe` says what one takes
    Actions {
        /// Words to look for in section, title, name, method and path
        words: Vec<String>,
        /// Print one JSON array
        #[arg(long)]
        json: bool,
    },
    /// Say what an action does and takes, with an example
    Describe {
        /// The action, such as user.create-user
        #[arg(add = ArgValueCandidates::new(complete::actions))]
        action: String,
        /// Print the document as JSON, with the schema of the arguments
        #[arg(long)]
        json: bool,
    },
    /// Run one action against the org of OKTA_CLIENT_ORGURL, or against the embedded mock org if nothing is configured
    Call(call::Call),
    /// Serve the mock org until interrupted
    Mock {
        /// The port on loopback; 0 takes any
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// A service app that gets access tokens, as JSON: client_id, jwks (public keys), scopes, dpop
        #[arg(long, value_name = "FILE")]
        client: Option<PathBuf>,
        /// How many requests a minute each path template takes; one more is answered by 429
        #[arg(long, value_name = "N", default_value_t = Options::default().rate_limit)]
        rate_limit: u32,
        /// Whether the links of a page come in one `Link` header or in a header line each
        #[arg(long, value_name = "FORM", value_parser = ["joined", "lines"], default_value = "lines")]
        link: String,
        /// Answer three of ten requests by a fault: broken, slow, absurd or hostile; the seed makes the choices repeatable
        #[arg(long, value_name = "SEED", num_args = 0..=1, default_missing_value = "1")]
        faults: Option<u64>,
    },
    /// Serve a local page that finds, fills in and runs actions: against OKTA_CLIENT_ORGURL, or else a mock org
    Explore {
        /// The port on loopback; 0 takes any
        #[arg(long, default_value_t = 0)]
        port: u16,
        /// Call the embedded mock org whatever is configured; OKTA_ACTIONS_* still hold
        #[arg(long)]
        mock: bool,
    },
    /// Run recorded interactions with Okta through the component, and check their bodies against the described schemas
    Replay {
        /// A file with one interaction a line
        file: PathBuf,
        /// Print one JSON object a line: id, action, result, reason, schema
        #[arg(long)]
        json: bool,
    },
    /// Drive the component with random calls against the mock org, and look for traps and leaked secrets
    Soak {
        /// How many calls
        #[arg(long, default_value_t = 20_000)]
        calls: u64,
        /// What all choices follow from
        #[arg(long, default_value_t = 1)]
        seed: u64,
        /// How many calls run at a time, up to 60
        #[arg(long, default_value_t = 32)]
        concurrency: usize,
        /// Let the mock org answer four of ten requests by a fault
        #[arg(long)]
        faults: bool,
        /// Run this call of the seed alone, and show it
        #[arg(long, value_name = "CALL")]
        only: Option<u64>,
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Measure the component beside a plain HTTP client, in one run; build with `--release`
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
    },
    /// Show the built component: path, size, imports, exports
    Inspect {
        /// Print one JSON object
        #[arg(long)]
        json: bool,
    },
    /// Print the script that completes commands and action names in a shell: source <(host-test completions bash)
    Completions {
        /// The shell
        shell: Shell,
    },
}

fn main() -> ExitCode {
    // Where the script of a shell asks, this answers and ends here.
    CompleteEnv::with_factory(Cli::command).var(complete::VARIABLE).complete();
    let command = Cli::parse().command;
    let ended = tokio::runtime::Runtime::new().map_err(Into::into).and_then(|runtime| runtime.block_on(run(command)));
    match ended {
        Ok(code) => code,
        // Who reads the output has seen enough, as `head` has.
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
        Command::Describe { action, json } => describe::run(&action, json).await,
        Command::Call(call) => call::run(call).await,
        Command::Completions { shell } => complete::script(shell),
        Command::Mock { port, client, rate_limit, link, faults } => {
            let link = if link == "joined" { LinkForm::Joined } else { LinkForm::TwoLines };
            mock(Options { port, rate_limit, link, ..Options::default() }, client, faults).await
        }
        Command::Explore { port, mock } => explore(port, mock).await,
        Command::Replay { file, json } => replay(file, json).await,
        Command::Soak { calls, seed, concurrency, faults, only, json } => {
            soak(soak::Options { calls, seed, concurrency, faults, only }, json).await
        }
        Command::Bench { quick, json, plots } => benchmark(bench::Options { quick }, json, plots.as_deref()).await,
        Command::BenchPart { part, origin } => {
            bench::child::run(part, &origin).await?;
            Ok(ExitCode::SUCCESS)
        }
        Command::Inspect { json } => {
            out(&print::inspection(&Host::new()?.inspect()?, json)?)?;
            Ok(ExitCode::SUCCESS)
        }
    }
}

/// Prints the list that the component itself gives.
async fn actions(words: &[String], json: bool) -> anyhow::Result<ExitCode> {
    let host = Host::new()?;
    let all = match catalog::actions_in(&host, catalog::process_environment()).await {
        Ok(all) => all,
        Err(problem) => return Ok(bad_input(&[problem.to_string()])),
    };
    let holds = |action: &&serde_json::Value| {
        let text = action.to_string().to_lowercase();
        words.iter().all(|word| text.contains(&word.to_lowercase()))
    };
    let found: Vec<&serde_json::Value> = all.iter().filter(holds).collect();
    if json {
        out(&serde_json::to_string(&found)?)?;
    } else {
        out_table(&print::actions(&found))?;
        say(&format!("\n{} actions; `host-test describe ACTION` says what one does and takes", found.len()));
    }
    Ok(ExitCode::SUCCESS)
}

async fn mock(options: Options, client: Option<PathBuf>, faults: Option<u64>) -> anyhow::Result<ExitCode> {
    let client = match client.map(|file| read_client(&file)).transpose() {
        Ok(client) => client,
        Err(error) => return Ok(bad_input(&[format!("{error:#}")])),
    };
    let faults = faults.map(|seed| Faults { seed, percent: 30, tap: None });
    let port = options.port;
    let options = Options { clients: client.clone().into_iter().collect(), faults, ..options };
    let mock = Mock::start(options).await.with_context(|| format!("listening on port {port}"))?;
    say("The mock org listens until interrupted. To use it from another terminal:");
    for (name, value) in mock.environment() {
        out(&format!("export {name}={value}"))?;
    }
    if let Some(client) = client {
        say("To be the service app, set OKTA_CLIENT_PRIVATEKEY to its private key as well:");
        out("export OKTA_CLIENT_AUTHORIZATIONMODE=PrivateKey")?;
        out(&format!("export OKTA_CLIENT_CLIENTID={}", client.client_id))?;
        out(&format!("export OKTA_CLIENT_SCOPES='{}'", client.scopes.join(" ")))?;
    }
    std::future::pending().await
}

async fn explore(port: u16, mock: bool) -> anyhow::Result<ExitCode> {
    let connection = match Connection::of_process(mock) {
        Ok(connection) => connection,
        Err(problem) => return Ok(bad_input(&[problem])),
    };
    connection.tell();
    let explorer = Explorer::start(Host::new()?, connection, port).await?;
    let kind = if explorer.mock.is_some() { "the embedded mock org" } else { "your org" };
    say(&format!("The explorer runs until interrupted, and calls {} ({kind}).", explorer.org));
    say("Open this URL; it works once, and lets that browser in:");
    out(&explorer.url)?;
    std::future::pending().await
}

fn read_client(file: &Path) -> anyhow::Result<Client> {
    let text = std::fs::read_to_string(file).with_context(|| format!("reading {}", file.display()))?;
    serde_json::from_str(&text).with_context(|| format!("{} is no client", file.display()))
}

async fn replay(file: PathBuf, json: bool) -> anyhow::Result<ExitCode> {
    let host = Host::new()?;
    let reports = replay::replay(&host, &file, |_| {}).await?;
    if json {
        for report in &reports {
            out(&serde_json::to_string(report)?)?;
        }
    } else {
        out_table(&print::reports(&reports))?;
    }
    let failed = reports.iter().any(replay::Report::is_failure);
    Ok(ExitCode::from(u8::from(failed)))
}

async fn soak(options: soak::Options, json: bool) -> anyhow::Result<ExitCode> {
    // Draws on stderr, and only where that is a terminal.
    let bar = indicatif::ProgressBar::new(options.calls);
    bar.set_style(indicatif::ProgressStyle::with_template(
        "{wide_bar} {pos}/{len} calls, {per_sec}, {msg}, {eta} left",
    )?);
    let report = soak::run(Arc::new(Host::new()?), options, |report| {
        if report.calls.is_multiple_of(100) {
            bar.set_message(format!("{} traps, {} leaks", report.traps.len(), report.leaks.len()));
            bar.set_position(report.calls);
        }
    });
    let report = report.await?;
    bar.finish_and_clear();
    if json {
        out(&serde_json::to_string(&report)?)?;
    } else {
        out_table(&print::soak(&report))?;
    }
    Ok(ExitCode::from(u8::from(!report.is_clean())))
}

async fn benchmark(options: bench::Options, json: bool, plots: Option<&Path>) -> anyhow::Result<ExitCode> {
    if cfg!(debug_assertions) {
        eprintln!(
            "warning: this host was built without optimization, which is what is measured now; build with --release"
        );
    }
    let report = bench::run(options).await?;
    if let Some(folder) = plots {
        bench::plot::write(&report, folder)?;
    }
    out(&if json { report.to_json().to_string() } else { bench::table::text(&report) })?;
    Ok(ExitCode::SUCCESS)
}

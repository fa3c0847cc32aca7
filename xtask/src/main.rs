//! The commands of this repository beside `cargo test --workspace`. `.ci/run` runs the same ones.

use anyhow::{Context, bail};
use clap::{Parser, Subcommand};
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

mod site;
mod size;

/// Lints, blesses, replays, fuzzes and releases.
#[derive(Parser)]
#[command(name = "cargo xtask", arg_required_else_help = true)]
struct Cli {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    /// Check the format, and run clippy for the host and for the component
    Lint,
    /// Rewrite the golden files: the reference, the hints, the messages of the build, instruction counts; review them like code
    Bless,
    /// Replay recorded interactions with Okta, if the file exists
    Replay {
        /// A file with one interaction per line
        file: PathBuf,
    },
    /// Build the component once more, and print the size of each part in bytes
    Size,
    /// Build the site of the docs in target/site, with a page per action, and check its links
    Site,
    /// Make a release in target/release-artifacts, check it or publish it: see `cargo xtask release --help`
    #[command(disable_help_flag = true)]
    Release {
        /// The arguments of the release program
        #[arg(trailing_var_arg = true, allow_hyphen_values = true)]
        args: Vec<String>,
    },
    /// Check licenses, sources and bans of all dependencies, and known vulnerabilities; needs `cargo install cargo-deny --locked`
    Deny {
        /// Without the known vulnerabilities, whose list is on the network
        #[arg(long)]
        offline: bool,
    },
    /// Fuzz every target, or one; needs `cargo install cargo-fuzz --locked`
    Fuzz {
        /// The target; all of them if not given
        target: Option<String>,
        /// Seconds per target
        #[arg(long, default_value_t = 60)]
        seconds: u32,
    },
}

/// The tests whose expectations are golden files.
const GOLDEN: [&str; 3] = ["reference", "wit_rules", "instructions"];

/// The program that makes releases, in a workspace of its own.
const RELEASE: &str = "release/Cargo.toml";

fn main() -> anyhow::Result<()> {
    match Cli::parse().task {
        Task::Lint => lint(),
        Task::Bless => bless(),
        Task::Replay { file } => replay(&file),
        Task::Size => size::run(&root().canonicalize()?),
        Task::Site => site::build(),
        Task::Release { args } => release(&args),
        Task::Deny { offline } => deny(offline),
        Task::Fuzz { target, seconds } => fuzz(target.as_deref(), seconds),
    }
}

fn lint() -> anyhow::Result<()> {
    cargo(&["fmt", "--all", "--check"])?;
    cargo(&["fmt", "--manifest-path", RELEASE, "--check"])?;
    cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])?;
    // The exports exist for the wasm target only, which the build of the tests adds to the toolchain.
    cargo(&["clippy", "--package", "okta-actions", "--lib", "--target", "wasm32-wasip2", "--", "-D", "warnings"])
}

fn bless() -> anyhow::Result<()> {
    let tests = GOLDEN.iter().flat_map(|test| ["--test", test]);
    let args: Vec<&str> = ["test", "--package", "okta-actions"].into_iter().chain(tests).collect();
    run(command("cargo", &args).env("BLESS", "1"))
}

fn replay(file: &Path) -> anyhow::Result<()> {
    if !root().join(file).exists() {
        println!("\n== replay skipped: {} does not exist", file.display());
        return Ok(());
    }
    cargo(&["run", "--quiet", "--package", "host-test", "--", "replay", &file.to_string_lossy()])
}

fn release(args: &[String]) -> anyhow::Result<()> {
    let program = ["--locked", "--manifest-path", RELEASE, "--target-dir", "target/release-tool"];
    cargo(&[&["test", "--quiet"], program.as_slice()].concat())?;
    let args: Vec<&str> = ["--"].into_iter().chain(args.iter().map(String::as_str)).collect();
    cargo(&[&["run", "--quiet"], program.as_slice(), &args].concat())
}

fn deny(offline: bool) -> anyhow::Result<()> {
    // Each lock file belongs to a workspace.
    let listed = command("git", &["ls-files", "Cargo.lock", "*/Cargo.lock"]).output().context("cannot run git")?;
    for lock in String::from_utf8(listed.stdout)?.lines() {
        let manifest = lock.replace(".lock", ".toml");
        let what = [
            "deny",
            "--locked",
            "--manifest-path",
            &manifest,
            "--config",
            "deny.toml",
            "check",
            "licenses",
            "bans",
            "sources",
        ];
        cargo(&[what.as_slice(), if offline { &[] } else { &["advisories"] }].concat())?;
    }
    Ok(())
}

fn fuzz(target: Option<&str>, seconds: u32) -> anyhow::Result<()> {
    let targets = match target {
        Some(target) => vec![target.to_owned()],
        None => targets()?,
    };
    for target in targets {
        let corpus = format!("fuzz/corpus/{target}");
        // The keys that the tests read are the seeds of their target.
        let seeds = if target == "key" { "tests/keys".to_string() } else { format!("fuzz/seeds/{target}") };
        std::fs::create_dir_all(root().join(&corpus))?;
        let time = format!("-max_total_time={seconds}");
        let fuzzer = [time.as_str(), "-max_len=2000", "-timeout=10"];
        let args = ["fuzz", "run", &target, &corpus, &seeds, "--sanitizer", "none", "--"];
        // The pinned stable compiler instruments code only with this variable.
        run(command("cargo", &[args.as_slice(), &fuzzer].concat()).env("RUSTC_BOOTSTRAP", "1"))?;
    }
    Ok(())
}

/// The fuzz targets, by their files.
fn targets() -> anyhow::Result<Vec<String>> {
    let files = std::fs::read_dir(root().join("fuzz/targets"))?.collect::<Result<Vec<_>, _>>()?;
    let name = |file: &std::fs::DirEntry| Some(file.path().file_stem()?.to_string_lossy().into_owned());
    let mut targets: Vec<String> = files.iter().filter_map(name).collect();
    targets.sort();
    Ok(targets)
}

fn cargo(args: &[&str]) -> anyhow::Result<()> {
    run(&mut command("cargo", args))
}

fn command(program: &str, args: &[&str]) -> Command {
    let mut command = Command::new(program);
    command.current_dir(root()).args(args);
    // With cargo's variables about this program, the build script of `ring` and all that uses it would run and compile again.
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_PKG_") || text.starts_with("CARGO_MANIFEST_") {
            command.env_remove(&name);
        }
    }
    command
}

/// Runs a command, and prints it and its duration.
fn run(command: &mut Command) -> anyhow::Result<()> {
    let args: Vec<_> = command.get_args().map(|arg| arg.to_string_lossy().into_owned()).collect();
    let line = format!("{} {}", command.get_program().to_string_lossy(), args.join(" "));
    println!("\n== {line}");
    let start = Instant::now();
    let status = command.status().with_context(|| format!("cannot run {line}"))?;
    if !status.success() {
        bail!("{line} failed ({status})");
    }
    println!("== {} s", start.elapsed().as_secs());
    Ok(())
}

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

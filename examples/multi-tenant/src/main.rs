//! `multi-tenant --tenants FILE`: serves actions for the tenants of a file.

use anyhow::Context;
use clap::Parser;
use multi_tenant::server::{Server, Share};
use multi_tenant::tenants::Tenants;
use std::path::PathBuf;
use tokio::net::TcpListener;

/// Runs Okta actions for many tenants: POST /v1/ACTION with a key and JSON arguments, GET /metrics.
#[derive(Parser)]
struct Cli {
    /// The file of tenants: a JSON list of objects with `name`, `key` and `environment`
    #[arg(long)]
    tenants: PathBuf,
    /// The address to listen on
    #[arg(long, default_value = "127.0.0.1:8080")]
    listen: String,
}

#[tokio::main]
async fn main() -> anyhow::Result<()> {
    let cli = Cli::parse();
    tracing_subscriber::fmt().json().flatten_event(true).with_writer(std::io::stderr).init();
    let file = std::fs::read_to_string(&cli.tenants).with_context(|| cli.tenants.display().to_string())?;
    let router = Server::new(Tenants::read(&file)?, Share::default())?.router();
    let listener = TcpListener::bind(&cli.listen).await.with_context(|| format!("listening on {}", cli.listen))?;
    eprintln!("listening on http://{}", listener.local_addr()?);
    Ok(axum::serve(listener, router).await?)
}

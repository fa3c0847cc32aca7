//! Runs recorded interactions with Okta through the component: it must send the same requests, and the recorded
//! responses must reach the caller whole.
//!
//! | file | job |
//! |---|---|
//! | `row` | a recorded interaction, and the call that repeats it |
//! | `compare` | the differences between a recording and its replay |
//! | `schema` | checks bodies against the schemas of the catalog |
//!
//! Enter at [`replay`]. This room knows the facts about Okta's operations, and must not know the mock org: the recordings
//! are the reference.

mod compare;
mod row;
pub mod schema;

use crate::host::catalog;
use crate::host::network::Network;
use crate::host::values::Outcome;
use crate::host::values::arguments;
use crate::host::{Host, InstanceConfig};
use anyhow::Context;
use bytes::Bytes;
use http::Uri;
use http::uri::Scheme;
use row::{Plan, Row};
use serde::Serialize;
use serde_json::Value;
use std::path::Path;
use std::sync::{Arc, Mutex};
use wasmtime_wasi_http::Error;

/// The verdict on a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Verdict {
    /// The component sent the same request, and the recorded response reached the caller.
    Same,
    /// The request or the result was different.
    Differs,
    /// The recorded client sent something that does not belong to the operation; without that, the request is the same.
    Malformed,
    /// The component does not have the action.
    Skipped,
    /// The row cannot be read.
    Broken,
}

/// The result of a row.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The id of the row, or its position in the file, such as `line 3`, if it cannot be read.
    pub id: String,
    /// The action, such as `user.get-user`; none for a row of no action.
    pub action: Option<String>,
    /// The section of the action.
    #[serde(skip)]
    pub section: String,
    /// The verdict.
    pub result: Verdict,
    /// The reason, or a note on a row that is the same.
    pub reason: Option<String>,
    /// [`FITS`], or the misfits between the recorded JSON body and the schema of the action's document; none without a JSON body.
    pub schema: Option<String>,
    /// Whether Okta accepted the request (2xx).
    #[serde(skip)]
    pub taken: bool,
}

/// The verdict on a body that fits its schema.
pub const FITS: &str = "fits";

impl Report {
    /// Whether something is wrong: another request, a schema that forbids an accepted body, or a row that cannot be read.
    pub fn is_failure(&self) -> bool {
        let fits = self.schema.as_deref().is_none_or(|schema| schema == FITS);
        matches!(self.result, Verdict::Differs | Verdict::Broken) || (self.taken && !fits)
    }
}

/// Runs all rows of a file; `progress` is called after each. A row that cannot be read has a result, too.
pub async fn replay(host: &Host, file: &Path, mut progress: impl FnMut(&Report)) -> anyhow::Result<Vec<Report>> {
    let text = std::fs::read(file).with_context(|| format!("reading {}", file.display()))?;
    let mut reports = Vec::new();
    for (number, line) in text.split(|byte| *byte == b'\n').enumerate() {
        if line.trim_ascii().is_empty() {
            continue;
        }
        let report = match serde_json::from_slice::<Row>(line) {
            Ok(row) => run(host, row).await?,
            Err(error) => broken(number + 1, &error),
        };
        progress(&report);
        reports.push(report);
    }
    Ok(reports)
}

fn broken(line: usize, error: &serde_json::Error) -> Report {
    Report {
        id: format!("line {line}"),
        action: None,
        section: "(unreadable)".into(),
        result: Verdict::Broken,
        reason: Some(format!("the row cannot be read: {error}")),
        schema: None,
        taken: false,
    }
}

async fn run(host: &Host, mut row: Row) -> anyhow::Result<Report> {
    let operation = row.operation();
    let action = operation.map(|operation| format!("{}.{}", operation.interface, operation.function));
    let schema = match (operation.is_some_and(|operation| operation.body.is_some()), row.request.body.json(), &action) {
        (true, Some(body), Some(action)) => check_body(host, action, &body).await?,
        _ => None,
    };
    let section = row.action.as_ref().map_or_else(|| "(no action)".to_string(), |action| action.section.clone());
    let plan = row.plan(operation)?;
    let id = row.id.clone();
    let taken = (200..300).contains(&row.response.status);
    let report = |result, reason| Report { id, action, section, result, reason, schema, taken };
    let Ok(function) = host.function(&plan.action) else {
        return Ok(report(Verdict::Skipped, Some(format!("the component has no {}", plan.action))));
    };
    let Plan { arguments: json, body, malformed, note, .. } = plan;
    let args = match arguments(function, &json, body) {
        Ok(args) => args,
        Err(problems) => return Ok(report(Verdict::Differs, Some(problems.join("; ")))),
    };
    let sent: Arc<Mutex<Vec<http::Request<Bytes>>>> = Arc::default();
    let response = row.response.clone();
    let keep = Arc::clone(&sent);
    let responder = move |request: http::Request<Bytes>| {
        keep.lock().map_err(|_| Error::ConnectionTerminated)?.push(request);
        response.to_http().map_err(|_| Error::HttpProtocolError)
    };
    let org = Uri::builder().scheme(Scheme::HTTPS).authority(row.request.host.clone()).path_and_query("/").build()?;
    let environment = [("OKTA_CLIENT_ORGURL", org.to_string()), ("OKTA_CLIENT_TOKEN", "replayed".to_string())];
    let environment = environment.map(|(name, value)| (name.to_string(), value)).into();
    let config = InstanceConfig::new(environment, Network::Responder(Arc::new(responder)));
    let outcome = match host.call(function, &args, &config).await {
        Ok(result) => Outcome::new(result),
        Err(error) => return Ok(report(Verdict::Differs, Some(format!("the component trapped: {error:#}")))),
    };
    let sent = std::mem::take(&mut *sent.lock().map_err(|_| anyhow::anyhow!("a responder has panicked"))?);
    let mut differences = match sent.as_slice() {
        [request] => compare::request(&row.request, request),
        requests => vec![format!("{} requests were sent ({})", requests.len(), outcome.sentence())],
    };
    differences.extend(compare::result(&row, &outcome));
    Ok(match (differences.is_empty(), malformed) {
        (false, _) => report(Verdict::Differs, Some(differences.join("; "))),
        (true, Some(reason)) => report(Verdict::Malformed, Some(reason)),
        (true, None) => report(Verdict::Same, note),
    })
}

/// Whether a body that is JSON fits the schema of an action's document.
async fn check_body(host: &Host, action: &str, body: &Value) -> anyhow::Result<Option<String>> {
    let Ok(document) = catalog::describe(host, action).await? else { return Ok(None) };
    let schema = &document["parameters"]["properties"]["body"];
    let validator = schema::validator(schema).with_context(|| format!("the schema of {action}"))?;
    let misfits = schema::misfits(&validator, body);
    Ok(Some(if misfits.is_empty() { FITS.to_string() } else { misfits.join("; ") }))
}

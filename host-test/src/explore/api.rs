//! The JSON behind the page. Bodies travel as text inside of it, so that no number is rounded on the way.

use super::jobs::Jobs;
use super::{Answer, Example, json_answer, not_allowed, refusal};
use crate::host::catalog;
use crate::host::values::Outcome;
use crate::host::{Function, Host, InstanceConfig};
use crate::jobs::Job;
use crate::terminal::say;
use http::{Method, StatusCode};
use http_body_util::{BodyExt, Limited};
use hyper::body::Incoming;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;
use wasmtime::component::Val;

/// The longest request that is read: an upload in base64, and then some.
const LONGEST_REQUEST: usize = 64 << 20;

/// The component, the org it calls, and what it says about its actions.
pub struct Api {
    host: Arc<Host>,
    config: InstanceConfig,
    /// The list of actions, as the page gets it.
    list: String,
    /// The jobs of several actions.
    jobs: Jobs,
    /// The description of each action.
    documents: BTreeMap<String, String>,
}

/// The variables by which a command reaches a mock org.
const MOCK_VARIABLES: [&str; 3] = ["OKTA_CLIENT_ORGURL", "OKTA_CLIENT_TOKEN", "OKTA_TESTING_DISABLEHTTPSCHECK"];
/// The paths that take what the page posts.
const POSTS: [&str; 6] =
    ["/api/preview", "/api/call", "/api/next", "/api/search", "/api/jobs/preview", "/api/jobs/run"];

/// What the list says of each action.
const FACTS: [&str; 12] = [
    "name",
    "section",
    "title",
    "aliases",
    "summary",
    "method",
    "path",
    "deprecated",
    "annotations",
    "allowed",
    "returns",
    "paginated",
];

/// What the page posts to preview or run an action.
#[derive(Deserialize)]
struct Call {
    action: String,
    /// The arguments as the text of a JSON object.
    arguments: String,
}

/// What the page posts to search the actions.
#[derive(Deserialize)]
struct Query {
    query: String,
}

/// What the page posts to fetch a further page of a list.
#[derive(Deserialize)]
struct Next {
    next: String,
}

impl Api {
    /// Asks the component once for all its actions. `mock` says that the org is a mock org; `example` makes arguments for the form
    /// of an action, and `jobs` are those of the start page.
    pub async fn new(
        host: Host,
        config: InstanceConfig,
        org: &str,
        mock: bool,
        example: Example,
        jobs: Vec<Job>,
    ) -> anyhow::Result<Self> {
        let mut documents = BTreeMap::new();
        let mut actions = Vec::new();
        for action in catalog::actions_in(&host, config.environment().to_vec()).await? {
            let name = catalog::name(&action);
            let mut known =
                catalog::describe_in(&host, &name, config.environment().to_vec()).await?.map_err(anyhow::Error::msg)?;
            let facts = FACTS.map(|fact| (fact.to_owned(), known[fact].clone()));
            actions.push(Value::Object(facts.into_iter().collect()));
            known["example"] = Value::Object(example(&known));
            documents.insert(name, known.to_string());
        }
        // What the policy comes to, however it is written.
        let allows_writing =
            |action: &Value| action["allowed"] == true && action["annotations"]["readOnlyHint"] == false;
        let read_only = !actions.iter().any(allows_writing);
        let authorization = scheme(config.environment());
        // The token of a mock org is not secret, and a copied call needs it to reach the same org.
        let reaches = |(name, _): &&(String, String)| MOCK_VARIABLES.contains(&name.as_str());
        let variables = mock.then(|| {
            let variables = config.environment().iter().filter(reaches);
            variables.map(|(name, value)| (name.clone(), value.clone().into())).collect::<Map<_, _>>()
        });
        let list = json!({
            "org": org, "mock": mock, "readOnly": read_only, "authorization": authorization,
            "environment": variables, "actions": actions,
            "queries": catalog::QUERIES,
        });
        let host = Arc::new(host);
        let jobs = Jobs::new(Arc::clone(&host), config.clone(), jobs);
        Ok(Self { host, config, list: list.to_string(), jobs, documents })
    }

    /// Answers a request that the guard has let through.
    pub async fn answer(&self, method: &Method, path: &str, body: Incoming) -> Answer {
        if path == "/api/actions" {
            return on(Method::GET, method).unwrap_or_else(|| json_answer(StatusCode::OK, self.list.clone()));
        }
        if path == "/api/jobs" {
            return on(Method::GET, method)
                .unwrap_or_else(|| json_answer(StatusCode::OK, self.jobs.list().to_string()));
        }
        if let Some(name) = path.strip_prefix("/api/actions/") {
            return on(Method::GET, method).unwrap_or_else(|| match self.documents.get(name) {
                Some(document) => json_answer(StatusCode::OK, document.clone()),
                None => refusal(StatusCode::NOT_FOUND, &format!("there is no action `{name}`")),
            });
        }
        if !POSTS.contains(&path) {
            return refusal(StatusCode::NOT_FOUND, "there is nothing here");
        }
        if let Some(refused) = on(Method::POST, method) {
            return refused;
        }
        let Ok(body) = Limited::new(body, LONGEST_REQUEST).collect().await else {
            return refusal(StatusCode::PAYLOAD_TOO_LARGE, "the request is longer than 64 MiB, or broke off");
        };
        let answered = self.post(path, &body.to_bytes()).await;
        answered
            .unwrap_or_else(|error| refusal(StatusCode::BAD_REQUEST, &format!("the request cannot be read: {error}")))
    }

    /// Answers a request to one of [`POSTS`]. An error is a body of another form than the path takes.
    async fn post(&self, path: &str, body: &[u8]) -> serde_json::Result<Answer> {
        let (function, args) = match path {
            "/api/jobs/preview" => return Ok(self.jobs.preview(&serde_json::from_slice(body)?).await),
            "/api/jobs/run" => return Ok(self.jobs.run(serde_json::from_slice(body)?)),
            "/api/next" => {
                let Next { next } = serde_json::from_slice(body)?;
                ("pages.next-page", vec![Val::String(next)])
            }
            "/api/search" => {
                let Query { query } = serde_json::from_slice(body)?;
                ("catalog.search-actions", vec![Val::String(query), Val::Option(None)])
            }
            _ => {
                let Call { action, arguments } = serde_json::from_slice(body)?;
                let function = if path == "/api/preview" { "catalog.preview-action" } else { "catalog.call-action" };
                (function, vec![Val::String(action), Val::String(arguments)])
            }
        };
        Ok(self.run(function, &args).await)
    }

    /// The fields of what a function returned, with `error` as the case if it is one, and how long it took.
    async fn run(&self, name: &str, args: &[Val]) -> Answer {
        let begin = Instant::now();
        let called = match function(&self.host, name) {
            Ok(function) => self.host.call(function, args, &self.config).await,
            Err(error) => Err(error),
        };
        match called {
            Ok(result) => {
                let outcome = Outcome::new(result);
                let mut fields = outcome.fields;
                fields.insert("error".into(), outcome.error.into());
                fields.insert(
                    "milliseconds".into(),
                    u64::try_from(begin.elapsed().as_millis()).unwrap_or_default().into(),
                );
                json_answer(StatusCode::OK, Value::Object(fields).to_string())
            }
            Err(error) => {
                // A trap tells of the component's memory at most, but that is for the terminal.
                say(&format!("error: {name}: {error:#}"));
                refusal(StatusCode::INTERNAL_SERVER_ERROR, "the call failed inside of the host; the terminal says why")
            }
        }
    }
}

fn function<'a>(host: &'a Host, name: &str) -> anyhow::Result<&'a Function> {
    host.function(name).map_err(anyhow::Error::msg)
}

/// The scheme of the `Authorization` header; none if the host adds the credential. Never the credential.
fn scheme(environment: &[(String, String)]) -> Option<&str> {
    let mode = environment.iter().find(|(name, _)| name == "OKTA_CLIENT_AUTHORIZATIONMODE");
    match mode.map_or("SSWS", |(_, mode)| mode.as_str()) {
        "None" => None,
        "Bearer" | "PrivateKey" => Some("Bearer"),
        _ => Some("SSWS"),
    }
}

/// Refuses another method than the one that a path takes.
fn on(expected: Method, method: &Method) -> Option<Answer> {
    (*method != expected).then(|| not_allowed(&expected))
}

//! The subject of the benchmark: calls of the component, by instances that are reused or fresh.

use super::PER_PAGE;
use super::canned::{HEADERS, NEW_USER, TOKEN, user};
use super::work::Client;
use crate::host::network::Network;
use crate::host::values::{Outcome, Returned, arguments};
use crate::host::{Host, Instance, InstanceConfig};
use anyhow::{Context, bail};
use bytes::Bytes;
use serde_json::json;
use std::sync::Arc;
use types::actions::okta::types::{Error, Response};
use wasmtime::component::Val;

#[allow(missing_docs, clippy::allow_attributes_without_reason, reason = "generated from wit/, where the docs are")]
mod types {
    wasmtime::component::bindgen!({
        inline: "package host:bench; world bench { import actions:okta/types@0.1.0; }",
        path: "../wit",
    });
}

/// A function of the component, and its arguments.
struct Call {
    /// The index of the function in the host's list.
    function: usize,
    args: Vec<Val>,
}

/// The component with all calls of the benchmark.
pub struct Subject {
    host: Arc<Host>,
    config: InstanceConfig,
    get_user: Call,
    create_user: Call,
    list_users: Call,
    next_page: usize,
    collect_list: Call,
}

impl Subject {
    /// Makes the subject with calls over the network.
    pub fn new(host: Arc<Host>, origin: &str) -> anyhow::Result<Self> {
        Self::over(host, InstanceConfig::over_network(environment(origin)))
    }

    /// Makes the subject with responses from a function of this process.
    pub fn in_process(host: Arc<Host>) -> anyhow::Result<Self> {
        let user = Bytes::from(serde_json::to_vec(&user(1))?);
        let responder = move |_| {
            let response = http::Response::builder().header("content-length", user.len());
            let response = HEADERS.iter().fold(response, |response, (name, value)| response.header(*name, *value));
            let broken = |_| wasmtime_wasi_http::Error::HttpProtocolError;
            response.body(user.clone()).map_err(broken)
        };
        let network = Network::Responder(Arc::new(responder));
        Self::over(host, InstanceConfig::new(environment("http://127.0.0.1"), network))
    }

    fn over(host: Arc<Host>, config: InstanceConfig) -> anyhow::Result<Self> {
        let call = |interface: &str, name: &str, json: serde_json::Value| {
            let mut functions = host.functions().iter();
            let function = functions.position(|function| function.interface == interface && function.name == name);
            let function = function.with_context(|| format!("the component has no {interface}.{name}"))?;
            let args = arguments(&host.functions()[function], &json.to_string(), None);
            let args = args.map_err(|problems| anyhow::anyhow!("{interface}.{name}: {}", problems.join("; ")))?;
            anyhow::Ok(Call { function, args })
        };
        let body: serde_json::Value = serde_json::from_str(NEW_USER)?;
        let list = json!({ "limit": PER_PAGE }).to_string();
        Ok(Self {
            get_user: call("user", "get-user", json!({ "userId": "00u0000000000001" }))?,
            create_user: call("user", "create-user", json!({ "body": body }))?,
            list_users: call("user", "list-users", json!({ "limit": PER_PAGE }))?,
            next_page: call("pages", "next-page", json!({ "next": "" }))?.function,
            collect_list: call("pages", "collect-list", json!({ "action": "user.list-users", "arguments": list }))?,
            config,
            host,
        })
    }

    /// Makes an instance.
    pub async fn instance(&self) -> anyhow::Result<Instance> {
        self.host.instance(&self.config).await
    }

    /// Gets all users, page by page, and counts them.
    pub async fn pages(&self, client: Client, users: fn(&[u8]) -> anyhow::Result<u32>) -> anyhow::Result<u32> {
        let mut instances = Instances::new(self, client);
        let mut page = instances.call(self.list_users.function, &self.list_users.args).await?;
        let mut count = 0;
        loop {
            let Some(Val::String(body)) = field(&page, "body") else { bail!("a page without a body") };
            count += users(body.as_bytes())?;
            let Some(next) = text(&page, "next") else { return Ok(count) };
            page = instances.call(self.next_page, &[Val::String(next)]).await?;
        }
    }

    /// Collects all users by one call.
    pub async fn collect(&self) -> anyhow::Result<String> {
        let mut instances = Instances::new(self, Client::Fresh);
        let result = instances.call(self.collect_list.function, &self.collect_list.args).await?;
        let Val::Record(fields) = result else { bail!("a collection that is not a record") };
        let items = fields.into_iter().find(|(name, _)| name == "items");
        let Some((_, Val::String(items))) = items else { bail!("a collection without items") };
        Ok(items)
    }
}

/// The instances of one caller.
pub struct Instances<'a> {
    subject: &'a Subject,
    reuse: bool,
    instance: Option<Instance>,
}

impl<'a> Instances<'a> {
    /// Starts without an instance.
    pub fn new(subject: &'a Subject, client: Client) -> Self {
        Self { subject, reuse: client == Client::Reused, instance: None }
    }

    /// Gets a user.
    pub async fn get_user(&mut self) -> anyhow::Result<()> {
        self.call(self.subject.get_user.function, &self.subject.get_user.args).await.map(drop)
    }

    /// Gets a user with Rust types instead of dynamic values.
    pub async fn get_user_typed(&mut self) -> anyhow::Result<()> {
        let mut instance = self.next().await?;
        let function = &self.subject.host.functions()[self.subject.get_user.function];
        let (result,) = instance
            .call_typed::<_, (Result<Response, Error>,)>(function, ("00u0000000000001", None::<&str>, None::<&str>))
            .await?;
        self.instance = self.reuse.then_some(instance);
        result.map(drop).map_err(|error| anyhow::anyhow!("{error:?}"))
    }

    /// Creates a user.
    pub async fn create_user(&mut self) -> anyhow::Result<()> {
        self.call(self.subject.create_user.function, &self.subject.create_user.args).await.map(drop)
    }

    /// Runs a function, and returns the value of its success.
    async fn call(&mut self, function: usize, args: &[Val]) -> anyhow::Result<Val> {
        let mut instance = self.next().await?;
        let result = instance.call(&self.subject.host.functions()[function], args).await?;
        self.instance = self.reuse.then_some(instance);
        match result {
            Returned::Value(Val::Result(Ok(Some(value)))) => Ok(*value),
            failed => bail!("{}", Outcome::new(failed).sentence()),
        }
    }

    async fn next(&mut self) -> anyhow::Result<Instance> {
        match self.instance.take() {
            Some(instance) => Ok(instance),
            None => self.subject.instance().await,
        }
    }

    /// Sets the instance that serves the next call.
    pub fn set(&mut self, instance: Instance) {
        self.instance = Some(instance);
    }
}

fn environment(origin: &str) -> Vec<(String, String)> {
    let variables = [
        ("OKTA_CLIENT_ORGURL", origin),
        ("OKTA_CLIENT_TOKEN", TOKEN),
        ("OKTA_TESTING_DISABLEHTTPSCHECK", "true"),
        // The whole list has to fit into one collection.
        ("OKTA_ACTIONS_MAXRESPONSEBYTES", "134217728"),
    ];
    variables.map(|(name, value)| (name.to_owned(), value.to_owned())).into()
}

fn field<'a>(record: &'a Val, name: &str) -> Option<&'a Val> {
    let Val::Record(fields) = record else { return None };
    fields.iter().find(|(field, _)| field == name).map(|(_, value)| value)
}

fn text(record: &Val, name: &str) -> Option<String> {
    match field(record, name)? {
        Val::Option(Some(value)) => match &**value {
            Val::String(text) => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

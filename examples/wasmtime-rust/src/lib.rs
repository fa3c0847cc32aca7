//! Loads the component once and gives each call an instance of its own, with the environment of one tenant.

mod by_name;

use wasmtime::component::{Component, Instance, InstancePre, Linker, ResourceTable};
use wasmtime::{Config, Engine, Result, Store, StoreLimits, StoreLimitsBuilder, UpdateDeadline, bail};
use wasmtime_wasi::{WasiCtx, WasiCtxView, WasiView};
use wasmtime_wasi_http::{
    Error, RequestOptions, WasiBody, WasiHttpCtx, WasiHttpCtxView, WasiHttpHooks, WasiHttpView, default_hooks,
};

/// The compiled component. Make one per process and share it.
pub struct Okta {
    pre: InstancePre<State>,
}

/// What belongs to one instance.
pub struct State {
    wasi: WasiCtx,
    http: WasiHttpCtx,
    table: ResourceTable,
    limits: StoreLimits,
    org: OneOrg,
    ticks: u32,
}

/// How many ticks of 100 ms an instance may compute. Waiting for Okta does not count.
const MAX_TICKS: u32 = 100;

impl Okta {
    /// Compiles the component of a file.
    pub fn load(file: &str) -> Result<Self> {
        let mut config = Config::new();
        config.epoch_interruption(true);
        let engine = Engine::new(&config)?;
        let mut linker = Linker::<State>::new(&engine);
        wasmtime_wasi::p2::add_to_linker_async(&mut linker)?;
        wasmtime_wasi_http::p2::add_only_http_to_linker_async(&mut linker)?;
        let pre = linker.instantiate_pre(&Component::from_file(&engine, file)?)?;
        // This clock makes an instance that computes yield to others, and stops it if it does not end.
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(std::time::Duration::from_millis(100));
                engine.increment_epoch();
            }
        });
        Ok(Self { pre })
    }

    /// An instance for one tenant. It sees only `environment`: `OKTA_CLIENT_ORGURL` and the other variables.
    pub async fn instance(&self, environment: &[(String, String)]) -> Result<(Store<State>, Instance)> {
        let org = environment.iter().find(|(name, _)| name == "OKTA_CLIENT_ORGURL");
        let state = State {
            wasi: WasiCtx::builder().envs(environment).build(),
            http: WasiHttpCtx::new(),
            table: ResourceTable::new(),
            limits: StoreLimitsBuilder::new().memory_size(256 << 20).build(),
            org: OneOrg(org.and_then(|(_, url)| url.parse::<http::Uri>().ok()?.into_parts().authority)),
            ticks: 0,
        };
        let mut store = Store::new(self.pre.engine(), state);
        store.limiter(|state| &mut state.limits);
        store.set_epoch_deadline(1);
        store.epoch_deadline_callback(|mut store| {
            store.data_mut().ticks += 1;
            if store.data().ticks > MAX_TICKS {
                bail!("the component computes without end");
            }
            Ok(UpdateDeadline::Yield(1))
        });
        let instance = self.pre.instantiate_async(&mut store).await?;
        Ok((store, instance))
    }
}

/// Allows requests to one org only.
struct OneOrg(Option<http::uri::Authority>);

type Sent = Result<(http::Response<WasiBody>, Box<dyn Future<Output = Result<(), Error>> + Send>), Error>;

impl WasiHttpHooks for OneOrg {
    fn send_request(
        &mut self,
        request: http::Request<WasiBody>,
        options: Option<RequestOptions>,
        done: Box<dyn Future<Output = Result<(), Error>> + Send>,
    ) -> Box<dyn Future<Output = Sent> + Send> {
        if self.0.is_none() || request.uri().authority() != self.0.as_ref() {
            return Box::new(async { Err(Error::HttpRequestDenied) });
        }
        default_hooks().send_request(request, options, done)
    }
}

impl WasiView for State {
    fn ctx(&mut self) -> WasiCtxView<'_> {
        WasiCtxView { ctx: &mut self.wasi, table: &mut self.table }
    }
}

impl WasiHttpView for State {
    fn http(&mut self) -> WasiHttpCtxView<'_> {
        WasiHttpCtxView { ctx: &mut self.http, table: &mut self.table, hooks: &mut self.org }
    }
}

//! The capabilities of an instance: those behind the imports of the component, and no others.

use super::outgoing;
use super::state::State;
use ring::rand::{SecureRandom, SystemRandom};
use std::sync::Arc;
use wasmtime::component::{HasSelf, Linker, ResourceTable};
use wasmtime::{Engine, StoreContextMut};
use wasmtime_wasi::clocks::{WasiClocks, WasiClocksView};
use wasmtime_wasi::p2::bindings::{clocks, io};
use wasmtime_wasi_http::p2::bindings::http;
use wasmtime_wasi_http::{WasiHttp, WasiHttpView};

/// Links the imports of the component.
pub fn linker(engine: &Engine) -> anyhow::Result<Linker<State>> {
    let mut linker = Linker::<State>::new(engine);
    // The environment and random bytes are implemented here: a whole WASI context adds three random generators and more to a store.
    linker.instance("wasi:cli/environment@0.2.12")?.func_wrap("get-environment", |store, (): ()| {
        let store: StoreContextMut<'_, State> = store;
        Ok((Arc::clone(&store.data().environment),))
    })?;
    linker
        .instance("wasi:random/random@0.2.12")?
        .func_wrap("get-random-bytes", |_, (length,): (u64,)| random_bytes(length).map(|bytes| (bytes,)))?;
    io::error::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    io::poll::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    io::streams::add_to_linker::<State, HasSelf<ResourceTable>>(&mut linker, |state| &mut state.table)?;
    clocks::monotonic_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
    clocks::wall_clock::add_to_linker::<State, WasiClocks>(&mut linker, State::clocks)?;
    http::types::add_to_linker::<State, WasiHttp>(&mut linker, &http::types::LinkOptions::default(), State::http)?;
    outgoing::add_to_linker(&mut linker)?;
    Ok(linker)
}

/// The most random bytes that an instance gets at once, which bounds the host's memory for them.
const RANDOM_BYTES: u64 = 1 << 20;

fn random_bytes(length: u64) -> wasmtime::Result<Vec<u8>> {
    wasmtime::ensure!(length <= RANDOM_BYTES, "{length} random bytes at once are more than {RANDOM_BYTES}");
    let mut bytes = vec![0; usize::try_from(length)?];
    SystemRandom::new().fill(&mut bytes).map_err(|_| wasmtime::Error::msg("the system gives no random bytes"))?;
    Ok(bytes)
}

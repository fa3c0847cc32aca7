//! Calls an action by the types of its WIT.

use actions::okta::types::Error;
use okta_hello::Okta;

wasmtime::component::bindgen!({
    path: "wit",
    // Name the interfaces that you call: bindings for all of them take long to compile.
    inline: "package my:hello; world hello { export actions:okta/user@0.1.0; }",
    exports: { default: async },
});

#[tokio::main]
async fn main() -> wasmtime::Result<()> {
    let okta = Okta::load("okta-actions.wasm")?;
    let environment: Vec<_> = std::env::vars().filter(|(name, _)| name.starts_with("OKTA_")).collect();
    let (mut store, instance) = okta.instance(&environment).await?;

    let hello = Hello::new(&mut store, &instance)?;
    match hello.actions_okta_user().call_get_user(&mut store, "amara@example.com", None, None).await? {
        Ok(response) => println!("{} {}", response.status, response.body),
        Err(Error::PermanentRefused(refused)) => {
            println!("Okta refused: {}", refused.error_summary.unwrap_or_default())
        }
        Err(error) => println!("{error}"),
    }
    Ok(())
}

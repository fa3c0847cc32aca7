//! Calls any action by its name, with its arguments as JSON: `by-name user get-user '["amara@example.com", null, null]'`.

use okta_hello::Okta;
use serde_json::Value;

#[tokio::main]
async fn main() -> wasmtime::Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [interface, function, json] = arguments.as_slice() else {
        wasmtime::bail!("expected an interface, a function and a JSON array of its arguments");
    };
    let json: Vec<Value> = serde_json::from_str(json)?;
    let okta = Okta::load("okta-actions.wasm")?;
    let environment: Vec<_> = std::env::vars().filter(|(name, _)| name.starts_with("OKTA_")).collect();
    match okta.call(&environment, interface, function, &json).await? {
        Ok(response) => println!("{response:#}"),
        Err(error) => println!("{error:#}"),
    }
    Ok(())
}

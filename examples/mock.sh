# The `run` of an example sources this in its folder. It sets OKTA_WASM to the component, and OKTA_CLIENT_… to a mock org that
# ends with the script.
repository=$(realpath ../..)
export OKTA_WASM=${OKTA_WASM:-$repository/target/component/okta-actions.wasm}

if [ -z "${OKTA_ACTIONS:-}" ]; then
    (cd "$repository" && cargo build -q -p host-test)
    OKTA_ACTIONS=$repository/target/debug/okta-actions
fi
# Keeps the caller's settings of a real org away from the example.
for name in $(compgen -v OKTA_CLIENT_) $(compgen -v OKTA_TESTING_); do unset "$name"; done
exec {variables}< <(exec "$OKTA_ACTIONS" mock --port 0 2>/dev/null)
mock=$!
trap 'kill "$mock"' EXIT
until [ -n "${OKTA_TESTING_DISABLEHTTPSCHECK:-}" ]; do
    read -r line <&"$variables" || { echo "the mock org did not start" >&2; exit 1; }
    eval "$line"
done

# Installs the tools of the example from PyPI, into a folder that git ignores.
tools() {
    [ -d .venv ] || python3 -m venv .venv
    .venv/bin/pip install --quiet --disable-pip-version-check --require-hashes --requirement requirements.txt
}

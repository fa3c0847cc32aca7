"""Drives examples/cases.json, and what is special about Python: tenants, threads, and refused arguments."""

import json
import os
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from okta_actions import Instance, OktaActions, OktaError

okta = OktaActions(os.environ["OKTA_ACTIONS_WASM"])
connection = {name: value for name, value in os.environ.items() if name.startswith("OKTA_CLIENT_")}
connection["OKTA_TESTING_DISABLEHTTPSCHECK"] = "true"
passed = failed = 0


def check(name, run):
    """Counts whether `run` raises nothing."""
    global passed, failed
    try:
        run()
    except Exception as problem:
        failed += 1
        print(f"FAILED {name}: {type(problem).__name__}: {problem}")
    else:
        passed += 1
        print(f"ok     {name}")


def read(value, path):
    """What a path such as `/body/0/id` leads to: through attributes, and through JSON inside of a string or bytes."""
    for part in path.split("/")[1:]:
        if isinstance(value, (str, bytes)):
            value = json.loads(value)
        value = value[int(part)] if isinstance(value, list) else value[part] if isinstance(value, dict) else getattr(value, part.replace("-", "_"))
    return value


def fill(value, saved):
    """The arguments of a step, with what earlier steps saved."""
    if isinstance(value, dict):
        return {name: fill(item, saved) for name, item in value.items()}
    if isinstance(value, list):
        return [fill(item, saved) for item in value]
    for name, text in saved.items() if isinstance(value, str) else ():
        value = value.replace("{" + name + "}", text)
    return value


def expect(result, expected, saved):
    for path, wanted in expected.items():
        found, wanted = read(result, path), fill(wanted, saved)
        assert found if wanted == "*" else found == wanted, f"{path} is {found!r}, and not {wanted!r}"


def run_step(step, saved):
    try:
        result, outcome = Instance(okta, connection).call(f"{step['interface']}.{step['function']}", *fill(step["args"], saved)), "ok"
    except OktaError as error:
        result, outcome = error, "error"
    assert outcome in step, f"it is an unexpected {outcome}: {result}"
    expect(result, step[outcome], saved)
    saved.update({name: read(result, path) for name, path in step.get("save", {}).items()})


def tenants():
    """Two tenants in one process, each with a policy of its own."""
    reader = Instance(okta, connection | {"OKTA_ACTIONS_READONLY": "true"})
    writer = Instance(okta, connection)
    body = json.dumps({"profile": {"name": "Of a tenant"}})
    try:
        reader.call("group.create-group", body)
        raise AssertionError("a tenant that may only read has written")
    except OktaError as error:
        assert error.case == "permanent-not-allowed", error
    assert writer.call("group.create-group", body=body).status == 200


def threads():
    """Many calls at once, an instance each. A small interval makes threads take turns at the worst places."""
    def call(_):
        page = Instance(okta, connection).call("user.list-users", limit=1, search='status eq "ACTIVE"')
        return len(json.loads(page.body))
    usual = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(16) as pool:
            assert list(pool.map(call, range(200))) == [1] * 200
    finally:
        sys.setswitchinterval(usual)


def waiting():
    """While a call waits for an org that never responds, other threads of Python run."""
    import socket
    with socket.create_server(("127.0.0.1", 0)) as silent:
        org = {"OKTA_CLIENT_ORGURL": f"http://127.0.0.1:{silent.getsockname()[1]}", "OKTA_CLIENT_REQUESTTIMEOUT": "1"}
        ended = threading.Event()

        def wait():
            try:
                Instance(okta, connection | org).call("user.get-user", "amara@example.com")
            except OktaError as error:
                assert error.case == "interrupted", error
                ended.set()
        thread = threading.Thread(target=wait)
        thread.start()
        turns = 0
        while thread.is_alive():
            time.sleep(0.01)
            turns += 1
        assert ended.is_set() and turns > 20, turns


def refused(message, action, *arguments, **named):
    def run():
        try:
            Instance(okta, connection).call(action, *arguments, **named)
        except (TypeError, ValueError, LookupError) as problem:
            assert message in str(problem), problem
        else:
            raise AssertionError("it was not refused")
    return run


saved = {}
for step in json.loads((Path(__file__).parent.parent / "cases.json").read_text())["steps"]:
    check(step["name"], lambda: run_step(step, saved))
check("two tenants, each with its policy", tenants)
check("200 calls from 16 threads", threads)
check("a call that waits stops no other thread", waiting)
check("an unknown action is named", refused("user.get-users is not an action", "user.get-users"))
check("an unknown argument is named", refused("no parameter limitt", "user.list-users", limitt=2))
check("a missing argument is named", refused("`user-id` is missing", "user.get-user"))
check("a number that does not fit is not cut", refused("`limit` is 4294967298", "user.list-users", limit=2**32 + 2))
print(f"{passed} passed, {failed} failed")
sys.exit(failed > 0)

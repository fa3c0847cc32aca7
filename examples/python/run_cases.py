"""Runs the cases of all examples, and those of this host: tenants, threads, waiting, and refused arguments."""

import json
import os
import socket
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from types import SimpleNamespace

import run_guide
from okta_actions import Instance, OktaActions, OktaError
from wasmtime.component import _types

sys.path.append(str(Path(__file__).parent.parent))
from cases import check, check_all, finish  # noqa: E402, in the folder above

okta = OktaActions(os.environ["OKTA_WASM"])
connection = {name: value for name, value in os.environ.items() if name.startswith(("OKTA_CLIENT_", "OKTA_TESTING_"))}


def call(interface, function, arguments):
    try:
        return "ok", plain(Instance(okta, connection).call(f"{interface}.{function}", *arguments))
    except OktaError as error:
        return "error", {"case": error.case, "value": plain(error.value)}


def plain(value):
    """Converts names to those of WIT, which the cases use."""
    if isinstance(value, SimpleNamespace):
        return {name.replace("_", "-"): plain(item) for name, item in vars(value).items()}
    return value


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
    """Many concurrent calls, an instance each. A small interval makes threads switch often."""
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


def no_shared_set():
    """`PerThread` corrects a fault of wasmtime 50.0.1: a thread does not see the types that another one adds."""
    _types.case_test_cache.add(int)
    with ThreadPoolExecutor(1) as pool:
        assert list(pool.submit(tuple, _types.case_test_cache).result()) == []


def waiting():
    """While a call waits for an org that never responds, other threads of Python run."""
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


check("the guide, in an empty folder", run_guide.follow)
check_all(call)
check("two tenants, each with its policy", tenants)
check("200 calls from 16 threads", threads)
check("threads share no set of types", no_shared_set)
check("a call that waits stops no other thread", waiting)
check("an unknown action is named", refused("user.get-users is not an action", "user.get-users"))
check("an unknown argument is named", refused("no parameter limitt", "user.list-users", limitt=2))
check("a missing argument is named", refused("`user-id` is missing", "user.get-user"))
check("a number that does not fit is not cut", refused("`limit` is 4294967298", "user.list-users", limit=2**32 + 2))
finish()

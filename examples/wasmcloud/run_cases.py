"""Runs the cases of all examples through a component that serves HTTP and calls ours.

Then checks wasmCloud itself: allowed hosts, and a host that is killed.
"""

import http.client
import json
import os
import re
import signal
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from cluster import Cluster

sys.path.append(str(Path(__file__).parent.parent))
from cases import check, check_all, finish  # noqa: E402, in the folder above

CALLS = 1000
CALLERS = 16
PREFIX = "Crew "


def post(host, workload, interface, function, arguments):
    """The status and JSON of a response; `OSError` or `HTTPException` if the host is gone."""
    connection = http.client.HTTPConnection("127.0.0.1", host.port, timeout=60)
    try:
        connection.request("POST", f"/{interface}/{function}", json.dumps(arguments), {"Host": workload})
        response = connection.getresponse()
        return response.status, json.loads(response.read())
    finally:
        connection.close()


def call(interface, function, arguments, host=None, workload="people.example.com"):
    status, value = post(host or cluster.hosts[0], workload, interface, function, renamed(arguments, "-", "_"))
    value = renamed(value, "_", "-")
    if status == 200:
        if isinstance(value, dict) and isinstance(value.get("body"), list):
            value["body"] = bytes(value["body"])
        if isinstance(value, dict) and "stop" in value:
            value["stop"] = kebab(value["stop"])
        return "ok", value
    if isinstance(value, str):
        raise RuntimeError(f"{status}: {value}")
    [(case, value)] = value.items()
    return "error", {"case": kebab(case), "value": value}


def kebab(case):
    """The case of an enum or variant as WIT names it."""
    return re.sub(r"(?<=.)(?=[A-Z])", "-", case).lower()


def renamed(value, before, after):
    """Renames the fields of records, between the names of WIT and those of Rust."""
    if isinstance(value, dict):
        return {name.replace(before, after): renamed(item, before, after) for name, item in value.items()}
    return [renamed(item, before, after) for item in value] if isinstance(value, list) else value


def denied(workload):
    def run():
        outcome, error = call("user", "get-user", ["amara@example.com", None, None], workload=workload)
        assert outcome == "error" and error["case"] == "permanent-not-allowed", (outcome, error)
    return run


def names():
    """The names of the groups that the calls have created, from the org."""
    arguments = ["group.list-groups", json.dumps({"q": PREFIX}), {}]
    outcome, page = call("pages", "collect-list", arguments, cluster.hosts[1])
    assert outcome == "ok", page
    return [group["profile"]["name"] for group in json.loads(page["items"])]


def create(number):
    """Creates a group. If the host is gone, the other host creates it, unless the org has it already."""
    name, host = f"{PREFIX}{number:04}", alive[number % len(alive)]
    try:
        outcome, value = call("group", "create-group", [json.dumps({"profile": {"name": name}})], host)
        assert outcome == "ok", value
        return "at once"
    except ConnectionRefusedError:
        how = "refused, and repeated"
    except (OSError, http.client.HTTPException):
        time.sleep(1)  # by then the org has handled a request that the host had sent
        outcome, found = call("group", "list-groups", [{"q": name}], cluster.hosts[1])
        assert outcome == "ok", found
        if json.loads(found["body"]):
            return "interrupted, and found"
        how = "interrupted, and repeated"
    alive[:] = [cluster.hosts[1]]
    create(number)
    return how


def kill_in_the_middle():
    def run(number):
        if number == CALLS // 2:
            cluster.hosts[0].process.kill()
        return create(number)
    with ThreadPoolExecutor(CALLERS) as pool:
        ended = Counter(pool.map(run, range(CALLS)))
    print("       " + ", ".join(f"{count} {how}" for how, count in ended.items()))
    assert ended.keys() - {"at once"}, "no call was running when the host was killed"
    assert sorted(names()) == [f"{PREFIX}{number:04}" for number in range(CALLS)]


connection = {name: value for name, value in os.environ.items() if name.startswith(("OKTA_CLIENT_", "OKTA_TESTING_"))}
signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # ends what the cluster has started
with Cluster() as cluster:
    cluster.begin()
    alive = list(cluster.hosts)
    for host in cluster.hosts:
        cluster.run(host, "people.example.com", connection, ["127.0.0.1"])
    cluster.run(cluster.hosts[0], "other.example.com", connection, ["your-org.okta.com"])
    cluster.run(cluster.hosts[0], "none.example.com", connection, [])
    check_all(call)
    check("a host that is not allowed is a typed error", denied("other.example.com"))
    check("no allowed hosts allow none", denied("none.example.com"))
    check(f"{CALLS} calls to two hosts, one is killed, and each took place once", kill_in_the_middle)
finish()

"""Runs the cases of all examples by `wasmtime run --invoke`, and checks the facts that a script has to know."""

import json
import os
import subprocess
import sys
from pathlib import Path

from wave import decode, encode

sys.path.append(str(Path(__file__).parent.parent))
from cases import check, check_all, finish  # noqa: E402, in the folder above


def invoke(function, arguments, **environment):
    call = f"{function}({', '.join(map(encode, arguments))})"
    return subprocess.run(["./okta", call], capture_output=True, text=True, env=os.environ | environment)


def call(_, function, arguments):
    ended = invoke(function, arguments)
    if ended.returncode != 0:
        raise RuntimeError(ended.stderr)
    outcome, value = decode(ended.stdout)
    if outcome == "ok":
        # The cases expect a body of bytes as text.
        if isinstance(value, dict) and isinstance(value.get("body"), list):
            value["body"] = bytes(value["body"])
        return "ok", value
    return "error", dict(zip(("case", "value"), value if isinstance(value, tuple) else (value, None)))


def error_has_status_0():
    ended = invoke("get-group", ["00gunknown"])
    assert ended.returncode == 0 and ended.stdout.startswith("err(permanent-refused("), ended


def wrong_call_has_another_status():
    ended = invoke("get-groups", ["00gunknown"])
    assert ended.returncode != 0 and ended.stdout == "", ended


def any_text_survives():
    name = 'quotes " \' \\ and\nlines\ttabs, a bell \a, ünïcode and 🌍'
    body = json.dumps({"profile": {"name": name}}, ensure_ascii=False)
    outcome, value = decode(invoke("create-group", [body]).stdout)
    assert outcome == "ok" and json.loads(value["body"])["profile"]["name"] == name, value


def policy_is_given_by_the_environment():
    ended = invoke("create-group", ['{"profile": {"name": "Denied"}}'], OKTA_ACTIONS_READONLY="true")
    assert decode(ended.stdout)[1][0] == "permanent-not-allowed", ended


check_all(call)
check("an error has the exit status 0", error_has_status_0)
check("an unknown function has another", wrong_call_has_another_status)
check("any text survives the way there and back", any_text_survives)
check("a policy comes by the environment", policy_is_given_by_the_environment)
finish()

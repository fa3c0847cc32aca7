"""Runs cases.json for the examples that Python drives."""

import json
from pathlib import Path

passed = failed = 0


def check(name, run):
    """Counts whether `run` raises nothing."""
    global passed, failed
    try:
        run()
    except Exception as problem:
        failed += 1
        print(f"FAILED {name}: {type(problem).__name__}: {problem}", flush=True)
    else:
        passed += 1
        print(f"ok     {name}", flush=True)


def check_all(call):
    """Calls `call(interface, function, arguments)` for each step.

    It returns `("ok", value)` or `("error", {"case": …, "value": …})`, with the names of WIT.
    """
    saved = {}
    for step in json.loads((Path(__file__).parent / "cases.json").read_text())["steps"]:
        check(step["name"], lambda: run_step(step, call, saved))


def run_step(step, call, saved):
    outcome, value = call(step["interface"], step["function"], fill(step["args"], saved))
    if outcome not in step:
        raise AssertionError(f"an unexpected {outcome}: {value}")
    for path, wanted in fill(step[outcome], saved).items():
        found = read(value, path)
        if not (found and isinstance(found, str) if wanted == "*" else found == wanted):
            raise AssertionError(f"{path} is {found!r}, and not {wanted!r}")
    saved.update({name: read(value, path) for name, path in step.get("save", {}).items()})


def fill(value, saved):
    """Replaces `{name}` by the value that an earlier step saved."""
    if isinstance(value, dict):
        return {name: fill(item, saved) for name, item in value.items()}
    if isinstance(value, list):
        return [fill(item, saved) for item in value]
    for name, text in saved.items() if isinstance(value, str) else ():
        value = value.replace("{" + name + "}", text)
    return value


def read(value, path):
    """The value at a path such as `/body/0/id`; a string or bytes on the way are read as JSON."""
    for part in path.split("/")[1:]:
        if isinstance(value, (str, bytes)):
            value = json.loads(value)
        value = value[int(part)] if isinstance(value, list) else value[part]
    return value


def finish():
    print(f"{passed} passed, {failed} failed")
    raise SystemExit(1 if failed else 0)

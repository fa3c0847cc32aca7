"""A component that calls ours, and runs the cases that it reads from its standard input."""

import json
import sys

from componentize_py_types import Err
from wit_world import exports
# okta.py imports these by name at run time; this line makes them part of the component.
from wit_world.imports import catalog, generic_request, group, pages, user  # noqa: F401

import okta


def at(value, path):
    """The value at a path; a string on the way is read as JSON."""
    for part in path.split("/")[1:]:
        if isinstance(value, str):
            value = json.loads(value)
        value = value[int(part)] if isinstance(value, list) else value.get(part)
    return value


def run_step(step, saved):
    text = json.dumps(step["args"])
    for name, value in saved.items():
        text = text.replace("{%s}" % name, json.dumps(value)[1:-1])
    try:
        expected, found = step.get("ok"), okta.call(step["interface"], step["function"], json.loads(text))
    except Err as error:
        expected, found = step.get("error"), okta.case_of(error.value)
    if expected is None:
        raise ValueError(f"got {found}")
    for path, value in expected.items():
        if isinstance(value, str) and value[1:-1] in saved and value == "{%s}" % value[1:-1]:
            value = saved[value[1:-1]]
        result = at(found, path)
        if not (isinstance(result, str) and result if value == "*" else result == value):
            raise ValueError(f"{path} is {result!r}, and not {value!r}")
    saved.update({name: at(found, path) for name, path in step.get("save", {}).items()})


class Run(exports.Run):
    def run(self):
        saved, passed, failed = {}, 0, 0
        for step in json.load(sys.stdin)["steps"]:
            try:
                run_step(step, saved)
                passed += 1
            except Exception as problem:
                failed += 1
                print(f"{step['name']}: {type(problem).__name__}: {problem}")
        print(f"{passed} passed, {failed} failed")
        if failed or not passed:
            sys.exit(1)

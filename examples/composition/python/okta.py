"""Calls the functions of our component by their names, with JSON in and out."""

import dataclasses
import importlib
import types
import typing
from enum import Enum


def call(interface, function, arguments):
    """Returns the result as JSON values, or raises `componentize_py_types.Err`, whose `value` is one of the component's typed errors."""
    module = importlib.import_module("wit_world.imports." + interface.replace("-", "_"))
    target = getattr(module, function.replace("-", "_"))
    hints = typing.get_type_hints(target)
    hints.pop("return", None)
    return to_json(target(*[from_json(value, hint) for value, hint in zip(arguments, hints.values(), strict=True)]))


def from_json(value, hint):
    """Converts JSON to a value of this type. An object with WIT names becomes a record; absent fields are none."""
    optional = [it for it in typing.get_args(hint) if it is not types.NoneType]
    if len(optional) == 1 and type(None) in typing.get_args(hint):
        return None if value is None else from_json(value, optional[0])
    if dataclasses.is_dataclass(hint):
        return hint(**{field.name: value.get(field.name.replace("_", "-")) for field in dataclasses.fields(hint)})
    return value


def to_json(value):
    if isinstance(value, Enum):
        return value.name.lower().replace("_", "-")
    if dataclasses.is_dataclass(value):
        return {field.name.replace("_", "-"): to_json(getattr(value, field.name)) for field in dataclasses.fields(value)}
    if isinstance(value, bytes):
        return value.decode(errors="replace")
    return [to_json(item) for item in value] if isinstance(value, list) else value


def case_of(error):
    """The case of a typed error, such as `permanent-refused`, and its payload."""
    name = type(error).__name__.removeprefix("Error_")
    words = "".join("-" + letter.lower() if letter.isupper() else letter for letter in name).lstrip("-")
    return {"case": words, "value": to_json(getattr(error, "value", None))}

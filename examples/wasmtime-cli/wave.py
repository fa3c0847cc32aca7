"""Converts to and from WAVE, the notation of `wasmtime run --invoke`. Made to be copied.

To WAVE: None becomes `none`, a dict a record, which may lack optional fields, and bytes a list of numbers; an option needs
no `some(…)`. From WAVE: `ok(…)`, `err(…)` and other cases with a value become pairs such as `("ok", {…})`, and a tuple
becomes a list. WAVE leaves out fields that are none; `Fields` returns None for them.
"""

import re

ESCAPES = {"t": "\t", "n": "\n", "r": "\r"}
ESCAPE = re.compile(r"\\(?:u\{([0-9a-fA-F]+)\}|(.))")
TOKEN = re.compile(
    r'"(?P<string>(?:[^"\\]|\\.)*)"'
    r"|(?P<number>-?\d[\d.eE+-]*)"
    r"|(?P<name>%?[a-zA-Z][\w-]*)"
    r"|(?P<sign>[(){}\[\],:])"
)


def encode(value):
    if value is None:
        return "none"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return '"' + re.sub(r'["\\\x00-\x1f\x7f]', lambda found: f"\\u{{{ord(found[0]):x}}}", value) + '"'
    if isinstance(value, dict):
        return "{" + (", ".join(f"{name}: {encode(item)}" for name, item in value.items()) or ":") + "}"
    if isinstance(value, tuple):
        return "(" + ", ".join(map(encode, value)) + ")"
    if isinstance(value, (list, bytes)):
        return "[" + ", ".join(map(encode, value)) + "]"
    return str(value)


def unescape(found):
    return chr(int(found[1], 16)) if found[1] else ESCAPES.get(found[2], found[2])


def decode(text):
    return Reader(text).value()


class Fields(dict):
    def __missing__(self, name):
        return None


class Reader:
    def __init__(self, text):
        self.tokens = [(found.lastgroup, found[found.lastgroup]) for found in TOKEN.finditer(text)]
        self.tokens.reverse()

    def take(self, *signs):
        """Takes the next token if it is one of `signs`."""
        return self.tokens.pop()[1] if self.tokens and self.tokens[-1] in [("sign", sign) for sign in signs] else None

    def several(self, end, item):
        items = []
        while not self.take(end):
            items.append(item())
            self.take(",")
        return items

    def field(self):
        name = self.tokens.pop()[1].lstrip("%")
        self.take(":")
        return name, self.value()

    def value(self):
        kind, text = self.tokens.pop()
        if kind == "string":
            return ESCAPE.sub(unescape, text)
        if kind == "number":
            return float(text) if re.search(r"[.eE]", text) else int(text)
        if text == "[":
            return self.several("]", self.value)
        if text == "(":
            return self.several(")", self.value)
        if text == "{":
            if self.take(":"):
                return self.take("}") and Fields()
            return Fields(self.several("}", self.field))
        if text in ("none", "true", "false"):
            return {"none": None, "true": True, "false": False}[text]
        if not self.take("("):
            return text
        [payload] = self.several(")", self.value)
        return payload if text == "some" else (text, payload)

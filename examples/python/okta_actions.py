"""Loads the component, and calls its actions with plain Python values. Made to be copied."""

import threading
from types import SimpleNamespace

from wasmtime import Config, Engine, Store, WasiConfig
from wasmtime.component import U32, Component, Linker, ListType, OptionType, Record, RecordType, TupleType, Variant
from wasmtime.component import _types

PACKAGE = "actions:okta/{}@0.1.0"
MEMORY = 512 << 20  # bytes: enough for the longest response that the component accepts
FUEL = 10**10  # for the computing of a call: some seconds. Waiting uses no fuel


class OktaError(Exception):
    """`case` is a case of the variant `error` in wit/types.wit; `value` is its record, text or None."""

    def __init__(self, case, value):
        super().__init__(case, value)
        self.case, self.value = case, value

    def __str__(self):
        texts = (getattr(self.value, name, None) for name in ("message", "reason", "error_summary", "status"))
        return f"{self.case}: {self.value if isinstance(self.value, str) else next(filter(None, texts), '')}"


class OktaActions:
    """The compiled component: one for all threads and tenants."""

    def __init__(self, path):
        config = Config()
        config.cache = True  # keeps the compiled code in the user's cache folder
        config.consume_fuel = True
        self.engine = Engine(config)
        self.component = Component.from_file(self.engine, path)
        self.linker = Linker(self.engine)
        self.linker.add_wasip2()
        self.linker.add_wasi_http()


class Instance:
    """An instance for one tenant and one call at a time; each thread needs its own. It sees only `environment`."""

    def __init__(self, okta, environment):
        wasi = WasiConfig()
        wasi.env = environment.items()
        self.store = Store(okta.engine)
        self.store.set_wasi(wasi)
        self.store.set_wasi_http()
        self.store.set_limits(memory_size=MEMORY)
        self.store.set_fuel(FUEL)
        self.instance = okta.linker.instantiate(self.store, okta.component)

    def call(self, action, *arguments, **named):
        """Calls an action, such as `user.list-users`. Optional parameters and fields of its options can be named."""
        interface, _, name = action.partition(".")
        index = self.instance.get_export_index(self.store, PACKAGE.format(interface))
        index = index and self.instance.get_export_index(self.store, name, index)
        if index is None:
            raise LookupError(f"{action} is not an action: `catalog.list-actions` lists them")
        function = self.instance.get_func(self.store, index)
        parameters = function.type(self.store).params
        named = {name.replace("_", "-"): value for name, value in named.items()}
        values = [to_wit(name, ty, value) for (name, ty), value in zip(parameters, arguments)]
        for name, ty in parameters[len(arguments):]:
            fields = named.keys() & dict(ty.fields) if isinstance(ty, RecordType) else None
            value = named.pop(name, None) if fields is None else {field: named.pop(field) for field in fields}
            values.append(to_wit(name, ty, value))
        if named or len(arguments) > len(parameters):
            raise TypeError(f"{action} has no parameter {', '.join(named) or len(arguments)}")
        self.store.set_fuel(FUEL)
        result = from_wit(function(self.store, *values))
        if isinstance(result, OktaError):
            raise result
        return result


def to_wit(name, ty, value):
    """Converts a value to WIT: a dict, which may lack optional fields, to a record, and `bytes` to `list<u8>`."""
    if value is None and not isinstance(ty, OptionType):
        raise TypeError(f"`{name}` is missing")
    if isinstance(ty, OptionType):
        return None if value is None else to_wit(name, ty.payload, value)
    if isinstance(ty, RecordType):
        record, fields = Record(), dict(ty.fields)
        for unknown in value.keys() - fields:
            raise TypeError(f"`{name}` has no field `{unknown}`")
        vars(record).update({field: to_wit(field, fields[field], value.get(field)) for field in fields})
        return record
    if isinstance(ty, ListType) and not isinstance(value, bytes):
        return [to_wit(name, ty.element, item) for item in value]
    if isinstance(ty, TupleType):
        return tuple(to_wit(name, part, item) for part, item in zip(ty.elements, value, strict=True))
    if isinstance(ty, U32) and not 0 <= value < 2**32:  # wasmtime 50.0.1 would silently truncate it
        raise ValueError(f"`{name}` is {value}, and must be from 0 to {2**32 - 1}")
    return value


def from_wit(value):
    """Converts a value from WIT: a record to an object with attributes such as `request_id`, an error to an `OktaError`."""
    if isinstance(value, Record):
        return SimpleNamespace(**{name.replace("-", "_"): from_wit(field) for name, field in vars(value).items()})
    if isinstance(value, Variant):
        return OktaError(value.tag, from_wit(value.payload))
    return [from_wit(item) for item in value] if isinstance(value, list) else value


class PerThread(threading.local):
    """A set per thread. wasmtime 50.0.1 has one for all threads, and so refuses an optional argument now and then."""

    def __init__(self):
        self.items = set()
        self.add, self.clear = self.items.add, self.items.clear

    def __iter__(self):
        return iter(self.items)


_types.case_test_cache = PerThread()

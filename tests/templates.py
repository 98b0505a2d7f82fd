"""Templates are compiled once a worker and not once an app: each test has an app of its own."""

from __future__ import annotations

from types import CodeType

from flask import Flask
from jinja2 import BytecodeCache, Environment
from jinja2.bccache import Bucket


class InMemory(BytecodeCache):
    """Compiled templates of every app of this process, by source and by what the app gives its templates."""

    def __init__(self) -> None:
        self._kept: dict[str, tuple[str, CodeType]] = {}

    def get_bucket(
        self, environment: Environment, name: str, filename: str | None, source: str
    ) -> Bucket:
        # A constant that goes through a filter is worked out when the template is compiled.
        given = hash(frozenset([*environment.filters, *environment.tests, *environment.globals]))
        key = f"{self.get_cache_key(name, filename)} {given}"
        bucket = Bucket(environment, key, self.get_source_checksum(source))
        self.load_bytecode(bucket)
        return bucket

    def load_bytecode(self, bucket: Bucket) -> None:
        checksum, code = self._kept.get(bucket.key, ("", None))
        if checksum == bucket.checksum:
            bucket.code = code

    def dump_bytecode(self, bucket: Bucket) -> None:
        if bucket.code is not None:
            self._kept[bucket.key] = (bucket.checksum, bucket.code)


def keep_compiled() -> None:
    """From now on every app of this process shares what it compiles."""
    Flask.jinja_options = {**Flask.jinja_options, "bytecode_cache": InMemory()}  # type: ignore[assignment]

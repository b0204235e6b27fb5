"""The policy's keys for the exports, with table, translated help and type."""

from __future__ import annotations

from collections.abc import Iterator

from selfhelp.core.model import Json
from selfhelp.core.records import record
from selfhelp.core.text import Translator
from selfhelp.policy.fields import FieldRule
from selfhelp.policy.policy import Policy, iter_policy_keys


@record
class DeclaredKey:
    """A policy key for the exports.

    Attributes:
        name: dotted, such as ``desk.rt.url``.
        default: in the type of the key; a list is a tuple.
        rule: the accepted values.
    """

    name: str
    default: Json
    rule: FieldRule

    @property
    def table_name(self) -> str:
        """The dotted name of the key's table."""
        return self.name.rpartition(".")[0]

    @property
    def short_name(self) -> str:
        """The key's name within its table."""
        return self.name.rpartition(".")[2]

    @property
    def undotted_name(self) -> str:
        """The key's full name with underscores instead of dots."""
        return self.name.replace(".", "_")

    def get_help_text(self, language: str) -> str:
        """Return the key's help text in a language."""
        return Translator(language).translate(self.rule.help)


def iter_declared_keys() -> Iterator[DeclaredKey]:
    """Yield all keys in the order of their definition."""
    for name, item, rule in iter_policy_keys():
        yield DeclaredKey(name, item.default, rule)


def describe_tables() -> dict[str, str]:
    """Return every table's dotted name and description, from the docstring of its definition; English."""
    found: dict[str, str] = {}
    _collect_tables(Policy, "", found)
    return found


def _collect_tables(table: type, prefix: str, found: dict[str, str]) -> None:
    import dataclasses
    from typing import cast

    for item in dataclasses.fields(table):
        if "rule" not in item.metadata:
            inner = cast("type", item.default_factory)
            found[prefix + item.name] = (inner.__doc__ or "").split("\n", 1)[0].rstrip(".")
            _collect_tables(inner, f"{prefix}{item.name}.", found)

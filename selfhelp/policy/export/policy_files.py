"""Returns the exported files of one kind, such as templates for Group Policy."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

KINDS = ("admx", "mobileconfig", "schema", "docs")


def export_policy_files(kind: str) -> Mapping[str, bytes]:
    """Return the files of one kind of export, by their path in the chosen folder.

    Raises:
        KeyError: there's no such kind.
    """
    makers: Mapping[str, Callable[[], Mapping[str, bytes]]] = MappingProxyType(
        {
            "admx": _export_admx,
            "mobileconfig": _export_mobileconfig,
            "schema": _export_schema,
            "docs": _export_docs,
        }
    )
    return makers[kind]()


def _export_admx() -> Mapping[str, bytes]:
    from selfhelp.policy.export import group_policy

    return group_policy.export_files()


def _export_mobileconfig() -> Mapping[str, bytes]:
    from selfhelp.policy.export import apple

    return apple.export_files()


def _export_schema() -> Mapping[str, bytes]:
    from selfhelp.policy.export import json_schema

    return json_schema.export_files()


def _export_docs() -> Mapping[str, bytes]:
    from selfhelp.policy.export import page

    return page.export_files()

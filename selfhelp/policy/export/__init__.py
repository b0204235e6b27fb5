"""What is generated from the policy's one definition: a file of each kind that administrators import.

`export_files` returns everything by its path; ``selfhelp policy export`` and ``make policy`` write it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

KINDS = ("admx", "mobileconfig", "schema", "docs")


def export_files(kind: str) -> Mapping[str, bytes]:
    """Return the exported files of one kind by their path below the chosen folder.

    Raises:
        KeyError: there's no such kind.
    """
    makers: Mapping[str, Callable[[], Mapping[str, bytes]]] = MappingProxyType(
        {"admx": _admx, "mobileconfig": _mobileconfig, "schema": _schema, "docs": _docs}
    )
    return makers[kind]()


def _admx() -> Mapping[str, bytes]:
    from selfhelp.policy.export import group_policy

    return group_policy.export_files()


def _mobileconfig() -> Mapping[str, bytes]:
    from selfhelp.policy.export import apple

    return apple.export_files()


def _schema() -> Mapping[str, bytes]:
    from selfhelp.policy.export import json_schema

    return json_schema.export_files()


def _docs() -> Mapping[str, bytes]:
    from selfhelp.policy.export import page

    return page.export_files()

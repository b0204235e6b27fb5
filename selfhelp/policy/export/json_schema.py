"""The JSON Schema (2020-12) of ``policy.toml``, for validation in editors and as a form in Jamf Pro."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.policy.export.declared_keys import DeclaredKey, describe_tables, iter_declared_keys

TYPES: Mapping[type, str] = {
    bool: "boolean",
    int: "integer",
    float: "number",
    str: "string",
    tuple: "array",
}


def export_files() -> Mapping[str, bytes]:
    """Return the JSON schema of the policy."""
    schema = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "selfhelp",
        "description": "The selfhelp policy, as in policy.toml or managed preferences.",
        **_make_table_schema(""),
    }
    schema["properties"]["extend"] = {"title": "Entries added to lists", **_make_list_rules("")}
    return {"policy.schema.json": json.dumps(schema, indent=1, ensure_ascii=False).encode() + b"\n"}


def _make_table_schema(table: str) -> dict[str, Any]:
    properties = {
        key.short_name: _make_key_schema(key) for key in iter_declared_keys() if key.table_name == table
    }
    for name, what in describe_tables().items():
        if name.rpartition(".")[0] == table:
            properties[name.rpartition(".")[2]] = {"title": what, **_make_table_schema(name)}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _make_list_rules(table: str) -> dict[str, Any]:
    """Return the schema of the lists in a table, and in nested tables, that can be extended."""
    properties: dict[str, Any] = {
        key.short_name: _make_key_schema(key)
        for key in iter_declared_keys()
        if key.table_name == table and isinstance(key.default, tuple)
    }
    for name, what in describe_tables().items():
        if name.rpartition(".")[0] == table and (inner := _make_list_rules(name))["properties"]:
            properties[name.rpartition(".")[2]] = {"title": what, **inner}
    return {"type": "object", "additionalProperties": False, "properties": properties}


def _make_key_schema(key: DeclaredKey) -> dict[str, Any]:
    is_list = isinstance(key.default, tuple)
    entry: dict[str, Any] = {
        "type": TYPES[type(key.default)],
        "title": key.name,
        "description": f"{key.get_help_text(SOURCE_LANGUAGE)} Allowed: {key.rule.allowed}.",
        "default": list(key.default) if is_list else key.default,
    }
    if is_list:
        entry["items"] = {"type": "string"} | ({"enum": list(key.rule.choices)} if key.rule.choices else {})
    elif key.rule.choices:
        entry["enum"] = list(key.rule.choices)
    if key.rule.bounds:
        entry["minimum"], entry["maximum"] = key.rule.bounds
    return entry

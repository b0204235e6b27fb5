"""Keeps a sentence on the disk so that it can be shown in either language later."""

from __future__ import annotations

import json
from collections.abc import Mapping

from selfhelp.model import Json
from selfhelp.text import Size, Text, Value


def to_json(text: Text | None) -> str:
    """Return a sentence as JSON; "" for none. Dates and spans are kept as plain words."""
    return json.dumps(_plain(text), ensure_ascii=True) if text else ""


def from_json(kept: str) -> Text | None:
    """Return the sentence that `to_json` wrote, or None where there is none that can be read."""
    try:
        return _text(json.loads(kept)) if kept else None
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return None


def _plain(text: Text) -> Json:
    values = {name: _plain_value(value) for name, value in text.values.items()}
    return {"template": text.template, "plural": text.plural, "values": values}


def _plain_value(value: Value) -> Json:
    if isinstance(value, Text):
        return {"text": _plain(value)}
    if isinstance(value, Size):
        return {"size": value.bytes}
    return value if isinstance(value, str | int | float) else str(value)


def _text(data: Json) -> Text:
    values: Mapping[str, Value] = {str(name): _value(value) for name, value in data["values"].items()}
    return Text(str(data["template"]), values, str(data["plural"]))


def _value(data: Json) -> Value:
    if isinstance(data, dict):
        return _text(data["text"]) if "text" in data else Size(int(data["size"]))
    return data if isinstance(data, int | float) else str(data)

"""Converts a ticket's classification to and from JSON, compatible between app versions."""

from __future__ import annotations

import json
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict
from typing import Any

from selfhelp.core.ticket import ComputerId, ItilLevel, TicketDetails


def classification_to_json(details: TicketDetails) -> str:
    """Return the classification as JSON; "" if no value is known."""
    return json.dumps(asdict(details), ensure_ascii=True) if details != TicketDetails() else ""


def classification_to_data(details: TicketDetails) -> Mapping[str, Any]:
    """Return the known parts of the classification as plain data."""
    computer = {name: value for name, value in asdict(details.computer).items() if value}
    known = {**asdict(details), "computer": computer}
    return {name: value for name, value in known.items() if value}


def classification_from_json(kept: str) -> TicketDetails:
    """Return the classification in JSON from `classification_to_json`; invalid values are omitted."""
    data: Any = None
    with suppress(ValueError, RecursionError):
        data = json.loads(kept) if kept else None
    if not isinstance(data, dict):
        return TicketDetails()
    computer = data.get("computer")
    answers = data.get("answers")
    return TicketDetails(
        problem=_read_text(data, "problem"),
        urgency=_parse_level(data, "urgency"),
        impact=_parse_level(data, "impact"),
        login=_read_text(data, "login"),
        computer=_parse_computer(computer if isinstance(computer, dict) else {}),
        answers=_parse_answers(answers if isinstance(answers, dict) else {}),
        incident=_read_text(data, "incident"),
    )


def _read_text(data: Mapping[str, object], name: str) -> str:
    value = data.get(name)
    return value if isinstance(value, str) else ""


def _parse_level(data: Mapping[str, object], name: str) -> ItilLevel | None:
    try:
        return ItilLevel(_read_text(data, name))
    except ValueError:
        return None


def _parse_computer(data: Mapping[str, object]) -> ComputerId:
    return ComputerId(*(_read_text(data, name) for name in ("name", "serial", "uuid", "asset")))


def _parse_answers(data: Mapping[str, object]) -> Mapping[str, str]:
    return {key: value for key, value in data.items() if isinstance(value, str)}

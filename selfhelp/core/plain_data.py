"""Types for plain data: what JSON can represent, and what a table cell can hold."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Plain data as the `json` module reads and writes it."""

Scalar: TypeAlias = str | int | float | bool | None

"""Types for plain data: what JSON can represent, and what a table cell can hold."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Plain data as read and written by the `json` module."""

Scalar: TypeAlias = str | int | float | bool | None

"""Plain data: what JSON can hold, and what one cell of a table can."""

from __future__ import annotations

from typing import Any, TypeAlias

Json: TypeAlias = Any
"""Plain data as the `json` module reads and writes it."""

Scalar: TypeAlias = str | int | float | bool | None

"""How people say what they have, out of the files that the weights of the search are made from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

from tools import index


def symptoms(id_: str) -> Mapping[str, Sequence[str]]:
    """Return how people say that they have this problem, by language; none where nobody wrote it down."""
    file = index.WORDS / "symptoms" / f"{id_}.toml"
    return tomllib.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}

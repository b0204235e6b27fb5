"""How people say what they have, out of the files that the weights of the search are made from."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence

from selfhelp.core.languages import list_known_languages, load_language
from tools import index


def symptoms(id_: str) -> Mapping[str, Sequence[str]]:
    """Return how people say that they have this problem, by language; none where no one wrote it down."""
    files = {
        code: load_language(code).make_file_path(f"{index.SYMPTOMS}/{id_}.toml")
        for code in list_known_languages()
    }
    return {
        code: tomllib.loads(file.read_text(encoding="utf-8"))["phrases"]
        for code, file in files.items()
        if file.is_file()
    }


def kept_languages() -> Sequence[str]:
    """Return the languages that the project keeps complete."""
    return [code for code in list_known_languages() if load_language(code).complete]

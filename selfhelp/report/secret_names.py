"""Loads the names of secrets from ``redaction.toml`` of every language.

A text may be in any language, so all of them apply, even if the app isn't offered in them. A damaged file
stops the redaction and everything that would be sent.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from selfhelp.core.languages import list_known_languages, load_language
from selfhelp.core.resource_tables import ResourceError

FILE = "redaction.toml"


@dataclass(frozen=True, slots=True)
class SecretNames:
    """The names of secrets in all languages; the first five fields are regular expressions (RE2).

    Attributes:
        passwords: names of a password.
        tokens: names of a token.
        keys: names of a key.
        secrets: names of other secrets, such as a code or an answer.
        verbs: words between the name and the secret in a sentence.
        names: words that turn a value's name into a secret's name.
        key_words: words that mean a key.
        key_kinds: words that mark a key as secret if one of `key_words` follows.
        hints: lowercase texts, at least one of which is in every match of the expressions.
    """

    passwords: tuple[str, ...]
    tokens: tuple[str, ...]
    keys: tuple[str, ...]
    secrets: tuple[str, ...]
    verbs: tuple[str, ...]
    names: tuple[str, ...]
    key_words: tuple[str, ...]
    key_kinds: tuple[str, ...]
    hints: tuple[str, ...]


@cache
def load_secret_names() -> SecretNames:
    """Return the names for secrets in all languages.

    Raises:
        ResourceError: a file is damaged.
    """
    found: dict[str, tuple[str, ...]] = {entry.name: () for entry in fields(SecretNames)}
    for code in list_known_languages():
        for key, words in _load_language_names(code).items():
            found[key] = tuple(dict.fromkeys((*found[key], *words)))
    return SecretNames(**found)


def _load_language_names(code: str) -> dict[str, list[str]]:
    import tomllib

    file = load_language(code).make_file_path(FILE)
    if not file.is_file():
        return {}
    try:
        table = tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise ResourceError(f"locale/{code}/{FILE}", str(error)) from error
    wanted = {entry.name for entry in fields(SecretNames)}
    for key, words in table.items():
        if (
            key not in wanted
            or not isinstance(words, list)
            or not all(isinstance(word, str) for word in words)
        ):
            raise ResourceError(f"locale/{code}/{FILE}", f"{key}: unknown, or no list of texts")
    return table

"""The names of secrets, from ``redaction.toml`` of every language.

A text may be in any language, so all of them count, whether the app is offered in them or not. A file that is
damaged stops the redaction, and with it everything that would be sent: nothing leaves half redacted.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from functools import cache

from selfhelp.core.languages import known_languages, load_language
from selfhelp.core.resource_tables import ResourceError

FILE = "redaction.toml"


@dataclass(frozen=True, slots=True)
class SecretNames:
    """The names of secrets in all languages; the first five fields are regular expressions (RE2).

    Attributes:
        passwords: of a password.
        tokens: of a token.
        keys: of a key.
        secrets: of another secret, such as a code or an answer.
        verbs: what stands between the name and the secret in a sentence.
        names: words that make the name of a value the name of a secret.
        key_words: words that mean a key.
        key_kinds: words that make the one before, of `key_words`, a secret key.
        hints: one of them stands in whatever the expressions find; in small letters.
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
def secret_names() -> SecretNames:
    """Return the names of all languages that have a file of them.

    Raises:
        ResourceError: a file is damaged.
    """
    found: dict[str, tuple[str, ...]] = {entry.name: () for entry in fields(SecretNames)}
    for code in known_languages():
        for key, words in _secret_names_of_language(code).items():
            found[key] = tuple(dict.fromkeys((*found[key], *words)))
    return SecretNames(**found)


def _secret_names_of_language(code: str) -> dict[str, list[str]]:
    import tomllib

    file = load_language(code).path(FILE)
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

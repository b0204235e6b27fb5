"""Reads editable TOML data in ``resources``; errors name the file and the key.

Every sentence in these files is English and a key of the catalogue, like one marked with ``N_``:
``tools/i18n.py`` finds it because it becomes a `Text` here.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from functools import partial
from typing import TYPE_CHECKING, TypeVar

from selfhelp.core.call_step import CallStep, make_call_step
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.paths import find_resource
from selfhelp.core.platform_step import SYSTEMS, PlatformStep, make_platform_step
from selfhelp.core.text import N_, Text

if TYPE_CHECKING:
    from selfhelp.core.model import Json

Made = TypeVar("Made")
Choice = TypeVar("Choice", bound=StrEnum)

ID = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
"""Pattern of a valid file name in a folder, or table name in a file."""

_BRACE = re.compile(r"[{}]")
_PHONE = re.compile(r"[0-9]+( [0-9]+)*")


class ResourceError(SelfhelpError):
    """The program's own data is missing or invalid; ``detail`` names the key and the mistake."""

    code = "resource"

    def __init__(self, file: str, mistake: str) -> None:
        super().__init__(
            N_(
                "The app's file {file} is damaged ({mistake}). Reinstall the app, or contact the help desk.",
                file=file,
                mistake=mistake,
            ),
            detail=f"{file}: {mistake}",
        )


class ResourceTable:
    """A table of a resource file; keys that its reader doesn't request are errors.

    Every method raises `ResourceError` if the key is missing or its value has the wrong type; a method with a
    default accepts a missing key.
    """

    def __init__(self, values: Mapping[str, Json], file: str, name: str = "") -> None:
        self._values, self._file, self._name = values, file, name
        self._asked: set[str] = set()

    def read_word(self, key: str, default: str | None = None) -> str:
        """Return a name or an address, which isn't translated."""
        value = self._read_value(key, default)
        if value == "" and key not in self._values:
            return ""
        if not isinstance(value, str) or not value or value != "".join(value.split()):
            raise self.make_key_error(key, "a word without spaces is expected")
        return value

    def read_phone(self, key: str) -> str:
        """Return a telephone number of digits in groups; "" if the key is missing."""
        value = self._read_value(key, "")
        if not isinstance(value, str) or not (_PHONE.fullmatch(value) or key not in self._values):
            raise self.make_key_error(key, "digits are expected, in groups separated by a space")
        return value

    def read_words(self, key: str, *, needed: bool = False) -> tuple[str, ...]:
        """Return a list of distinct words; empty if the key is missing and not needed."""
        mistake = "a list of words without spaces is expected"
        found = tuple(self._read_list(key, mistake, self._is_word, None if needed else []))
        if needed and not found:
            raise self.make_key_error(key, mistake)
        twice = next((word for word in found if found.count(word) > 1), None)
        if twice:
            raise self.make_key_error(key, f"“{twice}” stands twice")
        return found

    def read_words_by_name(self, key: str, names: Sequence[str]) -> Mapping[str, str]:
        """Return a table of words whose keys are among ``names``; empty if the key is missing."""
        value = self._read_value(key, {})
        if not isinstance(value, dict):
            raise self.make_key_error(key, "a table is expected")
        inner = ResourceTable(value, self._file, f"{self._name}.{key}".strip("."))
        found = {name: inner.read_word(name) for name in names if name in value}
        inner.reject_unknown_keys()
        return found

    def read_choice(self, key: str, kind: type[Choice]) -> Choice:
        """Return a member of an enumeration by its value."""
        value = self._read_value(key)
        if value not in list(kind):
            raise self.make_key_error(key, f"one of {', '.join(kind)} is expected")
        return kind(value)

    def read_optional_choice(self, key: str, kind: type[Choice]) -> Choice | None:
        """Return a member of an enumeration as `read_choice` does; None if the key is missing."""
        self._asked.add(key)
        return self.read_choice(key, kind) if key in self._values else None

    def read_flag(self, key: str) -> bool:
        """Return a boolean; False if the key is missing."""
        value = self._read_value(key, False)
        if not isinstance(value, bool):
            raise self.make_key_error(key, "true or false is expected")
        return value

    def read_sentence(self, key: str) -> Text:
        """Return an English sentence, which is translated when it is shown."""
        value = self._read_value(key)
        if not self._is_sentence(value):
            raise self.make_key_error(key, _SENTENCE)
        return Text(value)

    def read_optional_sentence(self, key: str) -> Text | None:
        """Return an English sentence as `read_sentence` does; None if the key is missing."""
        self._asked.add(key)
        return self.read_sentence(key) if key in self._values else None

    def read_sentences(self, key: str) -> tuple[Text, ...]:
        """Return a list of English sentences; empty if the key is missing."""
        return tuple(
            Text(value) for value in self._read_list(key, f"a list: {_SENTENCE}", self._is_sentence, [])
        )

    def read_steps(self, key: str) -> tuple[Text, ...]:
        """Return a list of instructions as `read_step` does; empty if the key is missing."""
        value = self._read_value(key, [])
        if not isinstance(value, list):
            raise self.make_key_error(key, f"a list: {_SENTENCE}")
        return tuple(self._parse_step(key, step) for step in value)

    def read_step(self, key: str) -> Text:
        """Return an instruction: an English sentence, or a table for a `CallStep` or `PlatformStep`."""
        return self._parse_step(key, self._read_value(key))

    def read_phrases(self, key: str) -> tuple[str, ...]:
        """Return a list of one or more distinct phrases, which are compared and never translated."""
        found = tuple(self._read_list(key, f"a list: {_SENTENCE}", self._is_sentence))
        if not found or len(set(found)) < len(found):
            raise self.make_key_error(key, "a list of different phrases is expected")
        return found

    def read_all_phrases(self) -> Mapping[str, tuple[str, ...]]:
        """Return the phrases for every key; each key's value has the form that `read_phrases` expects."""
        return {key: self.read_phrases(key) for key in self._values}

    def reject_unknown_keys(self) -> None:
        """Raise an error if the table has a key that wasn't requested.

        Raises:
            ResourceError: one wasn't.
        """
        for key in self._values:
            if key not in self._asked:
                raise self.make_key_error(key, f"unknown; known are {', '.join(sorted(self._asked))}")

    def make_key_error(self, key: str, mistake: str) -> ResourceError:
        """Return the error for a key's invalid value."""
        return ResourceError(self._file, f"{self._name}.{key}: {mistake}".lstrip("."))

    def _parse_step(self, key: str, value: Json) -> Text:
        """Return an instruction; a table has ``call``, or a sentence for each system."""
        if not isinstance(value, dict):
            if not self._is_sentence(value):
                raise self.make_key_error(key, _SENTENCE)
            return Text(str(value))
        make = _make_platform_step if SYSTEMS[0] in value else _make_call_step
        return _build_record(ResourceTable(value, self._file, f"{self._name}.{key}".strip(".")), make)

    def _read_value(self, key: str, default: Json = None) -> Json:
        self._asked.add(key)
        value = self._values.get(key, default)
        if value is None:
            raise self.make_key_error(key, "missing")
        return value

    def _read_list(
        self, key: str, mistake: str, allowed: Callable[[Json], bool], default: Json = None
    ) -> Sequence[str]:
        value = self._read_value(key, default)
        if not isinstance(value, list) or not all(map(allowed, value)):
            raise self.make_key_error(key, mistake)
        return value

    @staticmethod
    def _is_word(value: Json) -> bool:
        return isinstance(value, str) and bool(value) and value == "".join(value.split())

    @staticmethod
    def _is_sentence(value: Json) -> bool:
        """Return whether a value can be a message ID: one line, without ``{name}`` placeholders."""
        return (
            isinstance(value, str)
            and value.split() != []
            and " ".join(value.split()) == value
            and not (_BRACE.search(value))
        )


_SENTENCE = "a sentence in one line, without { }, and with no space too many, is expected"


def list_resource_ids(folder: str) -> tuple[str, ...]:
    """Return the IDs of a folder's files, sorted, without reading any file."""
    return tuple(sorted(file.stem for file in find_resource(folder).iterdir() if file.suffix == ".toml"))


def read_record(name: str, make: Callable[[ResourceTable], Made]) -> Made:
    """Return the record in a resource file that contains a single record.

    Args:
        name: the file below ``resources``.
        make: converts the table.

    Raises:
        ResourceError: the file is missing or invalid.
    """
    return parse_record(_read_resource_text(name), name, make)


def read_records(name: str, make: Callable[[str, ResourceTable], Made]) -> Mapping[str, Made]:
    """Return the records in a resource file by ID, in file order.

    Args:
        name: the file below ``resources``.
        make: converts a table, with its ID as the first argument.

    Raises:
        ResourceError: the file is missing or invalid.
    """
    return parse_records(_read_resource_text(name), name, make)


def parse_record(text: str, file: str, make: Callable[[ResourceTable], Made]) -> Made:
    """Return the record in a text that contains a single record, see `read_record`."""
    return _build_record(ResourceTable(_parse_toml(text, file), file), make)


def parse_records(text: str, file: str, make: Callable[[str, ResourceTable], Made]) -> Mapping[str, Made]:
    """Return the records in a text by ID, see `read_records`."""
    found = {}
    for id_, values in _parse_toml(text, file).items():
        if not isinstance(values, dict) or not ID.fullmatch(id_):
            raise ResourceError(file, f"{id_}: a table with a name like “{id_.lower()}” is expected")
        found[id_] = _build_record(ResourceTable(values, file, id_), partial(make, id_))
    return found


def _make_platform_step(table: ResourceTable) -> PlatformStep:
    windows, macos, linux = map(table.read_sentence, SYSTEMS)
    return make_platform_step(windows, macos, linux)


def _make_call_step(table: ResourceTable) -> CallStep:
    return make_call_step(
        table.read_sentence("call"),
        when_open=table.read_optional_sentence("when_open"),
        other_device=table.read_flag("other_device"),
    )


def _build_record(table: ResourceTable, make: Callable[[ResourceTable], Made]) -> Made:
    made = make(table)
    table.reject_unknown_keys()
    return made


def _read_resource_text(name: str) -> str:
    try:
        return find_resource(name).read_text(encoding="utf-8")
    except (OSError, UnicodeError) as error:
        raise ResourceError(name, getattr(error, "strerror", None) or "not UTF-8") from error


def _parse_toml(text: str, file: str) -> Mapping[str, Json]:
    import tomllib  # imported only when needed

    try:
        return tomllib.loads(text)
    except (ValueError, RecursionError) as error:
        raise ResourceError(file, str(error)) from error

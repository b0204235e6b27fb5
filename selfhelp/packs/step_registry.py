"""The closed list of what a step of a pack may be: steps of ours by name, or a script of the pack's own.

None of them takes a path, a command or free text: a hand action and a settings page are chosen by name
from our own tables, a web page must be https, and the rest takes nothing at all.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import MappingProxyType

from selfhelp.core.errors import NotOfferedError, StepError
from selfhelp.core.languages import SOURCE_LANGUAGE
from selfhelp.core.model import Json, Platform
from selfhelp.machine import Step, step_from_json
from selfhelp.machine.guidance.manual_steps import load_manual_steps
from selfhelp.machine.guidance.settings_pages import load_settings_pages
from selfhelp.packs.manifest_fields import (
    LONG,
    SHORT,
    invalid_key,
    read_duration,
    read_languages,
    read_platform,
    read_script_names,
    read_text,
    read_texts,
)

SCRIPT = "script"
TAKES_NOTHING = frozenset(
    {
        *("forget-names", "renew-ticket", "rescan-devices", "restart-bluetooth", "restart-bluetooth-radio"),
        *("restart-sound", "start-onedrive", "start-print-service", "start-search", "switch-firewall-on"),
        *("sync-clock", "update-virus-signatures"),
    }
)
"""Steps of ours without parameters that a pack may use."""


@dataclass(frozen=True, slots=True)
class PackStep:
    """One step of a pack.

    Attributes:
        do: a name of `ALLOWED`, or `SCRIPT`.
        params: what a step of ours takes.
        platforms: where it is done; empty: everywhere.
        scripts: of a script, its name by platform.
        sentences: of a script, what it does, by language.
        lasts: of a script, how long it usually takes.
    """

    do: str
    params: Mapping[str, str] = field(default_factory=dict)
    platforms: frozenset[Platform] = frozenset()
    scripts: Mapping[Platform, str] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lasts: timedelta = timedelta(seconds=30)

    def script_description(self, language: str) -> str:
        """Return a script's description in a language, else in English, else in its first language."""
        for known in (language, SOURCE_LANGUAGE, *self.sentences):
            if self.sentences.get(known, {}).get("sentence"):
                return self.sentences[known]["sentence"]
        return ""

    def to_step(self) -> Step:
        """Return the built-in step that this pack step refers to.

        Raises:
            NotOfferedError: this version has no such step.
        """
        return step_from_json({"step": self.do, "params": dict(self.params)})


def _hand(params: Mapping[str, str]) -> bool:
    return params.get("action") in load_manual_steps()


def _page(params: Mapping[str, str]) -> bool:
    return params.get("page") in load_settings_pages()


def _address(params: Mapping[str, str]) -> bool:
    return params.get("address", "").startswith("https://")


ALLOWED: Mapping[str, tuple[str, Callable[[Mapping[str, str]], bool]]] = MappingProxyType(
    {
        "by-hand": ("action", _hand),
        "open-settings": ("page", _page),
        "open-web-page": ("address", _address),
    }
)
"""Steps of ours with one parameter: its name, and whether its value is allowed."""


def parse_step(entry: Mapping[str, Json], scripts: Mapping[str, str]) -> PackStep:
    """Return a step of a pack.

    Raises:
        PackError: it is not one that a pack may use, or takes something else.
    """
    rest = dict(entry)
    do = read_text(rest.pop("do", None), "do", SHORT)
    where = frozenset(read_platform(name) for name in read_texts(rest.pop("platforms", []), "platforms"))
    if do == SCRIPT:
        return _script(rest, scripts, where)
    if do in TAKES_NOTHING and not rest:
        return _proven(PackStep(do, platforms=where))
    if do not in ALLOWED:
        raise invalid_key("step", ", ".join(sorted({SCRIPT, *ALLOWED, *TAKES_NOTHING})))
    name, accepts = ALLOWED[do]
    value = rest.pop(name, None)
    if rest or not isinstance(value, str) or len(value) > LONG or not accepts({name: value}):
        raise invalid_key(f"step.{name}", "a value that this step knows")
    return _proven(PackStep(do, {name: value}, where))


def _proven(part: PackStep) -> PackStep:
    """Return the step of the pack, after making the step of ours once."""
    try:
        part.to_step()
    except (NotOfferedError, StepError) as error:
        raise invalid_key("step", str(error)) from error
    return part


def _script(rest: dict[str, Json], scripts: Mapping[str, str], where: frozenset[Platform]) -> PackStep:
    files = read_script_names(rest.pop("script", None), scripts)
    said = read_languages(rest.pop("text", None), "step.text", ("sentence",))
    lasts = read_duration(rest.pop("seconds", 30))
    if rest or not any(table.get("sentence") for table in said.values()):
        raise invalid_key("step", "do, script, text, seconds, platforms")
    return PackStep(SCRIPT, {}, where, files, said, lasts)

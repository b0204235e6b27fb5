"""The closed list of steps that a pack may use: built-in steps by name, or its own scripts.

None of them takes a path, a command or free text: a manual step and a settings page are chosen by name from
the app's own tables, a web page must be https, and the others take no parameters.
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
    build_key_error,
    parse_duration,
    parse_platform,
    parse_script_names,
    parse_text,
    parse_texts,
    parse_texts_by_language,
)

SCRIPT = "script"
TAKES_NOTHING = frozenset(
    {
        *("forget-names", "renew-ticket", "rescan-devices", "restart-bluetooth", "restart-bluetooth-radio"),
        *("restart-sound", "start-onedrive", "start-print-service", "start-search", "switch-firewall-on"),
        *("sync-clock", "update-virus-signatures"),
    }
)
"""Built-in steps without parameters that a pack may use."""


@dataclass(frozen=True, slots=True)
class PackStep:
    """A step of a pack.

    Attributes:
        do: a name in `ALLOWED` or `TAKES_NOTHING`, or `SCRIPT`.
        params: the parameters of a built-in step.
        platforms: the platforms on which it is run; empty for all.
        scripts: a script's name, by platform.
        sentences: a script's description, by language.
        lasts: a script's usual duration.
    """

    do: str
    params: Mapping[str, str] = field(default_factory=dict)
    platforms: frozenset[Platform] = frozenset()
    scripts: Mapping[Platform, str] = field(default_factory=dict)
    sentences: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    lasts: timedelta = timedelta(seconds=30)

    def get_script_description(self, language: str) -> str:
        """Return a script's description in a language, or in English, or in the first available language."""
        for known in (language, SOURCE_LANGUAGE, *self.sentences):
            if self.sentences.get(known, {}).get("sentence"):
                return self.sentences[known]["sentence"]
        return ""

    def create_step(self) -> Step:
        """Return the built-in step that this pack step refers to.

        Raises:
            NotOfferedError: this version has no such step.
        """
        return step_from_json({"step": self.do, "params": dict(self.params)})


def _are_manual_step_params_valid(params: Mapping[str, str]) -> bool:
    return params.get("action") in load_manual_steps()


def _are_settings_page_params_valid(params: Mapping[str, str]) -> bool:
    return params.get("page") in load_settings_pages()


def _are_web_page_params_valid(params: Mapping[str, str]) -> bool:
    return params.get("address", "").startswith("https://")


ALLOWED: Mapping[str, tuple[str, Callable[[Mapping[str, str]], bool]]] = MappingProxyType(
    {
        "by-hand": ("action", _are_manual_step_params_valid),
        "open-settings": ("page", _are_settings_page_params_valid),
        "open-web-page": ("address", _are_web_page_params_valid),
    }
)
"""Built-in steps with one parameter: the parameter's name, and its validator."""


def parse_step(entry: Mapping[str, Json], scripts: Mapping[str, str]) -> PackStep:
    """Return the step described by an entry of a pack.

    Raises:
        PackError: a pack may not use it, or its parameters are invalid.
    """
    rest = dict(entry)
    do = parse_text(rest.pop("do", None), "do", SHORT)
    where = frozenset(parse_platform(name) for name in parse_texts(rest.pop("platforms", []), "platforms"))
    if do == SCRIPT:
        return _parse_script_step(rest, scripts, where)
    if do in TAKES_NOTHING and not rest:
        return _require_valid_step(PackStep(do, platforms=where))
    if do not in ALLOWED:
        raise build_key_error("step", ", ".join(sorted({SCRIPT, *ALLOWED, *TAKES_NOTHING})))
    name, accepts = ALLOWED[do]
    value = rest.pop(name, None)
    if rest or not isinstance(value, str) or len(value) > LONG or not accepts({name: value}):
        raise build_key_error(f"step.{name}", "a value that this step knows")
    return _require_valid_step(PackStep(do, {name: value}, where))


def _require_valid_step(part: PackStep) -> PackStep:
    """Return a pack's step after testing that its built-in step can be created.

    Raises:
        PackError: it is invalid.
    """
    try:
        part.create_step()
    except (NotOfferedError, StepError) as error:
        raise build_key_error("step", str(error)) from error
    return part


def _parse_script_step(
    rest: dict[str, Json], scripts: Mapping[str, str], where: frozenset[Platform]
) -> PackStep:
    files = parse_script_names(rest.pop("script", None), scripts)
    said = parse_texts_by_language(rest.pop("text", None), "step.text", ("sentence",))
    lasts = parse_duration(rest.pop("seconds", 30))
    if rest or not any(table.get("sentence") for table in said.values()):
        raise build_key_error("step", "do, script, text, seconds, platforms")
    return PackStep(SCRIPT, {}, where, files, said, lasts)

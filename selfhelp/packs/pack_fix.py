"""Adapts a pack to a fix, so that engine, catalogue and journal need no knowledge of packs."""

from __future__ import annotations

import dataclasses
import importlib
import inspect
import pkgutil
from collections.abc import Mapping, Sequence
from typing import ClassVar

from selfhelp import checks, fixes
from selfhelp.core.model import Answers, Finding, Json, Platform, SuggestionKind
from selfhelp.core.text import N_, Text
from selfhelp.fixes import Check, Fix
from selfhelp.machine import Machine, Step
from selfhelp.packs import scripts
from selfhelp.packs.errors import PackError
from selfhelp.packs.manifest import Pack
from selfhelp.packs.step_registry import SCRIPT, TAKES_NOTHING, PackStep


class PackFix(Fix):
    """A pack as a fix in one language; the app doesn't translate its texts.

    Class attributes in addition to a fix's attributes:
        symptoms: ways people describe it, by language.
        publisher: the author.
        version: its version.
        pack: its source.
        language: the language of its texts.
        check: the built-in check that detects it, or None if a script does.
    """

    kind = SuggestionKind.PACK
    symptoms: ClassVar[Mapping[str, Sequence[str]]]
    publisher: ClassVar[str]
    version: ClassVar[int]
    pack: ClassVar[Pack]
    language: ClassVar[str]
    check: ClassVar[Check | None]

    def diagnose(self, machine: Machine) -> Finding | None:
        """Run the pack's built-in check or its script, and return the finding or None."""
        if self.check is not None:
            found = self.check.diagnose(machine)
            return (
                None if found is None else self._build_finding(machine.platform, found.evidence, found.data)
            )
        said = scripts.run_check_script(machine, self.pack.scripts[self.pack.detect[machine.platform]])
        return (
            None if said is None else self._build_finding(machine.platform, {"script": said} if said else {})
        )

    def find_blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Return the reason why the built-in fix is blocked, if the pack uses its steps; else None."""
        ours = any(part.do in TAKES_NOTHING for part in self._list_parts_for(machine.platform))
        if not ours or not isinstance(self.check, Fix):
            return None
        return self.check.find_blocked_reason(
            machine, dataclasses.replace(finding, data=finding.data["found"])
        )

    def plan_steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the pack's steps for this platform, in order."""
        platform = Platform(finding.data["platform"])
        return [self._build_step(part, platform) for part in self._list_parts_for(platform)]

    def _list_parts_for(self, platform: Platform) -> Sequence[PackStep]:
        return [part for part in self.pack.parts if not part.platforms or platform in part.platforms]

    def _build_finding(
        self, platform: Platform, evidence: Mapping[str, str], found: Mapping[str, Json] | None = None
    ) -> Finding:
        said = self.pack.get_sentence_in("meaning", self.language)
        meaning = (
            N_("{meaning} Provided by {publisher}.", meaning=said, publisher=self.publisher)
            if said
            else N_("Provided by {publisher}.", publisher=self.publisher)
        )
        from_pack = {"pack": f"{self.id} {self.version}", "publisher": self.publisher}
        summary = _to_literal_text(self.pack.get_sentence_in("found", self.language))
        return Finding(
            summary,
            meaning,
            {**evidence, **from_pack},
            {"platform": str(platform), "found": dict(found or {})},
        )

    def _build_step(self, part: PackStep, platform: Platform) -> Step:
        if part.do != SCRIPT:
            return part.create_step()
        script = part.scripts[platform]
        return scripts.RunScript(
            pack=self.id,
            version=self.version,
            script=script,
            publisher=self.publisher,
            said=part.get_script_description(self.language),
            lasts=part.lasts,
            text=self.pack.scripts[script],
        )


def build_pack_fix(given: Pack, spoken: str) -> PackFix:
    """Return a pack as a fix in a language.

    Raises:
        PackError: it refers to an unknown check, or has a built-in check's ID.
    """
    if find_built_in_check(given.id) is not None:
        raise PackError(N_("The pack uses the ID of an existing fix: {id}.", id=given.id))
    looks_for_it = find_built_in_check(given.check) if given.check else None
    if given.check and looks_for_it is None:
        raise PackError(N_("The pack refers to an unknown check: {id}.", id=given.check))
    offered = given.platforms & looks_for_it.platforms if looks_for_it else given.platforms
    advice = given.get_sentence_in("prevention", spoken)

    class Given(PackFix):
        id = given.id
        title = _to_literal_text(given.get_sentence_in("title", spoken))
        category = given.category
        looks = _to_literal_text(given.get_sentence_in("looks", spoken))
        platforms = frozenset(offered)
        prevention = _to_literal_text(advice) if advice else None
        symptoms = given.symptoms
        publisher = given.publisher
        version = given.version
        pack = given
        language = spoken
        check = looks_for_it

    return Given()


def find_built_in_check(id_: str) -> Check | None:
    """Return the built-in fix or check with this ID, or None."""
    wanted = id_.replace("-", "_")
    for package in (fixes, checks):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.ispkg or module.name.rpartition(".")[2] != wanted:
                continue
            for _, found in inspect.getmembers(importlib.import_module(module.name), inspect.isclass):
                if (
                    issubclass(found, Check)
                    and found.__module__ == module.name
                    and getattr(found, "id", "") == id_
                ):
                    check: Check = found()
                    return check
    return None


def _to_literal_text(text: str) -> Text:
    """Return a pack's sentence as a text in which braces have no special meaning."""
    return N_("{sentence}", sentence=text)

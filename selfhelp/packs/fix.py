"""Makes a fix of a pack, so that engine, catalogue, journal and undo need to know nothing of packs."""

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
    """A pack as a fix, in one language; its texts are its author's, not in our catalogues.

    Class attributes beside those of a fix:
        symptoms: how people say it, by language.
        publisher: who made it.
        version: which one it is.
        pack: what it was made of.
        language: in which language it speaks.
        check: the check of ours that looks for it, or None if a script does.
    """

    kind = SuggestionKind.PACK
    symptoms: ClassVar[Mapping[str, Sequence[str]]]
    publisher: ClassVar[str]
    version: ClassVar[int]
    pack: ClassVar[Pack]
    language: ClassVar[str]
    check: ClassVar[Check | None]

    def diagnose(self, machine: Machine) -> Finding | None:
        """Look with the check of ours or the script that the pack names."""
        if self.check is not None:
            found = self.check.diagnose(machine)
            return None if found is None else self._finding(machine.platform, found.evidence, found.data)
        said = scripts.run_check_script(machine, self.pack.scripts[self.pack.detect[machine.platform]])
        return None if said is None else self._finding(machine.platform, {"script": said} if said else {})

    def blocked_reason(self, machine: Machine, finding: Finding) -> Text | None:
        """Refuse what the built-in fix would refuse, if the pack uses built-in steps."""
        ours = any(part.do in TAKES_NOTHING for part in self._parts_for(machine.platform))
        if not ours or not isinstance(self.check, Fix):
            return None
        return self.check.blocked_reason(machine, dataclasses.replace(finding, data=finding.data["found"]))

    def steps(self, finding: Finding, answers: Answers) -> Sequence[Step]:
        """Return the steps of this platform, in order."""
        platform = Platform(finding.data["platform"])
        return [self._step(part, platform) for part in self._parts_for(platform)]

    def _parts_for(self, platform: Platform) -> Sequence[PackStep]:
        return [part for part in self.pack.parts if not part.platforms or platform in part.platforms]

    def _finding(
        self, platform: Platform, evidence: Mapping[str, str], found: Mapping[str, Json] | None = None
    ) -> Finding:
        said = self.pack.sentence_in("meaning", self.language)
        meaning = (
            N_("{meaning} Provided by {publisher}.", meaning=said, publisher=self.publisher)
            if said
            else N_("Provided by {publisher}.", publisher=self.publisher)
        )
        from_pack = {"pack": f"{self.id} {self.version}", "publisher": self.publisher}
        summary = _foreign(self.pack.sentence_in("found", self.language))
        return Finding(
            summary,
            meaning,
            {**evidence, **from_pack},
            {"platform": str(platform), "found": dict(found or {})},
        )

    def _step(self, part: PackStep, platform: Platform) -> Step:
        if part.do != SCRIPT:
            return part.to_step()
        script = part.scripts[platform]
        return scripts.RunScript(
            pack=self.id,
            version=self.version,
            script=script,
            publisher=self.publisher,
            said=part.script_description(self.language),
            lasts=part.lasts,
            text=self.pack.scripts[script],
        )


def build_pack_fix(given: Pack, spoken: str) -> PackFix:
    """Return a pack as a fix that speaks a language.

    Raises:
        PackError: it names a check that this version does not have, or has the id of one of ours.
    """
    if find_own_check(given.id) is not None:
        raise PackError(N_("The pack uses the ID of an existing fix: {id}.", id=given.id))
    looks_for_it = find_own_check(given.check) if given.check else None
    if given.check and looks_for_it is None:
        raise PackError(N_("The pack refers to an unknown check: {id}.", id=given.check))
    offered = given.platforms & looks_for_it.platforms if looks_for_it else given.platforms
    advice = given.sentence_in("prevention", spoken)

    class Given(PackFix):
        id = given.id
        title = _foreign(given.sentence_in("title", spoken))
        category = given.category
        looks = _foreign(given.sentence_in("looks", spoken))
        platforms = frozenset(offered)
        prevention = _foreign(advice) if advice else None
        symptoms = given.symptoms
        publisher = given.publisher
        version = given.version
        pack = given
        language = spoken
        check = looks_for_it

    return Given()


def find_own_check(id_: str) -> Check | None:
    """Return the fix or the check of ours with this id, or None."""
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


def _foreign(text: str) -> Text:
    """Return a sentence of the pack: a value, so that its braces are only braces."""
    return N_("{sentence}", sentence=text)

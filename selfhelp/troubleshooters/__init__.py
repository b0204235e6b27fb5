"""One file, one ladder: which checks belong to a vague complaint, the most telling first.

"It is slow" or "I cannot get into my account" names no fix. A ladder looks at everything of its family
side by side, and the first finding in its order is the cause that is proposed: a name that cannot be
looked up is no wonder where there is no network. To add one, copy a neighbour: nothing is registered.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from selfhelp.core.model import CheckResult, State
from selfhelp.core.text import Text


@dataclass(frozen=True, slots=True)
class Ladder:
    """A family of checks; each file of this folder holds one as ``LADDER``.

    How people say it stands in ``resources/words/symptoms/<id>.toml``; the id is the file's name.

    Attributes:
        title: what it does for the person, three to six words.
        meaning: what is looked at, in one sentence.
        checks: ids of fixes and checks, the first cause first.
        whole: whether every finding is shown (a list to work off), not only the first cause.
        trials: names of `selfhelp.catalog.manual_tests` that a person does with eyes, ears and hands.
    """

    title: Text
    meaning: Text
    checks: Sequence[str]
    whole: bool = False
    trials: Sequence[str] = ()


@lru_cache(maxsize=1)
def ladders() -> Mapping[str, Ladder]:
    """Return all ladders by id, from the files of this folder."""
    modules = (importlib.import_module(f"{__name__}.{m.name}") for m in pkgutil.iter_modules(__path__))
    return {m.__name__.rpartition(".")[2].replace("_", "-"): m.LADDER for m in modules}


def cause(results: Sequence[CheckResult]) -> CheckResult | None:
    """Return the first real finding in the order of a ladder, or None."""
    return next((result for result in results if result.state is State.FOUND), None)

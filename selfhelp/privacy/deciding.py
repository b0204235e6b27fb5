"""Who decides this: where the settings come from, what is wrong in them, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.core.text import N_, NN_, Text
from selfhelp.privacy import Known, Point, Topic


def topic(known: Known) -> Topic:
    """Return who decides."""
    return Topic("deciding", N_("Who decides this"), [*_sources(known), *_mistakes(known), *_people(known)])


def _sources(known: Known) -> Iterator[Point]:
    set_ = [setting for setting in known.loaded.settings if setting.source != "default"]
    sources: Sequence[Text | str] = list(dict.fromkeys(setting.source for setting in set_))
    if known.managed:
        text = NN_(
            "Your organisation set {count} value. You can't change it.",
            "Your organisation set {count} values. You can't change them.",
            len(set_),
        )
        yield Point(text, True, sources)
    elif set_:
        text = NN_(
            "{count} value is set by a file of your own.",
            "{count} values are set by a file of your own.",
            len(set_),
        )
        yield Point(text, True, sources)
    else:
        yield Point(N_("No one has changed any settings. The defaults apply."))


def _mistakes(known: Known) -> Iterator[Point]:
    mistakes: list[Text | str] = [
        N_("{file}: {key} {message}", file=p.where, key=p.key, message=p.message)
        for p in known.loaded.problems
    ]
    if mistakes:
        text = N_("The settings contain errors. The stricter value applies there.")
        yield Point(text, False, mistakes)


def _people(known: Known) -> Iterator[Point]:
    support, name = known.policy.support, known.policy.organisation.name
    ways = [way for way in (support.phone, support.email) if way]
    if name:
        yield Point(N_("Your organisation: {name}", name=name))
    if ways:
        yield Point(N_("Questions about this page: {ways}", ways=", ".join(ways)))

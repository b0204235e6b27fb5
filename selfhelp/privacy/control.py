"""The topic of control: the sources of the settings, their errors, and whom to ask."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from selfhelp.core.text import N_, NN_, Text
from selfhelp.privacy import PrivacyFacts, PrivacyPoint, PrivacyTopic


def build_topic(known: PrivacyFacts) -> PrivacyTopic:
    """Return the topic about who controls the settings."""
    return PrivacyTopic(
        "control",
        N_("Who controls these settings"),
        [*_iter_source_points(known), *_iter_mistake_points(known), *_iter_contact_points(known)],
    )


def _iter_source_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    set_ = [setting for setting in known.loaded.settings if setting.source != "default"]
    sources: Sequence[Text | str] = list(dict.fromkeys(setting.source for setting in set_))
    if known.managed:
        text = NN_(
            "Your organisation manages {count} setting. You can't change it.",
            "Your organisation manages {count} settings. You can't change them.",
            len(set_),
        )
        yield PrivacyPoint(text, True, sources)
    elif set_:
        text = NN_(
            "Your organisation has set {count} setting, in a file that you can change.",
            "Your organisation has set {count} settings, in a file that you can change.",
            len(set_),
        )
        yield PrivacyPoint(text, True, sources)
    else:
        yield PrivacyPoint(N_("No one has changed any settings. The app's defaults apply."))


def _iter_mistake_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    mistakes: list[Text | str] = [
        N_("{file}: {key} {message}", file=p.location, key=p.key, message=p.message)
        for p in known.loaded.problems
    ]
    if mistakes:
        text = N_("Some settings contain errors. For these, the stricter value applies.")
        yield PrivacyPoint(text, False, mistakes)


def _iter_contact_points(known: PrivacyFacts) -> Iterator[PrivacyPoint]:
    support, name = known.policy.support, known.policy.organisation.name
    ways = [way for way in (support.phone, support.email) if way]
    if name:
        yield PrivacyPoint(N_("Your organisation: {name}", name=name))
    if ways:
        yield PrivacyPoint(N_("Questions about this page: {ways}", ways=", ".join(ways)))

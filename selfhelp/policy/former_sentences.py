"""Maps former wordings of sentences to the current wordings, so that overrides still apply.

The key of ``branding.text_overrides`` is an English sentence. ``resources/locale/former-sentences.toml`` maps
each former sentence to the current sentence; `tools/i18n.py check` fails if a released sentence has no line.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Mapping
from functools import cache

from selfhelp.core.paths import find_resource

FILE = "locale/former-sentences.toml"
_PLACE = r"\{([a-z_]+)\}"

log = logging.getLogger(__name__)


@cache
def load_former_sentences() -> Mapping[str, str]:
    """Return the current sentence by its former wording; "" if the sentence no longer exists.

    A damaged file counts as empty: the overrides of current sentences apply in any case.
    """
    import tomllib

    try:
        table = tomllib.loads(find_resource(FILE).read_text(encoding="utf-8"))["sentences"]
        return {former: now for former, now in table.items() if isinstance(now, str)}
    except (OSError, ValueError, LookupError, AttributeError) as error:
        log.warning("overrides of reworded sentences do not apply: %s", error)
        return {}


def update_override_keys(overrides: Mapping[str, str]) -> Mapping[str, str]:
    """Return an organisation's overrides, keyed by the current sentences.

    An override of the current sentence takes precedence over one of a former sentence. An override with a
    placeholder that the current sentence lacks is omitted, because it would be shown with braces.
    """
    if not overrides:
        return overrides
    former = load_former_sentences()
    renamed = {former[sentence]: own for sentence, own in overrides.items() if sentence in former}
    fitting = {
        now: own
        for now, own in renamed.items()
        if now and {*re.findall(_PLACE, own)} <= {*re.findall(_PLACE, now)}
    }
    return {**fitting, **overrides}

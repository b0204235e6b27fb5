"""Writes the privacy page as an HTML file, without scripts or external content."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from selfhelp.core.durable_files import write_own_file, write_private_file
from selfhelp.core.errors import StorageError
from selfhelp.core.paths import find_app_root_above, make_private_folder
from selfhelp.core.text import N_, Translator
from selfhelp.privacy import PrivacyTopic
from selfhelp.privacy.topics import INTRO, TITLE
from selfhelp.report.html_templates import render_template


def render_privacy_html(
    topics: Sequence[PrivacyTopic], translator: Translator, now: datetime | None = None
) -> str:
    """Return the page as HTML text in the translator's language."""
    when = N_("As of {time}.", time=now or datetime.now(UTC))
    return render_template(
        "privacy.html",
        translator.translate(TITLE),
        {
            "intro": translator.translate(INTRO),
            "when": translator.translate(when),
            "topics": topics,
            "translate": translator.translate,
        },
        translator.language,
    )


def write_privacy_html(path: Path, topics: Sequence[PrivacyTopic], translator: Translator) -> None:
    """Write the page to a file, replacing an existing file; a missing folder is created privately.

    A link in the file's place is replaced, not followed.

    Raises:
        StorageError: it couldn't be written.
    """
    try:
        page = render_privacy_html(topics, translator).encode("utf-8")
        if find_app_root_above(path.parent) is not None:
            write_own_file(path, page)
        else:  # a folder that the user chose
            write_private_file(make_private_folder(path.parent, ours=False) / path.name, page)
    except OSError as error:
        message = N_("The page couldn't be saved: {reason}", reason=error.strerror or "?")
        raise StorageError(message, detail=str(error)) from error

"""Writes steps.html: a timeline that plays the steps, in one self-contained file.

Without its script, and in print, it is a list of all steps with their images. All external text is escaped,
and the Content-Security-Policy allows only this style sheet, this script and embedded images.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Callable
from datetime import UTC, datetime
from html import escape

from selfhelp.core.paths import find_resource
from selfhelp.core.text import ENGLISH, N_, Text, Translator
from selfhelp.report.html_templates import UNSAFE
from selfhelp.steps.recording import (
    Recording,
    Step,
    describe_step,
    explain_missing_picture,
    format_step_count,
)

Picture = Callable[[Step], bytes]


def render_timeline(recording: Recording, picture: Picture, translator: Translator = ENGLISH) -> bytes:
    """Return the timeline page as UTF-8 HTML.

    Args:
        recording: as exported.
        picture: returns the file of a step's image, with hidden areas redacted.
        translator: the language of the app's own texts.
    """
    show = translator.translate
    style, script = (find_resource(name).read_text("utf-8") for name in ("timeline.css", "timeline.js"))
    heading = show(N_("Recorded steps"))
    policy = f"default-src 'none'; img-src data:; style-src {_compute_csp_hash(style)}; script-src {_compute_csp_hash(script)}; base-uri 'none'; form-action 'none'"  # noqa: E501
    body = (
        f"<header><h1>{escape(heading)}</h1><p>{escape(_format_span(recording, translator))}</p></header>"
        f"{_render_timeline_bar(show)}"
        f'<div class="around"><nav aria-label="{escape(heading)}">'
        f"<ol>{_render_step_links(recording, show)}</ol></nav>"
        f'<main><ol id="steps">{"".join(_render_step_items(recording, picture, show))}</ol></main></div>'
        '<p class="heard" id="heard" role="status"></p>'
    )
    return (
        (
            f'<!doctype html>\n<html lang="{translator.language}"><head><meta charset="utf-8">'
            f'<meta http-equiv="Content-Security-Policy" content="{escape(policy)}">'
            '<meta name="viewport" content="width=device-width, initial-scale=1">'
            '<meta name="referrer" content="no-referrer"><meta name="color-scheme" content="light dark">'
            f"<title>{escape(heading)}</title><style>{style}</style></head><body>\n{body}\n"
            f"<script>{script}</script></body></html>\n"
        )
        .translate(UNSAFE)
        .encode("utf-8")
    )


def _compute_csp_hash(text: str) -> str:
    """Return the hash that allows a script or style sheet in a Content Security Policy (Level 3, 2.3.1)."""
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _format_span(recording: Recording, translator: Translator) -> str:
    start, end = recording.started.astimezone(UTC), (recording.ended or recording.started).astimezone(UTC)
    moment = f"{start:%Y-%m-%d %H:%M:%S}–{end:%H:%M:%S} UTC"
    return f"{moment} · {translator.translate(format_step_count(len(recording.steps)))}"


def _render_timeline_bar(show: Callable[[Text], str]) -> str:
    play, pause = escape(show(N_("Play"))), escape(show(N_("Pause")))
    back, next_ = escape(show(N_("Previous step"))), escape(show(N_("Next step")))
    smaller, larger = escape(show(N_("Zoom out"))), escape(show(N_("Zoom in")))
    buttons = (
        f'<button class="first" id="play" data-play="{play}" data-pause="{pause}">{play}</button>'
        f'<button id="back">{back}</button><button id="next">{next_}</button>'
        '<output id="place"></output>'
    )
    zoom = f'<button id="smaller">{smaller}</button><button id="larger">{larger}</button>'
    name = escape(show(N_("Playback")))
    return (
        f'<div class="bar" role="toolbar" aria-label="{name}">{buttons}<span class="end">{zoom}</span></div>'
    )


def _render_step_links(recording: Recording, show: Callable[[Text], str]) -> str:
    told = [escape(show(describe_step(step))) for step in recording.steps]
    return "".join(
        f'<li><a href="#step-{place}"><span>{place}</span><span>{what}</span></a></li>'
        for place, what in enumerate(told, 1)
    )


def _render_step_items(recording: Recording, picture: Picture, show: Callable[[Text], str]) -> list[str]:
    count = len(recording.steps)
    found = []
    for place, step in enumerate(recording.steps, 1):
        told = show(describe_step(step))
        name = show(N_("Step {number} of {count}: {what}", number=place, count=count, what=told))
        when = f"{_format_clock(step.at)} UTC · +{_format_elapsed(recording.started, step.at)}"
        note = f'<p class="note">{escape(step.note)}</p>' if step.note else ""
        found.append(
            f'<li id="step-{place}" aria-label="{escape(name)}"><h2>{place}. {escape(told)}</h2>'
            f'<p class="when">{when}</p>{note}{_render_step_figure(step, told, picture, show)}</li>'
        )
    return found


def _render_step_figure(step: Step, told: str, picture: Picture, show: Callable[[Text], str]) -> str:
    reason = explain_missing_picture(step)
    why = f'<p class="why">{escape(show(reason))}</p>' if reason else ""
    if not step.picture:
        return why
    reduced = escape(show(N_("The image was reduced in size.")))
    small = f'<p class="why">{reduced}</p>' if step.reduced else ""
    kind = "jpeg" if step.picture.endswith(".jpg") else "png"
    data = base64.b64encode(picture(step)).decode()
    alt = escape(show(N_("Image: {what}", what=told)))
    image = (
        f'<img src="data:image/{kind};base64,{data}" alt="{alt}" width="{step.width}" height="{step.height}">'
    )
    return f'{why}{small}<figure tabindex="0" aria-label="{alt}">{image}</figure>'


def _format_clock(at: datetime) -> str:
    return f"{at.astimezone(UTC):%H:%M:%S}"


def _format_elapsed(start: datetime, at: datetime) -> str:
    seconds = max(0, int((at - start).total_seconds()))
    return f"{seconds // 60}:{seconds % 60:02d}"

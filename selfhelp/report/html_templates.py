"""Renders HTML pages without scripts or external content; every value is escaped.

The templates are ``resources/templates/*.html``. Jinja escapes what they print; only the output of their own
macros is printed as is. Jinja is imported for the first page, not at startup.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from selfhelp.core.paths import find_resource
from selfhelp.core.text import ENGLISH
from selfhelp.report.value_format import count_with_noun, format_label, format_moment, format_value

if TYPE_CHECKING:
    from jinja2 import Environment

UNSAFE = str.maketrans(
    {
        # Half a surrogate pair would end the page when it is encoded.
        **dict.fromkeys(range(0xD800, 0xE000), "?"),
        # NUL is an error in HTML; the others turn the order of all text behind them.
        **dict.fromkeys([0, *range(0x202A, 0x202F), *range(0x2066, 0x206A)], "\N{REPLACEMENT CHARACTER}"),
    }
)
"""Maps characters that a page must not contain to their replacements."""


def render_template(name: str, heading: str, values: Mapping[str, object], language: str = "en") -> str:
    """Return a whole page as HTML.

    Args:
        name: file name of the template.
        heading: title of the page.
        values: values and functions for the template; plain text, never markup.
        language: language code of the page.
    """
    from markupsafe import Markup

    style = find_resource("report.css").read_text("utf-8")
    page = (
        _load_environment()
        .get_template(name)
        .render(
            heading=heading,
            language=language,
            style=Markup(style),  # noqa: S704 - our own file
            policy=make_content_security_policy(style),
            **values,
        )
    )
    return page.translate(UNSAFE)


def load_templates(names: Iterable[str]) -> None:
    """Compile templates in advance, so that the first page needn't wait."""
    for name in names:
        _load_environment().get_template(name)


def make_content_security_policy(style: str) -> str:
    """Return the Content-Security-Policy, which blocks scripts and external content.

    The only style sheet is allowed by its hash (W3C, Content Security Policy Level 3, section 2.3.1).
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@lru_cache(maxsize=1)
def _load_environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(find_resource("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "counted": count_with_noun,
        "english": ENGLISH.translate,
        "label": format_label,
        "moment": format_moment,
        "number": "{:g}".format,
        "value": format_value,
    }
    return environment

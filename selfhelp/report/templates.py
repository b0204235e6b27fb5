"""Renders the pages that the app writes: no script, nothing loaded, every value escaped.

The templates are ``resources/templates/*.html``. Jinja escapes what they print; only what their own macros
made is printed as it is. The library is loaded for the first page, not when the program starts.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from typing import TYPE_CHECKING

from selfhelp.core.paths import resource_path
from selfhelp.core.text import ENGLISH
from selfhelp.report.value_format import count_with_noun, format_moment, format_value, label

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
"""Characters that a page must not hold, and what stands for them."""


def render_template(name: str, heading: str, values: Mapping[str, object], language: str = "en") -> str:
    """Return a whole page.

    Args:
        name: the file of the template.
        heading: the title of the page.
        values: what the template prints and calls; plain text, never markup.
        language: the language of the page.
    """
    from markupsafe import Markup

    style = resource_path("report.css").read_text("utf-8")
    page = (
        _environment()
        .get_template(name)
        .render(
            heading=heading,
            language=language,
            style=Markup(style),  # noqa: S704 - our own file
            policy=content_security_policy(style),
            **values,
        )
    )
    return page.translate(UNSAFE)


def load_templates(prefix: str) -> None:
    """Load and compile the templates whose names begin so, which the first page would have to wait for."""
    environment = _environment()
    for name in environment.list_templates(filter_func=lambda name: name.startswith(prefix)):
        environment.get_template(name)


def content_security_policy(style: str) -> str:
    """Return the Content-Security-Policy: even a mistake in escaping could load, run and restyle nothing.

    The one style sheet is allowed by its hash (W3C, Content Security Policy Level 3, section 2.3.1).
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


@lru_cache(maxsize=1)
def _environment() -> Environment:
    from jinja2 import Environment, FileSystemLoader, StrictUndefined

    environment = Environment(
        loader=FileSystemLoader(resource_path("templates")),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "counted": count_with_noun,
        "english": ENGLISH.translate,
        "label": label,
        "moment": format_moment,
        "number": "{:g}".format,
        "value": format_value,
    }
    return environment

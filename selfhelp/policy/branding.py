"""Policy keys for the organisation's name, logo, colour and wordings, and for the program."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from selfhelp.core.colour_contrast import READABLE, compute_contrast_ratio, is_colour
from selfhelp.core.languages import LANGUAGE_CODE, list_supported_languages
from selfhelp.core.records import record
from selfhelp.core.text import N_, Text
from selfhelp.policy.fields import declare_checked_key, declare_key, make_rejecting_validator
from selfhelp.policy.former_sentences import update_override_keys
from selfhelp.policy.link_templates import find_link_mistake
from selfhelp.policy.localized_texts import SOME_WORDS
from selfhelp.policy.localized_texts import find_localized_text_mistake as sentence_mistake
from selfhelp.policy.unknown_words import make_unknown_word_message

LONGEST_NAME, LONGEST_WORDS = 40, 500
"""Maximum lengths of name and text, in characters."""

INLINE = 90_000
"""Maximum length of an embedded image, in characters; larger images are given by path."""

_FILE = r"[A-Za-z0-9][A-Za-z0-9_.-]{0,80}\.(png|svg)"
_PATH = r"(?:/|[A-Za-z]:\\[^/:*?\"<>|\\]+\\)[^\0:*?\"<>|]*[^\0/\\:*?\"<>|]\.(png|svg)"
_INLINE = r"data:image/(png|svg\+xml);base64,[A-Za-z0-9+/]+={0,2}"
A_LOGO = (
    "a file name such as logo.svg, an absolute path such as /opt/acme/logo.svg, or data:image/png;base64,…"
)
_PLACE = r"\{[a-z_]+\}"


def find_accent_mistake(value: str) -> Text | None:
    """Return the reason why a colour is unsuitable behind white text, or None."""
    if not value:
        return None
    if not is_colour(value):
        return N_("Enter a colour such as #0a5fc2.")
    found = compute_contrast_ratio(value, "#ffffff")
    if found >= READABLE:
        return None
    least = f"{READABLE:g}"
    return N_(
        "White text on this colour has a contrast of {found}; at least {least} is required. Choose a "
        "darker colour.",
        found=f"{found:.1f}",
        least=least,
    )


def find_logo_mistake(value: str) -> Text | None:
    """Return the mistake in a logo's value, or None; the image is only checked when read."""
    if value.startswith("data:"):
        if len(value) > INLINE:
            return N_("The embedded image is too large. Put the file in the branding folder.")
        return None if re.fullmatch(_INLINE, value) else N_("Use a PNG or SVG image, base64-encoded.")
    if (
        not value
        or re.fullmatch(_FILE, value)
        or (re.fullmatch(_PATH, value) and ".." not in re.split(r"[/\\]", value))
    ):
        return None
    return N_("Use a PNG or SVG file in the branding folder, or an absolute path to one.")


def find_text_overrides_mistake(lines: Sequence[str]) -> Text | None:
    """Return the mistake in a list of the organisation's own wordings, or None."""
    for line in lines:
        language, _, rest = line.partition(":")
        sentence, equals, own = rest.partition("=")
        whole = bool(LANGUAGE_CODE.fullmatch(language) and sentence.strip() and equals and own.strip())
        if not (whole and line.isprintable() and len(line) <= LONGEST_WORDS):
            return N_("“{line}” isn't in the form LANGUAGE:original text=new text.", line=line[:80])
        if not set(re.findall(_PLACE, own)) <= set(re.findall(_PLACE, sentence)):
            return N_("“{line}” contains a placeholder that isn't in the original text.", line=line[:80])
    return None


def find_link_list_mistake(lines: Sequence[str]) -> Text | None:
    """Return the mistake in a list of titles and links, or None."""
    for line in lines:
        title, equals, link = line.partition("=")
        if not (equals and title.strip() and link.strip() and line.isprintable() and len(title) <= 60):
            return N_("“{line}” isn't in the form title=link.", line=line[:80])
        if (mistake := find_link_mistake(link.strip())) is not None:
            return mistake
    return None


def select_text_overrides(lines: Sequence[str], language: str) -> Mapping[str, str]:
    """Return the organisation's own wordings of sentences in one language."""
    split = (line.partition(":")[2].partition("=") for line in lines if line.startswith(f"{language}:"))
    return update_override_keys({sentence.strip(): own.strip() for sentence, _, own in split})


@record
class Branding:
    """Name, logo, colour, texts and links of the organisation."""

    name: str = declare_key(
        "",
        N_("App name shown to users instead of “Self-help”."),
        allowed=f"a text of at most {LONGEST_NAME} characters",
        accepts=lambda v: v.isprintable() and len(v) <= LONGEST_NAME and v == v.strip(),
        says=make_rejecting_validator(N_("The name is too long, or starts or ends with a space.")),
    )
    logo: str = declare_checked_key(
        "",
        N_(
            "Logo for light backgrounds, as PNG or SVG: a file in the “branding” folder next to "
            "the machine policy, an absolute path, or base64 data. The file must be writable by "
            "administrators only."
        ),
        allowed=A_LOGO,
        says=find_logo_mistake,
    )
    logo_dark: str = declare_checked_key(
        "",
        N_("Logo for dark backgrounds. Empty: the same as the logo for light backgrounds."),
        allowed=A_LOGO,
        says=find_logo_mistake,
    )
    accent: str = declare_checked_key(
        "",
        N_(
            "Accent colour for main buttons and highlights. White text on it must be readable. Empty: "
            "the app's own colour."
        ),
        allowed="a colour such as #0a5fc2",
        says=find_accent_mistake,
    )
    text_overrides: tuple[str, ...] = declare_checked_key(
        (),
        N_("Replacement texts by language, such as en:Get help=Call the service desk."),
        allowed="a list of texts such as en:Get help=Call the service desk",
        says=find_text_overrides_mistake,
    )
    links: tuple[str, ...] = declare_checked_key(
        (),
        N_("Additional links with their titles, such as Intranet=https://intranet.example.com."),
        allowed="a list of texts such as Intranet=https://intranet.example.com",
        says=find_link_list_mistake,
    )


@record
class ProgramPolicy:
    """Tray, language and updates of the app."""

    quit: bool = declare_key(True, N_("Allow users to quit the app from the tray menu."), strict=False)
    autostart: bool = declare_key(
        True,
        N_("Start in the tray at sign-in. If disabled, --tray exits immediately."),
        strict=False,
    )
    language: str = declare_key(
        "",
        N_("Default language of the app, such as fr. Empty: the system language."),
        allowed="a language code such as fr",
        accepts=lambda v: not v or v in list_supported_languages(),
        says=lambda v: make_unknown_word_message(v, list_supported_languages()),
    )
    updates: tuple[str, ...] = declare_checked_key(
        (),
        N_(
            "Note shown in “About” on how this app is updated, by language. The app does "
            "not check for its own updates."
        ),
        allowed=SOME_WORDS,
        says=sentence_mistake,
    )

"""What was removed from a text is shown in the user's language."""

from __future__ import annotations

import pytest

from selfhelp.core.secret_placeholders import _LABELS, make_secrets_readable
from selfhelp.core.text import N_, Translator
from selfhelp.report.redact.rules import make_secret_placeholder
from selfhelp.ui.navigation import TicketsPage
from selfhelp.ui.tray import notifications


@pytest.mark.parametrize(
    ("text", "language", "shown"),
    [
        (f"My {make_secret_placeholder('password')}!", "en", "My [password hidden]!"),
        (f"Mon {make_secret_placeholder('password')}", "fr", "Mon [mot de passe masqué]"),
        (f"{make_secret_placeholder('url-key')}", "en", "[private value hidden]"),
        ("My account is [secret:pass…", "en", "My account is [private value hidden]"),
        ("It says [secret] and user-1a2b3c", "en", "It says [secret] and user-1a2b3c"),
    ],
)
def test_a_placeholder_is_readable(text: str, language: str, shown: str) -> None:
    assert make_secrets_readable(text, Translator(language)) == shown


@pytest.mark.parametrize("kind", _LABELS)
def test_every_kind_is_found_as_it_is_written(kind: str) -> None:
    shown = make_secrets_readable(make_secret_placeholder(kind), Translator("en"))
    assert shown == f"[{Translator('en').translate(_LABELS[kind])}]"


def test_a_notification_is_readable(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(notifications, "show_desktop_notification", lambda _s, text, _a: shown.append(text))

    class Session:
        """A session without a window."""

        window = None
        app = type("App", (), {"translator": Translator("en")})

    sentence = N_("Your ticket “{subject}” needs your attention.", subject="My [secret:password] fails")
    notifications.notify_user(Session(), sentence, TicketsPage())  # type: ignore[arg-type]
    assert shown == ["Your ticket “My [password hidden] fails” needs your attention."]

"""Which windows are never recorded: ours, password stores, private browser windows, what policy excludes.

A window that is excluded makes a step without picture, title and program.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.machine.desktop.window_events import WindowFacts
from selfhelp.steps.recording import Withheld

OURS = "selfhelp"

PASSWORD_STORES = frozenset(
    (
        *("1password", "bitwarden", "dashlane", "enpass", "keepass", "keepass2", "keepassxc", "keepassx"),
        *(
            "lastpass",
            "keeper password manager",
            "keeperpasswordmanager",
            "nordpass",
            "protonpass",
            "proton pass",
        ),
        *("passwordsafe", "pwsafe", "password safe", "roboform", "seahorse", "gnome-passwords", "secrets"),
        *("org.gnome.world.secrets", "kwalletmanager", "kwalletmanager5", "kwalletd5", "kwalletd6"),
        *("keychain access", "passwords", "gcr-prompter", "pinentry", "pinentry-gtk-2", "pinentry-qt"),
        *("pinentry-gnome3", "polkit-gnome-authentication-agent-1", "polkit-kde-authentication-agent-1"),
        *("lxpolkit", "mate-polkit", "consent", "credentialuibroker", "securityagent", "ssh-askpass"),
        *("ksshaskpass", "nm-applet-auth", "authy", "authy desktop", "yubico authenticator"),
    )
)
"""Programs that show or ask for secrets, in small letters, as they and the system call them."""

PRIVATE_MARKS = (
    # Firefox, Tor Browser and Thunderbird: the title ends with these words (browser.ftl of each language).
    *("Private Browsing", "Navigation privée", "Privater Modus", "Navegación privada", "Navegação privada"),
    *("Navegação anónima", "Navigazione anonima", "Privénavigatie", "Tryb prywatny", "Privat browsing"),
    *(
        "Privat surfning",
        "Privat nettlesing",
        "Yksityinen selaus",
        "Navegació privada",
        "Anonymní prohlížení",
    ),
    *("Приватный просмотр", "Приватний перегляд", "プライベートブラウジング", "隐私浏览", "隱私瀏覽"),
    # Edge marks every language alike; Chromium names its first private page only.
    *("[InPrivate]", "InPrivate", "(Incognito)", "New Incognito Tab", "Nouvel onglet navigation privée"),
    *("Neuer Inkognito-Tab", "(Inkognito)", "(Navigation privée)", "Nueva pestaña de incógnito"),
    *("Nuova scheda di navigazione in incognito", "Private window", "Private Window", "Fenêtre privée"),
    *("Private Tab", "Tor Browser", "(Private)", "— Private", "Nouvelle fenêtre privée", "Privates Fenster"),
)
"""What the title of a private browser window says, by browser and language. Firefox: from its translations;
Chromium 141, Edge and the others: from documentation, but for Chromium, which was tried."""

BROWSERS = frozenset(
    (
        *("firefox", "firefox-esr", "navigator", "librewolf", "waterfox", "tor browser", "msedge"),
        *("microsoft-edge", "epiphany", "org.gnome.epiphany", "safari", "falkon", "konqueror", "zen"),
        *("mullvad browser", "midori", "microsoft edge"),
    )
)

UNMARKED_BROWSERS = frozenset(
    (
        *("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "google chrome"),
        *(
            "brave",
            "brave-browser",
            "vivaldi",
            "vivaldi-stable",
            "vivaldi-bin",
            "opera",
            "ungoogled-chromium",
        ),
        *("arc", "thorium", "brave browser", "iridium"),
    )
)
"""Browsers whose title says nothing of it (tried with Chromium 141 under X11: only what screen readers are
told has "(Incognito)"). Their windows are left out unless the user adds the step."""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """What may not be recorded here.

    Attributes:
        programs: names of programs that the organisation excludes.
        titles: words; a window whose title contains one is excluded.
        unmarked_browsers: whether browsers that don't mark private windows are recorded, too.
    """

    programs: Sequence[str] = ()
    titles: Sequence[str] = ()
    unmarked_browsers: bool = False

    def reason(self, window: WindowFacts, *, by_hand: bool = False, told: Sequence[str] = ()) -> Withheld:
        """Return why a window may not be recorded, `Withheld.NO` where it may.

        Args:
            window: as it is now.
            by_hand: whether the user asked for this step.
            told: further titles of it, as a screen reader is told them.
        """
        names = {_plain(name) for name in window.names}
        titles = [title.casefold() for title in (window.title, *told)]
        excluded = {_plain(name) for name in self.programs if name.strip()}
        if names & (PASSWORD_STORES | excluded) or _has_any(titles, self.titles):
            return Withheld.EXCLUDED
        browser = bool(names & (BROWSERS | UNMARKED_BROWSERS)) or any(_is_chromium(name) for name in names)
        if browser and _has_any(titles, PRIVATE_MARKS):
            return Withheld.PRIVATE
        unmarked = bool(names & UNMARKED_BROWSERS) or any(_is_chromium(name) for name in names)
        if unmarked and not (by_hand or self.unmarked_browsers):
            return Withheld.UNMARKED
        return Withheld.NO


def is_ours(window: WindowFacts) -> bool:
    """Whether a window is excluded because it belongs to this program, in whatever process."""
    return OURS in {_plain(name) for name in window.names}


def _plain(name: str) -> str:
    """Return a program's name as it is compared."""
    return name.strip().casefold().removesuffix(".exe").removesuffix(".app")


def _is_chromium(name: str) -> bool:
    """Whether a name is Chromium's with its profile behind it: ``chromium (/tmp/profile)``."""
    return name.partition(" (")[0] in UNMARKED_BROWSERS


def _has_any(titles: Sequence[str], words: Sequence[str]) -> bool:
    wanted = [word.strip().casefold() for word in words if word.strip()]
    return any(word in title for title in titles for word in wanted)

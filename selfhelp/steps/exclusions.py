"""Which windows are never recorded: ours, password stores, private browser windows, what policy excludes.

A window that is excluded makes a step without picture, title and program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.machine.desktop.window_events import WindowFacts
from selfhelp.steps.recording import Withheld

OURS = "selfhelp"

PASSWORD_STORES = frozenset(
    (
        *("authy", "authy desktop", "buttercup", "consent", "credentialuibroker", "enteauth", "gcr-prompter"),
        *("gcr4-prompter", "gnome-keyring-prompt", "io.ente.auth", "keeweb", "keychain access", "macpass"),
        *(
            "nm-applet-auth",
            "org.gnome.seahorse.application",
            "org.gnome.world.secrets",
            "otpclient",
            "passbolt",
        ),
        *("passky", "pwsafe", "seahorse", "secrets", "securityagent", "strongbox"),
    )
)
"""Programs that show or ask for secrets and that no stem below catches, in small letters."""

SECRET_STEMS = (
    *("askpass", "authenticator", "bitwarden", "dashlane", "enpass", "keepass"),
    *("kwallet", "lastpass", "nordpass", "password", "pinentry", "policykit", "polkit", "protonpass"),
    *("proton-pass", "proton pass", "roboform", "vaultwarden"),
)
"""What is in the names of such programs, also of those that are not listed."""

VAULT_TITLES = frozenset(
    (
        *("1password", "bitwarden", "bitwarden web vault", "bitwarden password manager", "dashlane"),
        *("keepass", "keepassxc", "keepassxc-browser", "keeper password manager", "keeper vault"),
        *("lastpass", "lastpass vault", "my vault", "nordpass", "passbolt", "proton pass", "vaultwarden"),
        *("vaultwarden web", "vaultwarden web vault", "zoho vault"),
        # Firefox's and Chromium's own lists (aboutLogins.ftl, password_manager.grd), in the app's languages.
        *("passwords", "mots de passe", "passwörter", "zugangsdaten & passwörter", "logins & passwords"),
        *("identifiants et mots de passe", "password manager", "gestionnaire de mots de passe"),
        *("passwortmanager", "google password manager", "google passwortmanager"),
        "gestionnaire de mots de passe de google",
    )
)
"""What the title of a vault says between its dashes, also in a browser, over a remote desktop or renamed."""

_DASHES = re.compile(r"\s+[-–—|·•:]\s+")
_VAULT_FILES = (".kdbx", ".kdb ", ".opvault", ".1pux", ".psafe3")

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

ALWAYS_PRIVATE = frozenset({"tor browser", "torbrowser", "mullvad browser", "mullvadbrowser"})
"""Browsers that have private windows only."""

FIREFOXES = frozenset(
    (
        *(
            "firefox",
            "firefox-esr",
            "firefox-bin",
            "navigator",
            "org.mozilla.firefox",
            "librewolf",
            "waterfox",
        ),
        *("firefox-nightly", "firefoxdeveloperedition", "firefox-developer-edition", "zen", "zen browser"),
        *("io.gitlab.librewolf-community", "floorp", "firefox developer edition", "nightly"),
    )
)
"""Browsers made of Firefox. Outside of macOS each title ends with the browser's name, and that of a private
window with more, in every language (browser.ftl); of one that doesn't, it is not known what it is."""

EDGES = frozenset(
    (
        *("msedge", "microsoft-edge", "microsoft edge", "microsoft-edge-stable", "microsoft-edge-beta"),
        *("microsoft-edge-dev", "com.microsoft.edge"),
    )
)
"""Edge marks private windows alike in every language, before its own name at the end (from documentation)."""

BRANDS = (
    *("mozilla firefox", "firefox developer edition", "firefox nightly", "nightly", "librewolf", "waterfox"),
    *("zen browser", "ablaze floorp", "floorp", "microsoft edge"),
)

_BRANDS_AT_THE_END = tuple(f" {dash} {brand}" for dash in "—–-" for brand in BRANDS)

CHROMIUMS = frozenset(
    (
        *("chromium", "chromium-browser", "org.chromium.chromium", "ungoogled-chromium", "google-chrome"),
        *("google-chrome-stable", "google-chrome-beta", "google-chrome-unstable", "chrome", "google chrome"),
        *("com.google.chrome", "chromium-bin", "chromium_chromium"),
    )
)
"""Chromium and Chrome: only what screen readers are told has "(Incognito)", in any language (tried with
Chromium 141 under X11; of Chrome from its sources). So one that tells screen readers nothing is not known."""

UNMARKED_BROWSERS = frozenset(
    (
        *("brave", "brave-browser", "brave browser", "com.brave.browser", "vivaldi", "vivaldi-stable"),
        *("vivaldi-bin", "opera", "arc", "thorium", "thorium-browser", "iridium", "yandex-browser", "yandex"),
        *("epiphany", "org.gnome.epiphany", "safari", "falkon", "org.kde.falkon", "konqueror", "midori"),
        *("qutebrowser", "nyxt", "min", "browser", "slimjet", "cromite", "helium", "dia", "comet"),
        *("duckduckgo", "orion", "naver-whale", "whale", "angelfish", "surf", "luakit", "ladybird"),
    )
)
"""Browsers whose titles are not known to say it."""


_BROWSERS = FIREFOXES | EDGES | CHROMIUMS | UNMARKED_BROWSERS | ALWAYS_PRIVATE

TERMINALS = frozenset(
    (
        *("foot", "footclient", "alacritty", "kitty", "konsole", "org.kde.konsole", "gnome-terminal"),
        *(
            "gnome-terminal-server",
            "org.gnome.console",
            "org.gnome.terminal",
            "kgx",
            "ptyxis",
            "org.gnome.ptyxis",
        ),
        *("xfce4-terminal", "mate-terminal", "lxterminal", "qterminal", "tilix", "terminator", "terminology"),
        *("wezterm", "wezterm-gui", "org.wezfurlong.wezterm", "ghostty", "com.mitchellh.ghostty", "xterm"),
        *("urxvt", "rxvt", "st", "st-256color", "uxterm", "guake", "yakuake", "windowsterminal", "blackbox"),
    )
)
"""Programs that people make transparent."""


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

    def reason(self, window: WindowFacts, *, confirmed: bool = False, told: Sequence[str] = ()) -> Withheld:
        """Return why a window may not be recorded, `Withheld.NO` if it may.

        Args:
            window: as it is now.
            confirmed: whether the user said that this browser window is none of their private ones.
            told: further titles of it, as a screen reader is told them.
        """
        names = _names(window)
        titles = [title.casefold() for title in (window.title, *told)]
        excluded = {_plain(name) for name in self.programs if name.strip()}
        if names & (PASSWORD_STORES | excluded) or any(
            stem in name for stem in SECRET_STEMS for name in names
        ):
            return Withheld.EXCLUDED
        if _has_any(titles, self.titles) or any(map(_is_vault, titles)):
            return Withheld.EXCLUDED
        family = names & _BROWSERS
        if names & ALWAYS_PRIVATE or (family and _has_any(titles, PRIVATE_MARKS)):
            return Withheld.PRIVATE
        if confirmed or self.unmarked_browsers or not family or _is_public(window, names, told):
            return Withheld.NO
        return Withheld.UNMARKED

    def is_browser(self, window: WindowFacts) -> bool:
        """Whether only the title of a window says that it is private."""
        return bool(_names(window) & _BROWSERS)

    def can_be_told(self, window: WindowFacts) -> bool:
        """Whether accessibility information can tell that a browser window isn't private."""
        return bool(_names(window) & CHROMIUMS)


def is_ours(window: WindowFacts) -> bool:
    """Whether a window is excluded because it belongs to this program, in whatever process."""
    return OURS in {_plain(name) for name in window.names}


def is_terminal(window: WindowFacts) -> bool:
    """Whether a window is one that people make transparent."""
    return bool(_names(window) & TERMINALS)


def _names(window: WindowFacts) -> set[str]:
    """Return a program's names; for one such as org.keepassxc.KeePassXC (Wayland), also its last part."""
    plain = {_plain(name) for name in window.names}
    return plain | {name.rpartition(".")[2] for name in plain}


_ENDINGS = (".exe", ".app", ".appimage", ".py", ".pyw", ".pl", ".rb", ".sh", ".js", ".jar", ".dll", ".bin")


def _plain(name: str) -> str:
    """Return a program's name for comparison; Chromium's may be followed by its profile."""
    plain = name.partition(" (")[0].strip().casefold()
    ending = next((one for one in _ENDINGS if plain.endswith(one)), "")
    return plain.removesuffix(ending)


def _is_vault(title: str) -> bool:
    """Whether a title in small letters is that of a list of passwords."""
    parts = _DASHES.split(title.strip())
    return any(file in f"{title} " for file in _VAULT_FILES) or not VAULT_TITLES.isdisjoint(parts)


def _is_public(window: WindowFacts, names: set[str], told: Sequence[str]) -> bool:
    """Whether a browser window is certain not to be private."""
    title = window.title.casefold()
    if names & (FIREFOXES | EDGES):
        return title.endswith(_BRANDS_AT_THE_END)  # with its name alone it still loads what it will show
    if not names & CHROMIUMS or not title or window.title not in told:
        return False
    # A window with the same title may be private; then it is told with more behind it.
    return not any(one != window.title and one.startswith(window.title) for one in told)


def _has_any(titles: Sequence[str], words: Sequence[str]) -> bool:
    wanted = [word.strip().casefold() for word in words if word.strip()]
    return any(word in title for title in titles for word in wanted)

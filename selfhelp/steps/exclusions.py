"""Windows that are never recorded: this app's, password managers, private browsing, policy exclusions.

An excluded window results in a step without image, title and program.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from selfhelp.machine.desktop.window_events import WindowFacts
from selfhelp.steps.recording import MissingImageReason

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
"""Names of programs that show or ask for secrets and match no stem below, in lower case."""

SECRET_STEMS = (
    *("askpass", "authenticator", "bitwarden", "dashlane", "enpass", "keepass"),
    *("kwallet", "lastpass", "nordpass", "password", "pinentry", "policykit", "polkit", "protonpass"),
    *("proton-pass", "proton pass", "roboform", "vaultwarden"),
)
"""Stems in the names of programs that show or ask for secrets."""

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
"""Parts of a password vault's window title between dashes, in apps, browsers and remote desktops."""

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
    # Edge marks every language alike; Chromium names only its first private page.
    *("[InPrivate]", "InPrivate", "(Incognito)", "New Incognito Tab", "Nouvel onglet navigation privée"),
    *("Neuer Inkognito-Tab", "(Inkognito)", "(Navigation privée)", "Nueva pestaña de incógnito"),
    *("Nuova scheda di navigazione in incognito", "Private window", "Private Window", "Fenêtre privée"),
    *("Private Tab", "Tor Browser", "(Private)", "— Private", "Nouvelle fenêtre privée", "Privates Fenster"),
)
"""Parts of a private browser window's title, by browser and language.

Firefox: from its translations; Chromium 141 was tested; Edge and the others are from documentation.
"""

ALWAYS_PRIVATE = frozenset({"tor browser", "torbrowser", "mullvad browser", "mullvadbrowser"})
"""Browsers that have only private windows."""

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
"""Browsers based on Firefox.

Except on macOS, each title ends with the browser's name, to which a private window adds a suffix in every
language (browser.ftl). A window with any other title counts as unknown.
"""

EDGES = frozenset(
    (
        *("msedge", "microsoft-edge", "microsoft edge", "microsoft-edge-stable", "microsoft-edge-beta"),
        *("microsoft-edge-dev", "com.microsoft.edge"),
    )
)
"""Edge, which marks private windows before its name in the title, in every language (from documentation)."""

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
"""Chromium and Chrome: only the accessible name has "(Incognito)", in any language (tested with Chromium 141
under X11; Chrome from its sources). So a window without accessibility information is unknown.
"""

UNMARKED_BROWSERS = frozenset(
    (
        *("brave", "brave-browser", "brave browser", "com.brave.browser", "vivaldi", "vivaldi-stable"),
        *("vivaldi-bin", "opera", "arc", "thorium", "thorium-browser", "iridium", "yandex-browser", "yandex"),
        *("epiphany", "org.gnome.epiphany", "safari", "falkon", "org.kde.falkon", "konqueror", "midori"),
        *("qutebrowser", "nyxt", "min", "browser", "slimjet", "cromite", "helium", "dia", "comet"),
        *("duckduckgo", "orion", "naver-whale", "whale", "angelfish", "surf", "luakit", "ladybird"),
    )
)
"""Browsers whose titles aren't known to mark private windows."""


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
"""Terminal programs, which users often make translucent."""


@dataclass(frozen=True, slots=True)
class Exclusions:
    """The rules that exclude windows from recordings.

    Attributes:
        programs: names of programs that the organisation excludes.
        titles: words; a window whose title contains one is excluded.
        unmarked_browsers: whether browsers that don't mark private windows are recorded.
    """

    programs: Sequence[str] = ()
    titles: Sequence[str] = ()
    unmarked_browsers: bool = False

    def find_exclusion_reason(
        self, window: WindowFacts, *, confirmed: bool = False, told: Sequence[str] = ()
    ) -> MissingImageReason:
        """Return the reason why a window may not be recorded, or `MissingImageReason.NO`.

        Args:
            window: its current state.
            confirmed: whether the user confirmed that this browser window isn't private.
            told: its other titles, from the accessibility interface.
        """
        names = _list_normalised_names(window)
        titles = [title.casefold() for title in (window.title, *told)]
        excluded = {_normalise_name(name) for name in self.programs if name.strip()}
        if names & (PASSWORD_STORES | excluded) or any(
            stem in name for stem in SECRET_STEMS for name in names
        ):
            return MissingImageReason.EXCLUDED
        if _contains_any_word(titles, self.titles) or any(map(_is_password_manager_title, titles)):
            return MissingImageReason.EXCLUDED
        family = names & _BROWSERS
        if names & ALWAYS_PRIVATE or (family and _contains_any_word(titles, PRIVATE_MARKS)):
            return MissingImageReason.PRIVATE
        if (
            confirmed
            or self.unmarked_browsers
            or not family
            or _is_window_certainly_public(window, names, told)
        ):
            return MissingImageReason.NO
        return MissingImageReason.UNMARKED

    def is_browser(self, window: WindowFacts) -> bool:
        """Return whether a window belongs to a browser, so that its title shows whether it is private."""
        return bool(_list_normalised_names(window) & _BROWSERS)

    def can_verify_window(self, window: WindowFacts) -> bool:
        """Return whether accessibility information can show that a browser window isn't private."""
        return bool(_list_normalised_names(window) & CHROMIUMS)


def is_own_window(window: WindowFacts) -> bool:
    """Return whether a window belongs to this app, in any process."""
    return OURS in {_normalise_name(name) for name in window.names}


def is_terminal(window: WindowFacts) -> bool:
    """Return whether a window belongs to a terminal, which may be translucent."""
    return bool(_list_normalised_names(window) & TERMINALS)


def _list_normalised_names(window: WindowFacts) -> set[str]:
    """Return a program's names; for a Wayland ID such as org.keepassxc.KeePassXC, also the last part."""
    plain = {_normalise_name(name) for name in window.names}
    return plain | {name.rpartition(".")[2] for name in plain}


_ENDINGS = (".exe", ".app", ".appimage", ".py", ".pyw", ".pl", ".rb", ".sh", ".js", ".jar", ".dll", ".bin")


def _normalise_name(name: str) -> str:
    """Return a program's name for comparison; Chromium's profile suffix is removed."""
    plain = name.partition(" (")[0].strip().casefold()
    ending = next((one for one in _ENDINGS if plain.endswith(one)), "")
    return plain.removesuffix(ending)


def _is_password_manager_title(title: str) -> bool:
    """Return whether a lower-case title belongs to a password manager's window."""
    parts = _DASHES.split(title.strip())
    return any(file in f"{title} " for file in _VAULT_FILES) or not VAULT_TITLES.isdisjoint(parts)


def _is_window_certainly_public(window: WindowFacts, names: set[str], told: Sequence[str]) -> bool:
    """Return whether a browser window is certain not to be private."""
    title = window.title.casefold()
    if names & (FIREFOXES | EDGES):
        return title.endswith(_BRANDS_AT_THE_END)  # a title with only its name is still loading
    if not names & CHROMIUMS or not title or window.title not in told:
        return False
    # A window with the same title may be private; its accessible name then ends differently.
    return not any(one != window.title and one.startswith(window.title) for one in told)


def _contains_any_word(titles: Sequence[str], words: Sequence[str]) -> bool:
    wanted = [word.strip().casefold() for word in words if word.strip()]
    return any(word in title for title in titles for word in wanted)

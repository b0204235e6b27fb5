"""Find secrets by their neighbours: an account, a name and its password, a network."""

# Conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_line.sentence import Found, Sentence
from selfhelp.report.redact.by_line.spoken_words import LEADING, OPENING, TITLED, TOPIC
from selfhelp.report.redact.in_context.made_up_words import LIKELY
from selfhelp.report.redact.re2_patterns import compiled
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary


def beside(about: Sentence) -> Found:
    """Yield the value beside an account: *log in with ana and x*, *creds: ana / x*."""
    for n in range(1, len(about.words)):
        low = about.low(n)
        word = about.words[n]
        if about.words[n - 1].behind[:1] in (",", ";") and "@" in about.words[n - 1].text and (about.made_up(n) or about.plain(n)) and (about.words[n].ends or n + 1 == len(about.words)) and any(about.low(k) in ("details", "identifiants", "creds", "credentials", "login", "zugangsdaten", "accès", "access", "zugang") or about.words[k].behind[:1] == ":" for k in range(max(0, n - 5), n - 1)):
            yield n, n, "password"
        slash = low == "/" or (low in ("and", "et", "und", "then", "puis") or word.text == "&")
        if not slash or n + 1 >= len(about.words):
            continue
        user, value = about.words[n - 1], n + 1
        account = (compiled(r"[a-z][a-z0-9._-]{2,31}|[\w.+-]+@[\w.-]+|[\w-]+\\[\w.-]+").full(user.text) and not is_ordinary(user.text)) or user.low in ("admin", "root", "administrator", "administrateur", "guest", "user", "sa")
        if not account or user.ends:
            continue
        led = any(about.low(k) in ("in", "on", "login", "creds", "credentials", "identifiants", "logon", "connecter", "anmeldung", "anmelden", "account", "user", "username", "utilisateur", "compte", "with", "avec", "mit", "zugang", "arrivant", "starter", "access", "accès", "zugangsdaten") for k in range(max(0, n - 6), n - 1))
        topic = led and any(about.low(k) in OPENING | TOPIC for k in range(max(0, n - 8), min(n + 8, len(about.words))))
        if (low == "/" and about.made_up(value) and (topic or about.speaks() or (len(about.words) < 9 and about.titled(value)) or any(about.low(k) in ("in", "access") for k in range(value, min(value + 8, len(about.words)))))) or (topic and (about.made_up(value) or (about.low(n - 2) in LEADING and about.plain(value) and about.closes(value) and about.words[value].text.islower()))):
            yield value, value, "password"


def side_by_side(about: Sentence) -> Found:
    """Yield a made-up word right after an account in a line about access: *creds: root toor123*."""
    if not any(word.low in ("creds", "credentials", "identifiants", "login", "logins", "accès", "access", "zugang", "zugangsdaten", "anmeldung") for word in about.words):
        return
    for n in range(len(about.words) - 1):
        if about.low(n) in ("root", "admin", "administrator", "administrateur", "sa", "guest", "user", "pi", "ubuntu", "test") and not about.words[n].ends and about.made_up(n + 1):
            yield n + 1, n + 1, "password"


def wireless(about: Sentence) -> Found:
    """Yield a randomly generated word in a sentence about Wi-Fi, unless it is the network's name."""
    if not any(word.low in ("wifi", "wi-fi", "wlan", "hotspot", "livebox", "freebox") for word in about.words):
        return
    for n in range(1, len(about.words)):
        named = any(about.low(k) in ("ssid", "network", "réseau", "named", "called", "nom", "name", "netz", "to", "connected", "model", "modèle", "version") for k in range(max(0, n - 3), n))
        text = about.words[n].text
        if not named and len(text) > 7 and text.isalnum() and about.made_up(n, LIKELY) and not compiled(r"(?:wl|en|eth|br|vir|tun|tap)[a-z]*[0-9].*").full(text):
            yield n, n, "password"


def beside_another(about: Sentence) -> Found:
    """Yield values that look like passwords in a line in which a password was found."""
    if "[secret:password]" not in about.line.text:
        return
    for n in range(len(about.words)):
        if about.titled(n) and compiled(TITLED).full(about.words[n].text) and not about.less(n):
            yield n, n, "password"

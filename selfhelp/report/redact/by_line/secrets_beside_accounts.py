"""Find secrets by their neighbours: an account name, a name and its password, a network."""

# Conditions of many words read better on one line.
# fmt: off
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_line.sentence import Found, Sentence
from selfhelp.report.redact.by_line.spoken_words import LEADING, OPENING, TITLED, TOPIC
from selfhelp.report.redact.in_context.made_up_words import LIKELY
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.vocabulary.ordinary_words import is_ordinary_word


def find_value_beside_account(about: Sentence) -> Found:
    """Yield the value next to an account name: *log in with ana and x*, *creds: ana / x*."""
    for n in range(1, len(about.words)):
        low = about.get_lowercase_word(n)
        word = about.words[n]
        if about.words[n - 1].behind[:1] in (",", ";") and "@" in about.words[n - 1].text and (about.is_made_up(n) or about.is_unusual_word(n)) and (about.words[n].ends_clause or n + 1 == len(about.words)) and any(about.get_lowercase_word(k) in ("details", "identifiants", "creds", "credentials", "login", "zugangsdaten", "accès", "access", "zugang") or about.words[k].behind[:1] == ":" for k in range(max(0, n - 5), n - 1)):
            yield n, n, "password"
        slash = low == "/" or (low in ("and", "et", "und", "then", "puis") or word.text == "&")
        if not slash or n + 1 >= len(about.words):
            continue
        user, value = about.words[n - 1], n + 1
        account = (get_lazy_pattern(r"[a-z][a-z0-9._-]{2,31}|[\w.+-]+@[\w.-]+|[\w-]+\\[\w.-]+").is_full_match(user.text) and not is_ordinary_word(user.text)) or user.low in ("admin", "root", "administrator", "administrateur", "guest", "user", "sa")
        if not account or user.ends_clause:
            continue
        led = any(about.get_lowercase_word(k) in ("in", "on", "login", "creds", "credentials", "identifiants", "logon", "connecter", "anmeldung", "anmelden", "account", "user", "username", "utilisateur", "compte", "with", "avec", "mit", "zugang", "arrivant", "starter", "access", "accès", "zugangsdaten") for k in range(max(0, n - 6), n - 1))
        topic = led and any(about.get_lowercase_word(k) in OPENING | TOPIC for k in range(max(0, n - 8), min(n + 8, len(about.words))))
        if (low == "/" and about.is_made_up(value) and (topic or about.is_near_sign_in_topic() or (len(about.words) < 9 and about.is_typical_password(value)) or any(about.get_lowercase_word(k) in ("in", "access") for k in range(value, min(value + 8, len(about.words)))))) or (topic and (about.is_made_up(value) or (about.get_lowercase_word(n - 2) in LEADING and about.is_unusual_word(value) and about.ends_clause_after(value) and about.words[value].text.islower()))):
            yield value, value, "password"


def find_value_right_after_account(about: Sentence) -> Found:
    """Yield a made-up word right after an account name in a line about access: *creds: root toor123*."""
    if not any(word.low in ("creds", "credentials", "identifiants", "login", "logins", "accès", "access", "zugang", "zugangsdaten", "anmeldung") for word in about.words):
        return
    for n in range(len(about.words) - 1):
        if about.get_lowercase_word(n) in ("root", "admin", "administrator", "administrateur", "sa", "guest", "user", "pi", "ubuntu", "test") and not about.words[n].ends_clause and about.is_made_up(n + 1):
            yield n + 1, n + 1, "password"


def find_wireless_password(about: Sentence) -> Found:
    """Yield a randomly generated word in a sentence about Wi-Fi, unless it is the network's name."""
    if not any(word.low in ("wifi", "wi-fi", "wlan", "hotspot", "livebox", "freebox") for word in about.words):
        return
    for n in range(1, len(about.words)):
        named = any(about.get_lowercase_word(k) in ("ssid", "network", "réseau", "named", "called", "nom", "name", "netz", "to", "connected", "model", "modèle", "version") for k in range(max(0, n - 3), n))
        text = about.words[n].text
        if not named and len(text) > 7 and text.isalnum() and about.is_made_up(n, LIKELY) and not get_lazy_pattern(r"(?:wl|en|eth|br|vir|tun|tap)[a-z]*[0-9].*").is_full_match(text):
            yield n, n, "password"


def find_further_passwords(about: Sentence) -> Found:
    """Yield values that look like passwords in a line in which a password was found."""
    if "[secret:password]" not in about.line.text:
        return
    for n in range(len(about.words)):
        if about.is_typical_password(n) and get_lazy_pattern(TITLED).is_full_match(about.words[n].text) and not about.is_item_number(n):
            yield n, n, "password"

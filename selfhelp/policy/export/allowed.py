"""What a policy key accepts, said in French for the templates of Windows: every wording has one rule here."""

from __future__ import annotations

import re

_ADMIN = "voir admin.md"
_NB = "\N{NO-BREAK SPACE}"
_RULES = tuple(
    (re.compile(english), french)
    for english, french in (
        (r"true or false", "true ou false"),
        (r"a text", "un texte"),
        (r"a whole number", "un nombre entier"),
        (r"a number", "un nombre"),
        (r"a list of texts", "une liste de textes"),
        (r"a number from (\S+) to (\S+)", r"un nombre de \1 à \2"),
        (r"one of (.+)", rf"au choix{_NB}: \1"),
        (r"a list of: (.+)", rf"une liste de{_NB}: \1"),
        (r"a text of at most (\d+) characters", r"un texte de \1 caractères au plus"),
        (
            r"a text with (\{\w+\}) and other placeholders, see admin\.md",
            rf"un texte avec \1 et d’autres variables, {_ADMIN}",
        ),
        (
            r"a list of texts, one of them with (\{\w+\}), see admin\.md",
            rf"une liste de textes dont l’un contient \1, {_ADMIN}",
        ),
        (
            r"a list of lines such as (.+), see admin\.md",
            rf"une liste de lignes, par exemple \1, {_ADMIN}",
        ),
        (r"a list of texts such as (.+)", r"une liste de textes, par exemple \1"),
        (r"a list of lines such as (.+)", r"une liste de lignes, par exemple \1"),
        (r"a list of dates such as (.+) or (.+)", r"une liste de dates, par exemple \1 ou \2"),
        (r"a date such as (.+)", r"une date, par exemple \1"),
        (
            r"a list of texts of (\d+) hexadecimal digits",
            r"une liste de textes de \1 chiffres hexadécimaux",
        ),
        (r"an address such as (.+)", r"une adresse, par exemple \1"),
        (
            r"host:port, an address such as (\S+), or direct",
            r"hôte:port, une adresse, par exemple \1, ou direct",
        ),
        (r"a language code such as (.+)", r"un code de langue, par exemple \1"),
        (r"a sys_id of 32 hexadecimal digits", "un sys_id de 32 chiffres hexadécimaux"),
        (r"a colour such as (.+)", r"une couleur, par exemple \1"),
        (r"a phone number such as (.+)", r"un numéro de téléphone, par exemple \1"),
        (
            r"a file name such as (\S+), an absolute path such as (\S+), or (.+)",
            r"un nom de fichier, par exemple \1, un chemin absolu, par exemple \2, ou \3",
        ),
        (r"an absolute path such as (.+) or (.+)", r"un chemin absolu, par exemple \1 ou \2"),
        (r"a name such as (\S+) or (\S+)", r"un nom, par exemple \1 ou \2"),
        (r"a name such as (\S+)", r"un nom, par exemple \1"),
        (r"a time zone of the IANA database", "un fuseau horaire de la base IANA"),
        (
            r"a link starting with (.+) or (\S+), with (\{\w+\}) and other placeholders, see admin\.md",
            rf"un lien qui commence par \1 ou \2, avec \3 et d’autres variables, {_ADMIN}",
        ),
    )
)


def describe_allowed(said: str, language: str) -> str:
    """Return what is accepted in a language, English or French.

    Raises:
        ValueError: no rule knows this wording; write one.
    """
    if language != "fr":
        return said
    for english, french in _RULES:
        if english.fullmatch(said):
            return english.sub(french, said)
    message = f"no French for: {said}"
    raise ValueError(message)

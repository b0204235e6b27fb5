"""Classify a label: it names a password, a key, a code, or only a fact about one."""

# ruff: noqa: SIM905
from __future__ import annotations

from selfhelp.report.redact.block_words import cache_word_test
from selfhelp.report.redact.name_value_pairs import is_secret_name, split_name_into_words

_PASSWORDS = frozenset(
    (
        "password passwords passwd passwrd pasword pswd psswd passw pwd pw psw pass passphrase passcode "
        "passkey passcodes psk pin pins "
        "puk secret secrets authpass authpw userpass mdp mpd motdepasse passe kennwort kennung_ passwort "
        "passwörter passwoerter kenwort "
        "geheimwort losungswort losung geheimnis geheimzahl zugangscode freischaltcode türcode tuercode "
        "sicherheitscode schlüsselwort "
        "contraseña contrasena clave parola senha palavra_ wachtwoord hasło haslo heslo salasana lösenord "
        "adgangskode passord lozinka "
        "пароль parole_ sifre şifre jelszo jelszó sésame sesame digicode creds credential credentials "
        "identifiants zugangsdaten token "
        "tokens jeton otp totp mfa tan cvv cvc csc cryptogramme authtok community wlan-kennwort keyphrase "
        "unlockcode"
    ).split()
)
"""Words that name a secret as the last word of a label."""
_BEFORE_CODE = frozenset(
    (
        "unlock access door alarm gate pairing activation setup recovery backup entry security pin secret "
        "confirmation verification "
        "lock safe voicemail sim puk card screen login auth authentication authorization authorisation "
        "one-time onetime sms otp 2fa mfa emergency keypad building "
        "device user invite invitation passcode bypass master unlocking combination barrier garage locker "
        "wifi wi-fi wlan guest printer copier"
    ).split()
)
_BEFORE_KEY = frozenset(
    (
        "api access private secret encryption master shared auth signing license licence session product "
        "recovery security "
        "wep wpa wpa2 wpa3 wifi wi-fi vpn network activation pre-shared preshared psk bitlocker filevault "
        "luks decryption storage "
        "account client service registration cd volume unlock machine enrollment enrolment personal zigbee "
        "app nwk appkey netw root "
        "host rescue emergency vault escrow"
    ).split()
)
_CODES_FR = (
    "d'accès", "d’accès", "acces", "accès", "portail", "porte", "alarme", "pin", "secret", "wifi",
    "wi-fi", "sms", "sécurité", "coffre", "imprimante", "copieur", "cadenas", "entrée", "immeuble",
    "déverrouillage", "confirmation", "vérification", "activation", "secours", "récupération",
    "usage unique", "barrière", "garage", "parking",
)  # fmt: skip
_KEYS_FR = (
    "wifi", "wi-fi", "wpa", "wpa2", "wep", "api", "réseau", "box", "sécurité", "récupération", "licence",
    "produit", "activation", "secrète", "privée", "chiffrement", "bitlocker", "partagée", "d'accès",
    "d’accès",
)  # fmt: skip
_ANSWERS = ("answer", "réponse", "reponse", "antwort", "respuesta")
_ASKED = (
    "secret",
    "secrète",
    "secrete",
    "security",
    "sécurité",
    "securite",
    "sicherheit",
    "challenge",
    "memorable",
)
_NO_SECRET = frozenset(
    (
        "bypass compass trespass encompass surpass mapping policy length hint expires expired age last "
        "changed must reset prompt file path url "
        "type algorithm hash_ strength id name count status min max minimum maximum history complexity "
        "rotation validity days required enabled "
        "protected manager field label rules rule requirements question questions"
    ).split()
)
_BEHIND = frozenset(
    (
        "bd db prod dev test new old admin root user vpn wifi wlan mail smtp ftp sql ldap b64 base plain "
        "text plaintext hash enc encrypted value val "
        "string again confirm confirmation primary secondary default temp provisoire temporaire initial "
        "nouveau ancien actuel hex local remote"
    ).split()
)
"""Words that may follow the word for the secret: *motdepasse_bd*, *password new*."""
_LINKS = frozenset("for of to on du de des pour sur à zum für der des vom".split())
_JOINED = (
    "password", "passwd", "passwort", "kennwort", "motdepasse", "passphrase", "passcode", "authpass",
    "userpass", "dbpass", "mailpass", "smtppass", "ftppass", "sshpass", "keypass", "storepass",
    "adminpass", "rootpass", "authpw", "bindpw", "rootpw", "userpw", "pswd", "schlüsselwort",
)  # fmt: skip


_MARKS = " \t.:-*_#>\"'`()[]|="


@cache_word_test
def classify_secret_label(label: str) -> str:
    """Return the kind of secret a label names, or an empty string.

    Args:
        label: text before an equals sign or above a value, in any of the languages, also in *camelCase*.

    Returns:
        ``password``, ``key``, ``code``, ``answer`` or ``""``.
    """
    small = label.casefold().strip(_MARKS)
    if not 2 <= len(small) <= 60:
        return ""
    parts = split_name_into_words(
        small if small == label.casefold() and " " in small else label.strip(_MARKS)
    )
    if (
        not 0 < len(parts) < 8
        or parts[-1] in _NO_SECRET
        or any(part in ("bypass", "compass", "public", "pub") for part in parts)
    ):
        return ""
    last, joined = parts[-1], "".join(parts)
    if any(word in small for word in _ANSWERS) and any(word in small for word in _ASKED) and len(parts) < 6:
        return "answer"
    kind = _classify_code_or_key(small, parts)
    if kind:
        return kind
    if last in _BEHIND and len(parts) > 1:
        last, joined = parts[-2], "".join(parts[:-1])
    if last in _PASSWORDS or (len(parts) > 1 and parts[0] in _PASSWORDS and parts[1] in _LINKS):
        return "token" if last in ("token", "tokens", "jeton") else "password"
    if joined.endswith(_JOINED) or joined in (
        "motdepasse",
        "phrasedepasse",
        "phrasesecrète",
        "phrasesecrete",
    ):
        return "password"
    if joined.startswith(("motdepasse", "phrasedepasse", "mdp")) and not _is_fact_about_secret(parts):
        return "password"
    named = last in ("keys", "key") and parts[-2:-1] != ["primary"] and is_secret_name(label.strip(_MARKS))
    return "key" if named else ""


def _classify_code_or_key(small: str, parts: list[str]) -> str:
    """Return the kind of a code or key by the words near it: *unlock code*, *clé wifi*."""
    last = parts[-1].removesuffix("s")
    before = {*parts[:-1], small.split(maxsplit=1)[0] if " " in small else ""}
    if last == "code" and (before & _BEFORE_CODE):
        return "code"
    if last == "key" and (before & _BEFORE_KEY):
        return "key"
    if parts[0] in ("code", "codes", "combinaison", "combination") and any(
        word in small for word in _CODES_FR
    ):
        return "code"
    if parts[0] in ("clé", "cle", "clef", "clés", "clefs") and any(word in small for word in _KEYS_FR):
        return "key"
    if last.endswith(("schlüssel", "schluessel")) and len(last) > 9:
        return "key"
    return ""


def _is_fact_about_secret(parts: list[str]) -> bool:
    """Return whether a label states a fact about passwords (*password must change*) instead of naming one."""
    return bool(set(parts) & _NO_SECRET)

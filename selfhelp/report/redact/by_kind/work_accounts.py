"""Rules for account names of business software, and numbers of staff and things, after words in three languages.

Business software (SAP, IBM i, Abacus) names accounts in capitals, which look like words. They count after a
word for users or a command for profiles, if they are no dictionary words.
"""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501
from __future__ import annotations

from selfhelp.report.redact.by_kind.label_forms import (
    count_digits,
    fits_login,
    is_certain_login,
    is_generated_serial,
    is_technical_number,
)
from selfhelp.report.redact.by_kind.pattern_tables import Row, make_rows_rule
from selfhelp.report.redact.by_shape.person_shapes import is_account
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import (
    is_account_near_keyword,
    is_name_login,
    is_name_with_optional_initial,
)
from selfhelp.report.redact.word_lists import NO_ACCOUNT

_USER = r"users?|usr|benutzer(?:in|s|konto|profil)?|user ?name|utilisateur|utilisatrice|compte|konto|account|profile?|profil|login|identifiant|anwender|kennung|bediener|sachbearbeiter(?:in)?|opérateur|operator|uname|bname"
_CAPITALS = r"[A-Z][A-Z0-9]{2,11}(?:[_.-][A-Z0-9]{1,10})?"
_NO_CAPITALS = frozenset(["SYSTEM", "ADMIN", "ADMINISTRATOR", "ROOT", "GUEST", "NULL", "NONE", "TRUE", "FALSE", "USER", "USERS", "PUBLIC", "DEFAULT", "TEST", "DBA", "SYS", "LOCAL", "NETWORK", "SERVICE", "DOMAIN", "ACCOUNT", "PASSWORD", "LOGIN", "NAME", "FAILED", "SUCCESS", "ERROR", "WARN", "INFO", "SAP", "DDIC", "EARLYWATCH", "QSECOFR", "QSYS", "QUSER", "QPGMR", "QSYSOPR", "QTCP", "QUSRSYS", "GDPR", "DSGVO", "RGPD", "MFA", "SSO", "VPN", "API", "ACL", "UAC", "LDAP", "SMTP", "IMAP", "IBAN", "RIB", "CPF", "DIF", "RTT", "CSE", "NOT", "AND", "THE", "AUTHORITY", "DATA", "AGENT", "MODE", "CAL", "LICENSE", "ENV", "PROFILE", "HKEY", "HKCU", "PATH", "TEMP", "TYPE"])  # fmt: skip


def _is_capital_account(value: str) -> bool:
    """Return whether capitals are an account's name: no dictionary word, product or system account."""
    return (
        value not in _NO_CAPITALS
        and not value.isdigit()
        and not any(part in _NO_CAPITALS for part in value.split("_"))
        and not (is_word(value) and not any(c in value for c in "_-"))
        and value.casefold() not in NO_ACCOUNT
        and not is_universal_name(value)
        and not is_technical_number(value)
        and get_lazy_pattern(
            r"[A-Z]+_(?:ID|NAME|KEY|TYPE|LIST|NOT|IS|CODE|STATUS)|[A-Z]{1,3}[0-9]{1,2}|[A-Z]{2,}-[0-9]+"
        ).is_full_match(value)
        is False
    )


def _is_small_account(value: str) -> bool:
    return is_account(value) and not is_word(value) and not is_universal_name(value) and len(value) > 3


_IN_CAPITALS = Row(
    ("user", "usr", "benutzer", "utilisat", "compte", "konto", "account", "profil", "login", "identifiant", "anwender", "kennung", "bediener", "sachbearbeiter", "opérateur", "operator", "bname"),
    rf"(?:^|[^\pL\pN_.-])(?i:{_USER})(?:[ ](?i:id|name|nr|von|de|of|für|for|pour|has|hat|is|ist|est)|/)?[ ]?[:=]?[ ]{{1,2}}[\"'«“(]?(?P<v>{_CAPITALS})(?:[\s\"'»”),;:!?]|\.(?:\s|\z)|\z)",
    "user",
    _is_capital_account,
)  # fmt: skip
_TRANSACTION = Row(
    ("su01", "su3", "su10", "su53", "pa20", "pa30", "pa40", "sm04", "sm19", "sm20", "st01", "pfcg", "rsusr", "usrprf", "wrkusrjob", "wrkactjob", "dspusrprf", "user(", "crtusrprf", "signon", "sign-on", "subsystem", "5250"),
    rf"(?i)(?:(?:^|[^\pL\pN])(?:su01|su3|su10|su53|pa[234]0|sm04|sm19|sm20|st01|pfcg|rsusr\w*)[ :]+(?:zugriff |access |acc(?:è|e)s )?(?:für |for |pour |of |von |de )?|(?:dsp|chg|crt|dlt|rst)usrprf[ ](?:usrprf)?\(?|usr(?:prf)?\(|user\(|5250[ ](?:session|sitzung)[ ](?:for|für|pour|of|von)[ ])(?P<v>(?-i:{_CAPITALS}))(?:[\s)\"',;/]|\z)",
    "user",
    _is_capital_account,
)  # fmt: skip
_LOGGED_CAPITALS = Row(
    ("von", "by", "par", "durch", "für", "for", "pour"),
    r"(?:^|[^\pL])(?i:von|by|par|durch|für|for|pour)[ ][\"'(]?(?P<v>[A-Z]{5,12}[0-9]{0,2}|[A-Z]{3,11}_[A-Z0-9]{1,3})(?:[\"',;)]|[ \t]*\z|\.(?:\s|\z))",
    "user",
    _is_capital_account,
    r"(?i)(?:^|[^\pL])(?:sap|mandant|tcode|transaktion|navision|abacus|datev|as/?400|iseries|jde|movex|infor|proalpha|erp|sperreintrag|enqueue|sm12|locked by|gesperrt (?:durch|von)|verrouill(?:é|e) par)(?:[^\pL]|\z)",
)  # fmt: skip
_SIGNED_IN = Row(
    ("unter", "mit", "als", "sous", "avec", "comme", "as ", "with", "under"),
    r"(?i)(?:^|[^\pL])(?:unter|mit|als|sous|avec|en tant que|comme|under|with|as)[ ](?:dem |der |le |the |l['’])?(?:konto |benutzer |user |login |compte |account |identifiant )?[\"'«“]?(?P<v>(?-i:[a-z][a-z0-9._-]{3,24}))[\"'»”]?[ ](?:angemeldet|eingeloggt|anmelden|einloggen|connect(?:é|e)e?|logged (?:in|on)|signed in|log in|sign in|einzuloggen|anzumelden)",
    "user",
    _is_small_account,
)  # fmt: skip
_MANAGED = Row(
    ("gmsa", "msa", "service", "dienst"),
    r"(?i)(?:^|[^\pL])(?:g?msa|managed service account|service account|dienstkonto|compte de service)[ :]{1,2}(?P<v>[a-z][a-z0-9_-]{2,20}\$?)(?:[\s,;)]|\.(?:\s|\z)|\z)",
    "user",
    lambda value: ("$" in value or "-" in value or "_" in value) and not is_word(value),
)
_SMALL = r"[a-z][a-z0-9]{2,19}(?:[._-][a-z0-9]{1,16}){0,2}"
_OF = Row(
    ("von ", "for ", "of ", "für ", "pour ", "de ", "by ", "par ", "durch "),
    rf"(?i)(?:^|[^\pL])(?:sessions?|sitzung(?: [0-9]+)?|jobs?|druckauftr(?:ag|äge)|aufträge?|auftrag|push|tokens?|otp|mailbox|postfach|boîte|profil\w*|profile|lock|sperre|sperreintrag|anmeldung|abmeldung|login|log-?on|connexion|kalender|calendar|calendrier|quota|kontingent|lizenz|licen[cs]e|impressions?|printout|ausdruck|home|laufwerk|rechte|permissions?|droits|gesperrt|locked|owned|started|submitted|gestartet|lancée?|verrouillée?|denied|verweigert|refusée?|accepted|approved|reset|zurückgesetzt|akzeptiert|mfa|2fa|passkey|certificate|zertifikat|certificat|voicemail|extension|nebenstelle)[ ](?:of|for|by|von|für|durch|de|pour|par)[ ](?:user |benutzer |the user |l['’]utilisateur )?[\"'«“(]?(?P<v>(?-i:{_SMALL}))(?:[\s\"'»”),;:]|\.(?:\s|\z)|\z)",
    "user",
    lambda value: _is_small_account(value) and (is_name_login(value) or is_certain_login(value) or is_name_with_optional_initial(value) or is_account_near_keyword(value)),
)  # fmt: skip
_DOES = Row(
    ("pushed", "logged", "signed", "uploaded", "printed", "locked", "angemeldet", "abgemeldet", "connect", "gesperrt", "gedruckt", "joined", "commented", "merged", "approved", "geändert", "modifi", "disabled", "deactivated", "suspended", "sactivé", "bloqué", "deaktiviert", "timed out", "downloaded", "deleted", "gelöscht"),
    rf"(?i)(?:^|[:\]>|][ ]?|[\"'(])(?P<v>(?-i:{_SMALL}|[A-Z]{{4,8}}[0-9]{{0,3}}))[\"')]?[ ](?:has |was |is |has been |hat sich |hat |wurde |ist |a été |s['’]est |a )?(?:just )?(?:pushed|disabled|deactivated|suspended|d(?:é|e)sactivé|bloqué|deaktiviert|logged (?:in|on|off|out)|signed (?:in|on|off|out)|uploaded|printed|locked|angemeldet|abgemeldet|eingeloggt|connect(?:é|e)e?|déconnecté|gesperrt|verrouillé|joined|commented|merged|approved|unlocked|timed out|downloaded|deleted)(?:[^\pL]|\z)",
    "user",
    lambda value: (_is_small_account(value) if value.islower() or not value.isupper() else _is_capital_account(value)) and fits_login(value),
)  # fmt: skip
_LOCKED_BY = Row(
    (" by ", " par ", " von ", " durch ", " user ", " for ", " für ", " pour "),
    r"(?:^|[^\pL])(?:(?i:locked|held|changed|owned|used|opened|modified|edited|created|processed|released|verrouillée?|modifiée?|créée?|ouverte?|bloquée?|gesperrt|geändert|erstellt|bearbeitet|angelegt|belegt)[ ](?:by|par|von|durch)[ ](?i:user |benutzer )?(?P<v>[A-Z]{5,16}[0-9]{0,3})|(?:by|par|von|durch|user|for|für|pour)[ ](?P<w>[A-Z]{4,14}_[A-Z]{1,2}))(?:[\s,;:)!?\"']|\.(?:\s|\z)|\z)",
    "user",
    lambda value: _is_capital_account(value) and not is_word(value.partition("_")[0]),
)  # fmt: skip
_GRANTED = Row(
    ("grant ", "revoke ", "denied for", "permission", "authid", "owner to", "authorization", "identified by", "execute as", "set role", "session_user", "current_user"),
    r"(?i)(?:(?:grant|revoke)[ ][^\r\n;]{2,60}[ ](?:to|from)|logon denied for|(?:access|permission) denied for(?: user| role| account)?|owner to|authorization|create (?:user|role|login)|(?:alter|drop) (?:user|role|login)|set role)[ ][\"'`\[]?(?P<v>[A-Za-z][A-Za-z0-9]{1,20}(?:[_.-][A-Za-z0-9]{1,16}){0,3})(?:[\s\"'`\];,]|\z)",
    "user",
    lambda value: (_is_capital_account(value) if value.isupper() else _is_small_account(value)) and value.casefold() not in ("public", "schema", "table", "relation", "sequence", "function", "database", "view", "user", "role") and not value.casefold().endswith(("_role", "_group", "_rw", "_ro", "role")),
)  # fmt: skip
_HANDLE = Row(
    ("instagram", "insta", "tiktok", "twitter", "steam", "xbox", "psn", "gamertag", "discord", "telegram", "snapchat", "threema", "twitch", "github", "linkedin", "mastodon", "skype", "signal", "matrix", "epic"),
    r"(?i)(?:^|[^\pL])(?:instagram|insta|tiktok|twitter|steam|xbox(?: live)?|psn|gamertag|discord|telegram|snapchat|threema(?:-id)?|twitch|github|linkedin|mastodon|skype|signal|matrix|epic)(?:[ ](?:name|id|handle|user|account|konto|compte|benutzer|pseudo|nick(?:name)?|profil|login)){0,2}(?:[ ]?[:=]|[ ](?:is|ist|est))?[ ]{1,2}@?(?P<v>[A-Za-z][A-Za-z0-9._-]{3,24}[0-9]|[A-Za-z][A-Za-z0-9]{1,12}[._][A-Za-z0-9._]{2,16}|[A-Z0-9*][A-Z0-9]{7})(?:[\s,;)]|\.(?:\s|\z)|\z)",
    "user",
    lambda value: not is_word(value) and not is_technical_number(value) and get_lazy_pattern(r"(?i).*\.(?:exe|dll|com|log|app|org|net|io)|v?[0-9.]+|[A-Z]+|[a-z]{2,12}[0-9]").is_full_match(value) is False,
)  # fmt: skip
_LETTER = Row(
    ("-nummer", "-kennung", "-nr", "-number", "kennung", " id"),
    r"(?:^|[^\pL\pN-])[A-Z]-(?i:nummer|kennung|nr\.?|number|id|account)[ ]?(?:[:=]|ist|is|lautet)?[ ]{1,2}(?P<v>[A-Za-z]?[0-9]{4,8}[a-z]?)(?:[\s,;)]|\.(?:\s|\z)|\z)",
    "user",
)
_SIP = Row(("sip:", "sips:", "pjsip", "asterisk", "<sip", "peer '"), r"(?i)(?:sips?:|pjsip/|call from '|peer '|endpoint '|extension ')(?P<v>[a-z0-9][a-z0-9._-]{1,24})(?:@|'[ ]\(|-[0-9a-f]{8}|'[ ])", "user", lambda value: count_digits(value) > 1 or not is_word(value))  # fmt: skip
_QUEUED = Row(("lpstat", "lpq", "queue", "active", "rank"), r"(?:^|[ ])(?:[\w.-]+-[0-9]{1,5}|host-[0-9a-f]{6})[ ]{1,16}(?P<v>[a-z][a-z0-9._-]{2,24})[ ]{1,16}[0-9]{2,9}[ ]", "user", _is_small_account)  # fmt: skip
_SYSTEM = Row(
    ("sap", "cics", "tso", "ims", "mvs", "sm12", "sperre", "lock"),
    r"(?:^|[^\pL])(?:SAP|CICS|TSO|IMS|MVS)[ :]{1,3}(?P<v>[A-Z]{3,8}[A-Z0-9]{1,4})(?:[ ](?:[0-9]{3}[ ]|signed|logged|has|hat|on |off|at |\()|[ ]*\z)|(?:Sperre|Sperreintrag|Lock|lock entry|lock)[ ](?:von|by|of|owner)[ ](?P<w>[A-Z]{4,12}[0-9]{0,3})(?:[\s,;)]|\z)",
    "user",
    _is_capital_account,
)  # fmt: skip
_TERMINAL = Row(("tty", "pts/", "still logged"), r"(?:^|[\s:])(?P<v>[a-z][a-z0-9._-]{2,24})[ \t]+(?:tty[0-9]{1,2}|pts/[0-9]{1,3}|:[0-9])[ \t]+", "user", _is_small_account)  # fmt: skip
_PROCESS = Row((" ps", "ps:", "ps ", "%cpu", "0.0"), r"(?:^|:[ ])(?P<v>[a-z][a-z0-9._-]{2,24})[ ]+[0-9]{2,7}[ ]+[0-9]{1,3}\.[0-9][ ]+[0-9]{1,3}\.[0-9][ ]", "user", _is_small_account)  # fmt: skip
_OF_CAPITALS = Row(
    ("für", "von", "bei", "zu", "de", "pour", "for", "of", "to", "by", "par", "durch", "="),
    r"(?:^|[^\pL])(?i:für|von|bei|zu|de|pour|for|of|to|by|par|durch|bname[ ]?=|uname[ ]?=)[ ][\"'(]?(?P<v>[A-Z]{6,12}[0-9]{0,2})(?:[\s\"',;:!?)]|\.(?:\s|\z)|\z)",
    "user",
    _is_capital_account,
    r"(?i)(?:^|[^\pL])(?:sap|role|rolle|rôle|berechtigung\w*|authori[sz]ation|autorisation|workflow|posteingang|mandant|transaktion|pernr|usr02|bname|uname|bapi\w*|benutzer\w*|users?|utilisateur|profile?|job|vorgang|erp|terminal)(?:[^\pL]|\z)",
)  # fmt: skip
_MAINFRAME = Row(
    ("hasp", "ief", "ich4", "racf", "acf2", "logonid", "tss", "usrprf", "/q", "tso"),
    r"(?:\$HASP[0-9]{3}[ ]|IEF[0-9]{3}I[ ]|(?:RACF|TSS|ACF2)[ :]+(?:user|USER|logonid|LOGONID|acid|ACID)?[ ]?|(?:LOGONID|logonid|ENDUSRPRF|TSOID)[ ])(?P<v>[A-Z@#$][A-Z0-9@#$]{2,7})(?:[ ,)]|\z)|(?:^|[\s(])[0-9]{6}/(?P<w>[A-Z][A-Z0-9]{3,9})/[A-Z]",
    "user",
    lambda value: value not in _NO_CAPITALS and not is_universal_name(value) and not value.startswith("Q"),
)  # fmt: skip
_STATED = Row(
    ("utilisateur", "compte", "konto", "account", "heiss", "heiß", "called", "appel", "kürzel", "inconnu", "unbekannt", "unknown", "identifiant"),
    rf"(?i)(?:^|[^\pL])(?:(?:utilisateur|compte|konto|account|user|benutzer|identifiant)[ ](?:inconnu|inexistant|unbekannt|unknown|bloqué|désactivé|gesperrt|introuvable)[ ]?[:=]?[ ]{{1,2}}(?P<v>(?-i:{_SMALL}))|(?:le|ce|son|mon|du|das|mein|sein|the)[ ](?:compte|konto|account)[ ](?P<w>(?-i:{_SMALL}))[ ](?:sera|est|a été|n['’]|wird|ist|wurde|was|is|will|has|kann|peut|doit))(?:[\s,;)]|\.(?:\s|\z)|\z)",
    "user",
    _is_small_account,
)  # fmt: skip
_CALLED = Row(
    ("heiss", "heiß", "called", "appel", "kürzel", "named"),
    rf"(?i)(?:im|in|dans le|dans l['’]|on the|in the)[ ]?(?:ad|system|système|sap|erp|klib|netz|domain|domäne|entra|azure|outlook|teams|vpn)[ ](?:heiss\w*|heiß\w*|i['’]?m|he['’]?s|she['’]?s|is|ist|je m['’]appelle|(?:il|elle) s['’]appelle)(?:[ ](?:ich|er|sie|called|mein kürzel|mon compte|my login|mein benutzer))?[ ](?P<v>(?-i:{_SMALL}))(?:[\s,;)]|\.(?:\s|\z)|\z)",
    "user",
    _is_small_account,
)  # fmt: skip
_DIRECTORY = Row((".o=", ".ou=", "notes", "domino", ".po", "novell", "groupwise", ".id"), r"(?i)(?:cn=(?P<v>[a-z][a-z0-9._-]{2,24}?)\.ou?=|id (?:file|datei) (?P<w>[a-z][a-z0-9]{2,15})\.id(?:[^a-z]|\z))", "user", _is_small_account)  # fmt: skip
_TILL = Row(("caissier", "kassier", "cashier", "bediener", "sachbearbeiter", "verkäufer", "vendeur", "operator", "opérateur"), r"(?:^|[^\pL])(?i:caissi(?:er|ère)|kassier(?:er(?:in)?)?|cashier|bediener(?:in)?|sachbearbeiter(?:in)?|verkäufer(?:in)?|vendeur|vendeuse|operator|opérateur)[ :]{1,2}(?P<v>[A-Z]{2,5}[0-9]{0,3})(?:[\s,;)]|\.(?:\s|\z)|\z)", "user", _is_capital_account)  # fmt: skip
_ROLE = Row(
    ("alias", "kurzname", "demandeur", "technicien", "kunde", "anforderer", "requester", "technician", "identique", "souhaité", "bearbeiter", "zugewiesen", "oublié pour", "vergessen für", "forgotten for", "login", "welcome", "bienvenue", "willkommen", "last user", "letzter benutzer", "dernier utilisateur"),
    rf"(?i)(?:^|[^\pL])(?:(?:mail)?alias|kurzname|demandeur|technicien(?:ne)?|kunde|anforderer|requester|technician|bearbeiter|(?:profil )?identique à|login souhaité|gewünschter login|desired login|zugewiesen an|attribué à|(?:mot de passe|mdp) oublié pour|(?:passwort|kennwort) vergessen (?:für|von)|password forgotten for|welcome|bienvenue|willkommen|(?:last|console|current) user|letzter benutzer|dernier utilisateur)(?:[ ]?[:=]|,)?[ ]{{1,2}}[\"'«“]?(?P<v>(?-i:{_SMALL}))(?:[\s\"'»”,;)]|\.(?:\s|\z)|\z)",
    "user",
    lambda value: _is_small_account(value) and fits_login(value),
)  # fmt: skip
_TYPES = Row(
    ("type", "enter", "tippe", "saisi", "tape", "melde", "gebe"),
    rf"(?i)(?:(?:i|we) (?:type|enter|put in)|(?:ich|wir) (?:tippe|gebe)n?|je (?:tape|saisis)|ich melde mich (?:mit|als)|je me connecte avec)[ ](?P<v>(?-i:{_SMALL}))[ ](?:and|und|et|an|ein|mit|with|avec|but|mais|aber)(?:[^\pL]|\z)",
    "user",
    _is_small_account,
)
_CODED = Row(
    ("user", "identifiant", "login", "utilisateur", "benutzer", "kennung", "account", "compte"),
    r"(?i)(?:^|[^\pL])(?:user ?-?id|user|identifiant|login|utilisateur|benutzer(?:kennung|name)?|kennung|account|compte)(?:[ ][\pL'’]{1,12}){0,5}?[ ]?[:=(]?[ ]?(?P<v>(?-i:[A-Z]{1,4}[0-9]{3,6}[A-Z]{0,3}))(?:[\s,;:)!?]|\.(?:\s|\z)|\z)",
    "user",
    lambda value: not is_technical_number(value) and value[:2] not in ("KB", "ID", "NO", "HP") and not value.startswith(("INC", "REQ", "CHG", "RFC", "CVE", "ERR", "RITM")),
)  # fmt: skip
_NO = r"(?:[ ._-]{0,2}(?:number|numéro|nummer|no\.?|nr\.?|n°|num|id|#)){0,2}"
_DIGITS = r"[A-Z]{0,3}[ -]?[0-9]{1,4}(?:[ ./-][0-9]{2,6}){1,3}|[A-Z]{0,3}[ /-]?[0-9]{3,10}(?:[ ./-][0-9A-Z]{1,4})?|[A-Z]{1,3}[/-][0-9]{2,8}"
_STAFF = Row(
    ("badge", "pers", "p-nr", "park", "cmdb", "konto-id", "legi", "stempel", "matr", "ausweis", "studier", "agent", "mitarbeiter", "dienst", "carte", "karte", "card", "employ", "staff", "payroll", "clock", "schlüssel", "key ", "spind", "locker", "chip", "student", "étudiant", "lohn", "paie", "salarié", "pn", "ma-", "kürzel", "fob", "pass ", "transponder", "collab", "worker", "operator"),
    rf"(?i)(?:^|[^\pL\pN-])(?:badge|p|park(?:ausweis|karte)|parking card|carte (?:de )?parking|cmdb|konto-id|pers\.?|personal|personnel|legi|stempel(?:karte|uhr|nummer)?|zeit(?:karte|erfassungs)?|matr\.?|matricule|matrikel|(?:dienst|mitarbeiter|firmen|werks|personal|besucher|zutritts)?-?ausweis|studierenden?|agent|mitarbeiter(?:in)?|dienst|carte(?: d['’]acc(?:è|e)s| pro\pL*| d['’](?:é|e)tudiante?)?|(?:zutritts|schlüssel|kantinen|mensa|access|key|staff|canteen)[ -]?(?:karte|card)|employee|staff|payroll|clock(?:ing)?(?:-in)?|spind|locker|chip|schlüssel|fob|transponder|student|(?:é|e)tudiante?|lohn|paie|salari(?:é|e)e?|collaborat(?:eur|rice)|worker|operator|pn|ma)\.?[ ]?[(]?(?:{_NO})[ ]?(?:[:=]|is|ist|est|lautet)?[ ]{{1,2}}(?:le |la |die )?(?P<v>(?-i:{_DIGITS}))(?:[\s),;!?\"']|\.(?:\s|\z)|\z)",
    "id-number",
    lambda value: count_digits(value) > 3 and get_lazy_pattern(_DATE).is_full_match(value) is False,
)  # fmt: skip
_DATE = r"(?:19|20)[0-9]{2}(?:[ ./-][0-9]{1,2}){0,2}|[0-3]?[0-9][ ./-][01]?[0-9][ ./-](?:19|20)?[0-9]{2}|[0-9]{1,2}[.][0-9]{2}|(?:19|20)[0-9]{2}[/-](?:19|20)?[0-9]{2}|[0-9]+[.,][0-9]{2}"
_CODE = r"[A-Z]{0,3}[ -]?[0-9]{2,10}(?:[ ./-][0-9]{2,8}){0,3}"
_REGISTERED = Row(
    ("truppen", "collar", "warrant", "force n", "rank/", "ucas", "exam", "pupil", "prüfung", "candidate", "candidat", "kandidat", "zeitkonto", "legic", "mifare", "uid", "dongle", "hasp", "wibu", "seat", "zählpunkt", "zaehlpunkt", "meter n", "pdl", "prm", "mpan", "mprn", "karte", "kundennummer", "customer n", "client n", "vertragsn", "shoulder", "crew", "roll n", "registration n", "matr"),
    rf"(?i)(?:^|[^\pL])(?:truppenausweis|ahv-truppen\w*|collar|warrant(?: card)?|force|rank/number|ucas(?: id)?|exam|pupil|prüfungs?|prüfling|candidate?|kandidat(?:en)?|zeitkonto|legic|mifare|(?:card|karten?|badge|tag|carte)[ ]?uid|dongle|hasp|wibu(?:key)?|codemeter|seat|z(?:ä|ae)hlpunkt|meter|pdl|prm|mpan|mprn|shoulder|crew|roll|registration|karte|kundennummer|customer|client|vertrags?)(?:[ ._-]{{0,2}}(?:number|no\.?|nr\.?|nummer|n°|id|\pL{{4,12}})){{0,2}}[ ]?[:=]?[ ]{{1,2}}(?P<v>(?-i:{_CODE}|[0-9A-F]{{8,14}}|[0-9](?:\.[0-9]{{2,3}}){{2,4}}|CH[0-9]{{20,31}}|[0-9]-[0-9]{{5,8}}))(?:[\s,;)!?]|\.(?:\s|\z)|\z)",
    "id-number",
    lambda value: count_digits(value) > 3 and get_lazy_pattern(_DATE).is_full_match(value) is False,
)  # fmt: skip
_OF_DEVICE = Row(
    ("garantie", "warranty", "rma", "tag", "dell", "support", "reparatur", "repair", "réparation", "lenovo", "kyocera", "zebra", "brother", "epson", "canon", "hp ", "fujitsu", "ricoh", "konica", "lexmark", "xerox", "samsung", "apple", "macbook", "ipad", "iphone", "acer", "asus", "cisco", "yealink", "poly", "jabra", "logitech", "eizo", "benq", "synology", "qnap", "apc", "datalogic", "honeywell"),
    r"(?:^|[^\pL])(?i:garantie|warranty|rma|(?:dell|service)[ -]tag|reparatur|repair|réparation|lenovo|kyocera|zebra|brother|epson|canon|fujitsu|ricoh|konica|lexmark|xerox|samsung|apple|macbook(?: air| pro)?|ipad|iphone|acer|asus|cisco|yealink|synology|qnap|apc|datalogic|honeywell):?(?:[ ](?i:for|of|zu|von|für|du|de|pour|nr\.?|no\.?|n°|s/n|sn)|[ ][A-Z]{1,4}-?[0-9]{2,5}[A-Za-z]{0,3})?[ ]{1,14}(?P<v>[A-Z0-9]{10,14}|[0-9][A-Z0-9]{3}[A-Z][A-Z0-9]{2}|[A-Z0-9][0-9][A-Z][A-Z0-9]{4})(?:[\s,;:)!?]|\.(?:\s|\z)|\z)",
    "hw",
    lambda value: count_digits(value) > 1 and is_generated_serial(value),
)  # fmt: skip
_THING = Row(
    ("inv", "asset", "anlage", "gerät", "étiquette", "etiquette", "immo", "parc", "sticker", "aufkleber", "tag", "matériel", "barcode", "code-barre", "ger.", "equipment"),
    rf"(?i)(?:^|[^\pL\pN-])(?:inv\.?|inventar|inventaire|inventory|asset (?:tag|label)|(?:é|e)tiquette|sticker|aufkleber|barcode|code-barres?|(?:asset|anlagen?|ger(?:ä|ae)te?|immo(?:bilisation)?|parc|equipment)(?:[ ._-]{{0,2}}(?:number|no\.?|nr\.?|n°|nummer|id)|[ ]?:))\.?[ ]?-?{_NO}[ ]?(?:[:=]|is|ist|est|lautet)?[ ]{{1,2}}(?P<v>(?-i:[A-Z]{{0,5}}[ -]?(?:20[0-9]{{2}}[-/])?[0-9]{{3,8}}(?:[-/][0-9A-Z]{{1,5}})?|[A-Z]{{2,5}}-[A-Z]{{1,5}}-[0-9]{{2,6}}))(?:[\s),;!?\"']|\.(?:\s|\z)|\z)",
    "hw",
    lambda value: count_digits(value) > 2 and get_lazy_pattern(r"(?:19|20)[0-9]{2}").is_full_match(value) is False,
)  # fmt: skip


def rules() -> tuple[Rule, ...]:
    """Return the rules for accounts of business software, staff numbers and inventory numbers."""
    return (
        make_rows_rule(
            "user", _IN_CAPITALS, _LOCKED_BY, _TRANSACTION, _LOGGED_CAPITALS, _SIGNED_IN, _MANAGED
        ),
        make_rows_rule(
            "user", _OF, _DOES, _GRANTED, _HANDLE, _LETTER, _SIP, _QUEUED, _SYSTEM, _TERMINAL, _PROCESS
        ),
        make_rows_rule("user", _OF_CAPITALS, _MAINFRAME, _STATED, _CALLED, _DIRECTORY, _TILL),
        make_rows_rule("user", _ROLE, _TYPES, _CODED),
        make_rows_rule("id-number", _STAFF, _REGISTERED, _OF_DEVICE, _THING),
    )

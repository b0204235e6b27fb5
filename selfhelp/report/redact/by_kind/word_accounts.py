"""Rules for accounts that are named like words, where programs and people name an account: *user "nursery"*."""

# Patterns and lists of words read better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.by_kind.label_forms import is_certain_login, is_technical_number
from selfhelp.report.redact.by_kind.pattern_tables import Row, Table, make_rows_rule
from selfhelp.report.redact.by_line.line_rules import make_late_line_rule
from selfhelp.report.redact.positional_names import is_universal_name
from selfhelp.report.redact.re2_patterns import get_lazy_pattern
from selfhelp.report.redact.rules import Rule
from selfhelp.report.redact.strong_values import TYPED
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.vocabulary.login_names import is_name_login, is_name_with_optional_initial

_V = r"(?P<v>[A-Za-z][\w.-]{2,40})"
_W = r"(?P<w>[A-Za-z][\w.-]{2,40})"
_THINGS = frozenset(  # what a user has, and how accounts are called
    "name names id ids email mail group groups password passwords account accounts profile profiles guest test admin user users username role roles type list "
    "session sessions certificate certificates data rights settings setting manager interface folder folders input agent mode policy login logins mailbox service local domain microsoft windows google apple "
    "you your the this that any all another different someone yourself other others nobody normal standard owner access experience state status code token key credentials credential "
    "utilisateur utilisateurs client clients administrateur administrator administratrice compte comptes nom mot mdp passe professionnel personnel bancaire invité tous toutes votre vos mon ma le la les un une "
    "mislukt geweigerd fallito fallido bloqueado bleibt bleiben reste restent stays remains "
    "benutzer konto konten name anmeldung passwort kennwort kennung gast lokal ihr ihre das der die ein eine mein dieser office outlook teams exchange ldap vpn kerberos ssh ntlm http https smtp imap "
    "staff wheel adm docker sudo dialout plugdev disk operator management support training team control panel directory defined cannot does has was not and for with from".split()
)
_QUOTED_THINGS = _THINGS | frozenset("enabled disabled read write true false yes none null".split())


def _is_name(value: str) -> bool:
    """Return whether a name in a certain place identifies an account; it may be a word."""
    return (
        not is_universal_name(value)
        and value.casefold() not in _QUOTED_THINGS
        and any(map(str.islower, value))
        and not get_lazy_pattern(r".*\.(?:exe|dll|conf|log|txt|json|ya?ml|xml|py|sh|service)").is_full_match(
            value
        )
    )


def _is_person_login(value: str) -> bool:
    return value.islower() and is_name_with_optional_initial(value)


def _is_pseudonym(value: str) -> bool:
    return _is_name(value) and not is_word(value)


def _is_signed(value: str) -> bool:
    """Return whether a value after *try with* is a password: it has a sign among its letters and digits."""
    return (
        get_lazy_pattern(r"\pL[^\s]*[!#$%&*+=@?][^\s]*[\pL0-9]").search(value) is not None
        and "://" not in value
        and get_lazy_pattern(r"[\w.+-]+@[\w.-]+").is_full_match(value) is False
    )


def _is_typed(value: str) -> bool:
    return get_lazy_pattern(r"[\pL].*[0-9!#$%*+=@]").match(value) is not None and not is_technical_number(
        value
    )


_ACCOUNT = r"(?:user(?:name| name| ?id)?|utilisateur|account|compte|benutzer(?:name)?|role|rôle|login|usager|konto|identifiant|kennung|session)"
_QUOTES = ("user", "utilisateur", "account", "compte", "benutzer", "role", "rôle", "login", "usager", "konto", "identifiant", "kennung", "session")  # fmt: skip
_FAILS = r"(?:not found|unknown|introuvable|n['’]existe|inconnu|existiert nicht|unbekannt|(?:is |has been |was |est |a été |ist |wurde |wird )?(?:locked|disabled|verrouill\w+|bloqué|désactivé|gesperrt|deaktiviert|rejected|refusé|suspended)|logged (?:in|on|out)|signed in|authenticated|disconnected|does not exist|ne marche|ne fonctionne|ne passe)"
_AS = r"(?:log ?on as|(?:run|login|log in|sign in|connect) as(?: user)?|(?:logged|signed) (?:in|on) as|connected as|exécuter en tant que|(?:connectée?|session|connecter) en tant que|service_start_name|using username|nom d['’]utilisateur du domaine|started by user|as user|angemeldet als|ausführen als|anmelden als)"
_ENDS = r"(?:[\"'’»”][.,;]?|[ \t]*[.,;]?[ \t]*$)"
_PLACES = (
    Row(_QUOTES, rf"(?i)(?:^|[^\pL\pN_-]){_ACCOUNT}(?: named| nommé| called)?:?[ ](?:[\"'‘`«“][ ]?{_V}[ ]?[\"'’`»”]|\[{_W}\])", "user", _is_name),
    Row(("failed", "refus", "denied", "échec", "echec", "échou", "fehlgeschlagen", "incorrect", "invalid", "accepted", "failure", "mislukt", "fallit", "fallid"), rf"(?i)(?:failed|refus\pL*|denied|échec\pL*|echec\pL*|échou\pL*|fehlgeschlagen|incorrect|invalid|accepted|failure|mislukt|fallit\w+|fallid\w+)(?:[ ][\pL-]+){{0,3}}?[ ](?:for|pour|für|of|by|par|de|voor|per|para)[ ](?:user |l['’]utilisateur |benutzer )?[\"'‘(\[]?{_V}[\"'’)\]]?(?:[ ](?:from|depuis|via|von|port|sur|on|auf|vanaf|desde|da)[ ]|[.,;]?[ \t]*$)", "user", _is_name, r"(?i)log[io]n|auth|connexion|anmeld|password|session|passwort|mot de passe"),
    Row(("failed:", "failure:"), rf"(?i)authentication (?:failed|failure): {_V}[ \t]*$", "user", _is_name),
    Row(("(", "["), rf"(?:(?:passwd-file|sql|pam|ldap|static|mysql|shadow|passwd)\({_V},|\[(?P<w>[A-Za-z][\w.-]+)\] (?:FAIL|OK) (?:LOGIN|UPLOAD|DOWNLOAD|DELETE))", "user", _is_name),
    Row(("[",), rf"(?:^|[ |])(?:ip-[\w-]+|[0-9a-f:.]{{7,39}}) [\w-]+ {_V} \[[0-9]{{2}}/\w{{3}}/[0-9]{{4}}:", "user", _is_name),
    Row(("hier_", "direct/", "none/"), rf"(?:https?://\S+|[\w.-]+:443) {_V} (?:HIER_|DIRECT/|NONE/)", "user", _is_name),
    Row(_QUOTES, rf"(?:^|[^\pL\pN_-])(?i:{_ACCOUNT})[ ](?P<v>[a-z][\w.-]{{2,40}}),?[ ](?i:{_FAILS})", "user", _is_name),
    Row((" as", "en tant", "start_name", "username", "domaine", "by user", " als"), rf"(?i)(?:^|[^\pL]){_AS}[ ]{{0,2}}[:=]?[ ]{{1,2}}[\"'‘«“]?(?:\.\\|[\w-]+\\)?{_V}{_ENDS}", "user", _is_name),
    Row(("'s password",), rf"^[ \t]*\(?{_V}@[\w.-]+\)?['’]s password:", "user", _is_name),
    Row(("superuser", "create role", "create db", "cannot login", "replication"), rf"^[ \t]*{_V}[ ]+\|[ ](?:Superuser|Create role|Create DB|Cannot login|Replication)", "user", _is_name),
    Row((" privilege ", " secret ", " password "), rf"^[ \t]*username[ ]{_V}[ ](?:privilege|secret|password)[ ]", "user", _is_name),
    Row(("owner", "submitted", "queued"), rf"(?i)(?:^|[ ,;])(?:owner|submitted by|queued by)[ ]{_V}[ \t]*$", "user", _is_name),
    Row(("username",), rf"(?:Target|Subject|Caller)(?:User)?(?:Name|name)[ \t:=]{{1,40}}{_V}(?:\s|\z)", "user", _is_name),
    Row(("useradd", "usermod", "userdel"), rf"user(?:add|mod|del): user ['‘\"]{_V}", "user", _is_name),
)  # fmt: skip
"""Places of account names in the output of programs, and in settings."""
_SAID = (
    Row(_QUOTES, r"(?i)(?:^|[^\pL\pN_-])(?:user|utilisateur|account|compte|benutzer|login|konto|identifiant|kennung)[ ](?-i:(?P<v>[a-z][a-z0-9._-]{4,24}))[ ]?[:,(–→]", "user", _is_person_login),
)  # fmt: skip
"""Accounts with which people introduce themselves."""
_N = r"(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3})"
_LABEL = r"(?:(?:my |the |local |mon |le |mein )?(?:log-?in|log-?on)(?: name)?|session|compte(?: local| windows| partag(?:é|e)| g(?:é|e)n(?:é|e)rique| de service)?|identifiant(?: collectif| commun)?|k(?:ü|ue)rzel|\pL*benutzer|\pL*konto|\pL*kennung|anmeldename(?: [\pL]+){0,2}|user ?name|(?:local |shared |service |admin )?account|usager|security name|security user)"
_LABELS = ("login", "log-in", "logon", "session", "compte", "identifiant", "kürzel", "kuerzel", "benutzer", "konto", "kennung", "anmeldename", "username", "user name", "account", "usager", "security")  # fmt: skip
_KEYWORD = r"(?:pwd?|pass|passwords?|pass ?phrase|passwort|kennwort|mdp|mot de passe|code pin)"
_KEYWORDS = ("pw", "pass", "kennwort", "mdp")


def _is_noted(value: str) -> bool:
    """Return whether a lowercase name in a note is an account: no word, nor a compound of two words."""
    if not 3 < len(value) < 31 or not _is_name(value) or value.casefold() in _THINGS:
        return False
    if value.isalpha():
        return (
            value != "publickey"
            and not is_word(value)
            and get_lazy_pattern(_PARTICIPLE).search(value) is None
        )
    parts = [part[""] for part in get_lazy_pattern(r"[a-z]{3,}").finditer(value)]
    compound = "-" in value and len(parts) > 1 and not any(map(str.isdigit, value))
    return get_lazy_pattern(_NOT_NOTED).is_full_match(value) is False and not (
        compound and all(map(is_word, parts))
    )


_NOT_NOTED = r".*(?:pass|token|publickey).*|(?:v|kb|ip|tls|ssl|http|wpa|cat|usb|ipv|win|office)[0-9].*|.*\.(?:com|net|org|fr|de|ch|at|eu|io|uk|us|be|exe|log|pdf|txt|xml|zip|py|js|sh|md|ini|cfg|conf|json|ya?ml|docx?|xlsx?|png|jpe?g|local|lan|intern|corp|home)"
"""Pattern for addresses, files and versions."""
_PARTICIPLE = r"(?:ing|ed|ion|ment|able|ible|ique|iques|elle|elles|eur|euse|aire|aires|ees?|ung|lich|isch|bar|ieren|iert|ert|end|ende)\z"
"""Pattern for endings of words after *account* or *session* that no list contains."""


def _is_noted_or_short(value: str) -> bool:
    """Return whether a name before its password is an account, of at least three letters."""
    return _is_noted(value) or (
        len(value) == 3 and value.isalpha() and not is_word(value) and not is_universal_name(value)
    )


def _has_sign(value: str) -> bool:
    return not value.isalpha() and _is_noted(value)


_NOTED = (
    Row(_LABELS, rf"(?i)(?:^|[^\pL\pN_-]){_LABEL}[ ]?[:=]?[ ](?:\.\\)?(?-i:{_N})(?:[ ]?[,;)»\"…]|[ \t]*$|\.(?:\s|\z)|[ ][–—-][ ])", "user", _is_noted),
    Row(_KEYWORDS, rf"(?i)(?:^|[\s\"«“(:–—])(?-i:{_N})[\"»”]?(?:[ ]?(?:[,;]|…|\.\.\.)[ ]|[ ][/–—-][ ]|[ ]\(|[ ](?:and|et|und|with|mit|avec)[ ])(?:the |le |das |same |its |gleiches )?{_KEYWORD}(?:[^\pL]|\z)", "user", _is_noted_or_short),
    Row((" as ", " als ", "en tant que", "avec", "under", "mit ", "unter", "sous", "with"), rf"(?i)(?:^|[^\pL])(?:logg?(?:ed|ing|s)?[ -](?:in|on)(?:to)?|sign(?:ed|ing|s)?[ -]in(?:to)?|auth\w*|connect\w*|connexions?|portal|portail|ssh|rdp|registered|angemeldet|anmelden|anmeldung|melde \pL+|eingeloggt|einloggen|läuft)(?:[ ](?:[^\r\n.;:!?]|\.[0-9]){{1,48}})?[ ](?:as|als|en tant que|avec|under|mit|unter|sous|with)[ ](?:user |account |compte |konto |benutzer |the account |le compte |dem konto )?(?:\.\\)?(?-i:{_N})(?:[\s,;)\"»]|\.(?:\s|\z)|\z)", "user", _has_sign),
    Row((" as ", "en tant que", "under", "unter", "sous"), rf"(?i)(?:^|[^\pL])(?:log(?:ged|ging|s)?[ -](?:in|on)(?:to)?|sign(?:ed|ing|s)?[ -]in(?:to)?|auth\w*|connect\w*|portal|portail|ssh|angemeldet|anmelden|eingeloggt)(?:[ ][^\r\n.;:!?]{{1,48}})?[ ](?:as|en tant que|under|unter|sous)[ ](?:user )?(?-i:{_N})(?:[ ]?[,;)(]|\.(?:\s|\z)|[ ](?:until|till|and|et|und|jusqu|bis)|\z)", "user", lambda value: value.isalpha() and len(value) > 5 and _is_noted(value)),
    Row(("(",), rf"(?i)(?:^|[^\pL])(?:user ?name|log-?in|benutzername|identifiant|konto|compte|account|kennung)(?:[ ][^\r\n.;:()]{{1,40}})?[ ]\((?-i:{_N})\)", "user", _is_noted),
    Row(("login", "name", "identifiant", "account", "compte", "konto"), rf"(?i)(?:^|[^\pL])(?:log-?in|user ?name|identifiant|benutzername|account|compte|konto)(?:[ ][^\r\n.;:]{{1,60}})?[, ]{{1,2}}(?:which is|that['’]s|that is|il faut|c['’]est|qui est|should be|must be|has to be|richtig ist|also|donc|heißt|called|named|s['’]appelle|nommé)[ ]{{1,2}}[\"«“]?(?-i:{_N})[\"»”]?(?:[ ]?[,;)]|\.(?:\s|\z)|[ ](?:and|et|und)[ ]|\z)", "user", _is_noted),
    Row(("called", "named", "heißt", "appelle"), rf"(?i)(?:^|[^\pL])(?:(?:domain |local )?admin(?:istrator)?|superuser|login|user|account|compte|konto|benutzer)[ ](?:is |est |ist |qui )?(?:called|named|heißt|s['’]appelle)[ ][\"«“]?(?-i:{_N})[\"»”]?(?:[ ]?[,;)]|\.(?:\s|\z)|[ ](?:and|et|und|with|mit|avec)[ ]|\z)", "user", _is_noted),
)  # fmt: skip
"""Accounts in notes: after a word for accounts, before their password, after *logged in as*."""
_HIDDEN = r"\[secret:password\]"
_BESIDE_PASSWORD = Row(
    (),
    rf"(?:^|[\s\"«“(:•–—])(?:(?P<v>[a-z][a-z0-9]*(?:[._-][a-z0-9]+){{0,3}}))[\"»”]?(?:[ ][/|–—-][ ]|,[ ]|…[ ])(?:mdp[ ]|pw[ ])?[\"«“]?{_HIDDEN}",
    "user",
    _is_noted,
)
"""An account right before a password that another rule replaced."""
_PASSWORDS = (
    Row(("avec", "with", "mit"), r"(?i)(?:essa[iy]\w*|try|tried|test\w*|probier\w*|versuch\w*|marche|passe|works?|klappt|connect\w*|geht)[ ](?:\pL+[ ]){0,2}?(?:avec|with|mit)[ ][\"'«“]?(?P<v>[^\s\"'»”,;()<>]{6,40})", "password", _is_signed),
    Row(("remplac", "chang", "ersetz", "replac", "switch", "pass"), r"(?i)(?:remplac\w*|chang\w*|geändert|ersetzt|replaced|switched|passé)[ ](?:de |from |it from |von )?(?P<v>[^\s\"'»”,;()<>]{6,40})[ ](?:par|to|by|with|durch|en|à|auf|zu)[ ](?P<w>[^\s\"'»”,;()<>]{6,40})", "password", _is_typed, rf"(?i)(?:^|[^\pL])(?:{TYPED}|mots? de passe|passwor[dt]|kennwort)"),
)  # fmt: skip


def secret_rules() -> tuple[Rule, ...]:
    """Return the rule for passwords that someone tried or replaced."""
    return (make_rows_rule("password", *_PASSWORDS),)


def late_rules() -> tuple[Rule, ...]:
    """Return the rule for accounts before a password that other rules replaced."""
    return (make_late_line_rule("user", ("[secret:password]",), _HIDDEN, Table(_BESIDE_PASSWORD).find),)


# -- accounts in requests and complaints ----------------------------------------------------------------

_E = r"(?:[\s\"'»”,;:!?)/]|\.(?:\s|\z)|\z)"
_ANY_ACCOUNT = r"(?:user ?name|user ?id|log-?ins?(?: name)?|log-?on|account(?: name)?|sign-?on|sign-?in|identifiant|nom d['’]utilisateur|compte|benutzername|anmeldename|kennung|konto|konten)"
_ACCOUNT_WORDS = ("user", "login", "log-in", "log in", "logon", "log on", "account", "sign", "identifiant", "utilisateur", "compte", "name", "kennung", "konto", "konten")  # fmt: skip
_ABOUT_ACCOUNTS = rf"(?i)(?:^|[^\pL]){_ANY_ACCOUNT}(?:[^\pL]|\z)|log (?:in|on)"
_S = r"(?P<v>(?-i:[a-z][a-z0-9]*(?:[._-][a-z0-9]+){0,3}))"


def _is_unlisted(value: str) -> bool:
    """Return whether a value is neither a word nor technical, as an account that someone was promised."""
    return len(value) > 2 and _is_pseudonym(value) and not is_technical_number(value)


def _is_somebody(value: str) -> bool:
    """Return whether a lowercase value is made of a person's name, as accounts are."""
    return (
        len(value) > 3
        and not is_word(value)
        and not is_universal_name(value)
        and (is_certain_login(value) or is_name_login(value) or _is_person_login(value))
    )


def _is_marked(value: str) -> bool:
    """Return whether a name has a mark or a digit as accounts of services have."""
    return _is_name(value) and any(c in "_-.0123456789" for c in value) and not is_word(value)


def _is_signed_in(value: str) -> bool:
    return _is_unlisted(value) or (value.isupper() and "_" in value)


_REQUESTED = (
    Row(_ACCOUNT_WORDS, rf"(?i)(?:^|[^\pL]){_ANY_ACCOUNT}[ ](?:would|will|should|shall|might|must|wird|soll|sollte|wäre|serait|sera|devrait|doit)[ ](?:now )?(?:be |être |dann )?[\"'«“]?{_S}{_E}", "user", _is_unlisted),
    Row(("becom", "rename", "change", "umbe", "änder", "renomm", "modifi"), rf"(?i)(?:(?:could|can|should) it become|rename[ds]?(?: it| me)? (?:to|into|as)|changed? (?:it )?to|(?:umbenannt|umbenennen|ändern|geändert) (?:in|zu|auf)|renomm\w+ en|modifi\w+ en)[ ][\"'«“]?{_S}{_E}", "user", _is_unlisted, _ABOUT_ACCOUNTS),
    Row((" for ", " pour ", " für ", " of ", " von "), rf"(?i)(?:found|exists?|defined|issued|sent|generated|registered|one|ones|codes?|licen[cs]es?|errors?|trouvée?|envoyée?|erreur|gefunden|fehler|verschickt|tokens?|tickets?)(?:[ ][^\s]{{1,10}}){{0,2}}?[ ](?:for|pour|für|of|von)[ ][\"'«“]?{_S}(?:[\"'»”,;:!?)]|\.(?:\s|\z)|[ ]*\z)", "user", _is_somebody),
    Row(("log", "sign"), rf"(?i)(?:^|[^\pL])(?:log|sign)(?:s|ged|ging|ed|ing)?[ ](?:(?:me|him|her|us|them|you|it)[ ])?(?:in|on|out|off)[ ]as[ ][\"'«“]?{_V}{_E}", "user", _is_signed_in),
    Row(("@",), rf"(?:^|[\s(,:])@(?P<v>[a-z]{{1,3}}\.[a-z]{{4,16}}){_E}", "user", is_certain_login),
    Row(("it's", "it’s", "c'est", "c’est", "ist es", "works", "marche"), rf"(?i)(?:(?:on|in|under|unter|auf|im|sous|sur)[ ](?:the )?\pL{{2,10}}[ ](?:it['’]s|it is|ist es|c['’]est)|(?:^|[.,;] ?)(?:only|nur|seul)(?-i:[ ]))[ ]?[\"'«“]?{_S}(?:[\"'»”,;:!?)]|\.(?:\s|\z)|[ ](?:still|works|marche|fonctionne|geht)|\z)", "user", _is_unlisted, _ABOUT_ACCOUNTS),
    Row(("=",), r"(?:BIND|_USR|_LOGIN|_UID|_ACCT|_ACCOUNT|_OWNER|RUN_?AS|_SVC|_PRINCIPAL)[ ]?=[ ]?[\"']?(?P<v>[a-z][\w.-]{2,40})[\"']?(?:\s|\z)", "user", _is_name),
    Row(("usuario", "usuário", "utente", "gebruiker", "utilizador"), rf"(?i)(?:^|[^\pL])(?:usuario|usuário|utente|gebruiker|utilizador)[\"']?[ ]?[:=][ ]?[\"']?{_V}{_E}", "user", _is_name),
    Row(("compte d", "account for", "konto f"), rf"(?i)(?:compte (?:de |d['’])\pL+|account for \pL+|konto für \pL+)[ ]?:?[ ]{_S}{_E}", "user", _is_marked),
    Row((".\\",), r"(?:^|[\s:(\"'])\.\\(?P<v>[A-Za-z][A-Za-z0-9_-]{2,20})(?:[\s,;:)\"']|\.(?:\s|\z)|\z)", "user", _is_name, rf"(?i)session|{_ANY_ACCOUNT}|passw|kennw|mdp"),
)  # fmt: skip
"""Accounts in requests, complaints and settings."""


def rules() -> tuple[Rule, ...]:
    """Return the rules for accounts in certain places and introductions."""
    return (
        make_rows_rule("user", *_PLACES),
        make_rows_rule("user", *_SAID),
        make_rows_rule("user", *_NOTED),
        make_rows_rule("user", *_REQUESTED),
    )

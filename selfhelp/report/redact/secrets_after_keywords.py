"""Rules for secrets identified by the word before them: ``password = x``, « mon mot de passe est x »."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.name_value_pairs import is_secret_name
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    make_hiding_replacer,
    make_keywords_with_joints,
    make_secret_placeholder,
    make_words_pattern,
    replace_group,
)
from selfhelp.report.redact.value_shapes import (
    PLAIN,
    is_more_than_plain_word,
    is_plausible_secret,
    is_random_token,
    is_source_code,
    looks_random,
)
from selfhelp.report.redact.vocabulary.listed_words import is_word
from selfhelp.report.redact.word_lists import EXPIRY
from selfhelp.report.secret_names import load_secret_names

_NAMES = load_secret_names()
_PASSWORD = (
    *_NAMES.passwords, r"contrase(?:ñ|n|\\u00f1)a",
    "authtok", "bind_?pw", "rootpw", "requirepass", "masterauth", "密码", "密碼", "パスワード", "비밀번호", "wachtwoord", "senha", "пароль", "hasło", "heslo", "salasana", "lösenord", "adgangskode",
)  # fmt: skip
_TOKEN = (
    *"secret[_-]?access[_-]?key credentials? basic[_-]?auth webhook(?:[_-]?url)? session[_-]?id sess(?:ion)?id".split(),
    *_NAMES.tokens,
)
_KEYS = (
    "api access private encryption signing shared[_-]?access shared account storage master session auth "
    "authentication licen[cs]e product recovery security wi-?fi wpa2? wep deploy subscription secret host app "
    "application activation client consumer service primary secondary network pre-?shared decryption cd "
    "validation fernet aes sas jwt hmac cookie root device webhook write sync backup user vault ingest integration instrumentation machine gateway signature bot crypto publish rsa"
).split()
_KEY = [*(f"{name}[ _-]?key" for name in _KEYS), *_NAMES.keys]
_SECRET = ["secret", *_NAMES.secrets]
_WEAK = "pass pwd psw pswd passw pword pw psk pin mdp otp totp 2fa mfa cvv cvc".split()


_STRONG = [*_PASSWORD, *_TOKEN, *_KEY, *_SECRET]
_WORD = rf"(?:(?P<word>{make_words_pattern(_STRONG)}|[a-z](?:P(?:wd|WD|sk|SK|ass|w)|Pin|PIN|Mdp))|(?:^|[^A-Za-z])(?P<weak>(?i:{'|'.join(_WEAK)})))"
_SUFFIX = (
    r"(?:[ _-]?(?i:key|value|hash|hashed|val|text|string|str|base|base64|b64|plain|plaintext|new|old|current|confirm|"
    r"confirmation|again|repeat|encrypted|enc|prod|dev|test|default|wifi|vpn|admin|root|user|db|mail|file))?[0-9]{0,3}"
)
_NOTE = r"(?:[ \t]?[\[(]\pL[^\])(\[\r\n:]{0,23}[\])])?"
_QUOTE = r"(?:\\{1,3}[\"']|[\"'`]|&quot;|&#34;|%22)"
_BETWEEN = (
    rf"(?:{_QUOTE}?[\])]?{_NOTE}(?:[ \t]{{0,24}}|\s{{0,4}})(?:=>|:=|\|\|:|\?=|\.=|={{1,3}}|:{{1,2}}|%3[DdAa])\s{{0,40}}(?:[|>][+-]?[ \t]*\r?\n[ \t]*|!!\w{{2,9}}\s{{1,4}}|\{{\s{{0,20}}{_QUOTE}?(?i:value|plaintext|text|secret|string|val){_QUOTE}?\s{{0,4}}[:=]\s{{0,8}}|<!\[CDATA\[|[NLu@](?:[\"'])|(?:env|getenv|os\.getenv|get|config|secret|string|str)\(\s?(?:[\"'][\w.-]{{1,60}}[\"']\s?,\s?)?|[A-Za-z_&][\w.<>\[\]?]{{1,24}}\s{{1,3}}=\s{{1,3}})?|\\?[\"'`],[ \t]{{0,10}}|{_QUOTE};s:[0-9]{{1,5}}:"
    rf"|(?:\s[^<>\r\n]{{0,120}})?/?>(?:\s|\\[nrt]){{0,40}}(?i:<(?:string|value|data)>\s{{0,8}})?(?:<!\[CDATA\[)?|{_QUOTE}?\s{{1,3}}(?:value|Value|VALUE)=|\(\s?"
    rf"|{_QUOTE}?\s{{1,4}}REG_(?:SZ|BINARY|MULTI_SZ|EXPAND_SZ)\s{{1,8}})"
)
_VALUE = (
    r"(?:\\{1,3}[\"'](?P<esc>[^\"'\\\r\n]+(?:\\{3}[\"'][^\"'\\\r\n]+)*)|(?:&quot;|&#34;)(?P<ent>[^&\r\n]+)|%22(?P<pct>[^%\s]+)"
    r"|\"\"(?P<cq>[^\"\r\n]{3,})\"\"|\"(?P<dq>[^\"\\\r\n]*(?:(?:\\.|\"\"+)[^\"\\\r\n]*)*)|'(?P<sq>[^'\r\n]+)|`(?P<bq>[^`\r\n]+)"
    r"|(?P<bare>[^\s\"'`<>\\&;][^\s\"'`<>&;]*))"
)
_NEXT = r"&(?:quot;|#34;|amp;|[\w.-]{1,40}=)|;[\w .-]{0,40}="
"""Pattern for separators (& and ;) that end an unquoted value, before the next pair of a URL or connection
string."""
_KEYED = rf"{_WORD}{_SUFFIX}{_BETWEEN}{_VALUE}"
_FOR = r"(?:[ \t][\pL\pN_'’()\[\]-]+){0,6}?"
_SENTENCE = (
    rf"(?:(?P<word>{make_words_pattern([*_PASSWORD, *_KEY, *_SECRET, *_NAMES.tokens])})"
    rf"|(?:^|[^A-Za-z])(?P<weak>(?i:pass|pwd|pw|mdp|psk|pin|passcode|mon code|my code|your code|votre code|ton code|digicode)))(?i:{_FOR}\s?"
    rf"(?:\s(?:{'|'.join(_NAMES.verbs)})|\s?:|\s?=|\s?->|\s?→)(?:\s?:)?\s{{1,3}}(?:(?:now|still|maintenant|toujours|bien)\s)?"
    r"(?:[\"“'‘](?P<dq>[^\"”\r\n]{1,200}?)[\"”'’]|«\s?(?P<gq>[^»\r\n]{1,200}?)\s?»|(?P<bare>[^\s\"“«]+)))"
)
_BESIDE = (
    r"(?i)(?:^|[^\pL\pN_])[a-z0-9_.-]*?"
    r"(?P<word>password|passwd|passphrase|mot de passe|mdp|token|(?:secret|api|access|private|auth)[ _-]?key|secret|pwd)"
    r"(?:[ ]{1,3}|[ ]{0,40}(?:\t|[ ]{2}|\|)[ |\t]{0,40})(?P<bare>[^\s|]+)"
)
_FALLBACK = (
    rf"{make_words_pattern(['key', 'clé', 'cle', 'auth', 'sig', 'signature', 'licen[cs]e', 'session', 'seed', 'hmac', 'salt', 'pat', 'sid', 'ticket', 'nonce', 'code', 'verifier', 'challenge', 'recaptcha-response'], bound=True)}"
    r"[\"']?\s{0,3}(?:=|:)\s{0,3}[\"']?(?P<v>[A-Za-z0-9+/_.-]{20,}={0,2})"
)
_FALLBACKS = (
    "key",
    "clé",
    "cle",
    "auth",
    "sig",
    "licen",
    *make_keywords_with_joints("session"),
    "seed",
    "hmac",
    "salt",
    "pat",
    "sid",
    "ticket",
    "nonce",
    "code",
    "verifier",
    "challenge",
    "recaptcha",
)
_SIGNATURE = (
    r"(?:(?:^|[^A-Za-z])(?i:sig|signature|hmac)=|(?:_auth|\"auth\\{0,3}\")\s{0,3}[:=]\s{0,3}\\{0,3}\"?)"
    r"(?P<v>[A-Za-z0-9+/_.-]{10,}={0,2})"
)
_DEVICE = (
    r"(?i)\b(?:snmp-server community|(?:radius|tacacs)(?:-server)? key(?: [0-9])?|pre-shared-key(?: (?:ascii-text|hexadecimal"
    r"|local|remote|[0-9]))*|key-string(?: [0-9])?|(?:password|secret) [05-9]|password(?: 51)?:b:| 51:b:)\s{0,2}(?P<v>[^\s\"';,]{6,})"
)
"""Pattern for the configuration of routers and switches (Cisco IOS and Junos references), and remote desktop
files."""
_PRODUCTS = (
    "adafruit adobe airtable algolia alibaba asana atlassian beamer bitbucket bittrex cloudflare codecov cohere coinbase "
    "confluence confluent contentful databricks datadog discord droneci dropbox etsy facebook fastly finicity finnhub flickr "
    "freshbooks gitter gocardless heroku hubspot intercom jfrog jira kraken kucoin launchdarkly linkedin looker mailchimp "
    "mailgun mapbox mattermost meraki messagebird netlify newrelic nytimes okta pagerduty plaid rapidapi sendbird sentry "
    "snyk sonar squarespace sumologic telegram travis twilio twitch twitter yandex zendesk".split()
)
"""Services whose keys have no prefix of their own; gitleaks (MIT) lists them in config/gitleaks.toml."""
_PRODUCT = rf"(?i)(?:{'|'.join(_PRODUCTS)})[\w.-]{{0,30}}\\{{0,3}}[\"']?\s{{0,3}}(?:=|:|=>|:=|,)\s{{0,3}}\\{{0,3}}[\"'`]?(?P<v>[A-Za-z0-9=_-]{{16,}})"
_QR_CODE = r"(?P<word>(?i:wifi)):(?:[TSH]:[^;\r\n]{0,64};){0,4}P:(?P<bare>[^;\r\n]+)"
_LINE = (
    rf"(?im)^[ \t]{{0,40}}(?P<word>{'|'.join(_PASSWORD)}|pwd|mdp|pass|psk|secret)[ \t]{{0,10}}[:=][ \t]{{0,10}}"
    r"(?P<bare>[^\s\"'\[](?:[^\r\n\"]*[^\s\"])?)[ \t]*\r?$"
)
_NEEDS = (
    *_NAMES.hints, "pas", "psa", "pss", "pwd", "secret", "key", "credential", "code", "pin", "mdp", "psk", "otp",
    "pw", "contrase", "webhook", "session_", "session-", "sessionid", "session id", "sessionkey", "session key", "sessid", *make_keywords_with_joints("2fa"), "mfa", "cvv", "cvc", "basic", "answer", "ponse",
    "wachtwoord", "senha", "пароль", "hasło", "heslo", "salasana", "senord", "adgangskode", "authtok", "密码", "密碼", "パスワード", "비밀번호", "wi-fi", "wifi", "phrase",
)  # fmt: skip


AROUND = 48
"""Number of characters around a match that decide whether it is one: a bracket, *public*, a placeholder."""


def _classify_keyword(word: str) -> str:
    """Return the class of secret that a keyword stands for."""
    lower = word.lower()
    if "token" in lower or "jeton" in lower or "session" in lower or "sessid" in lower:
        return "token"
    if "key" in lower or "cl" in lower:
        return "key"
    return "secret" if "secret" in lower else "password"


def _replace_keyed_value(match: Match, aliases: Aliases) -> str | None:
    """Replace the value after a keyword; a JSON number becomes a JSON string."""
    group = match.find_first_group("bare", "dq", "sq", "cq", "esc", "ent", "pct", "bq")
    word = _find_keyword(match)
    value = match[group] if group else ""
    if not group or _is_in_placeholder(match):
        return None
    if (
        (len(value) < 3 and not value.isdigit())
        or _is_log_tag(match, group, value)
        or _is_name_of_secret(value)
    ):
        return None
    if not set(value) - _DOTS or _follows_plural_keyword(match, group) or _names_field(group, value):
        return None
    if _follows_empty_value(match, group, value):
        return None
    if (
        not is_plausible_secret(value)
        or _is_count(word, value)
        or _is_public_key_token(match)
        or _is_part_of_source_code(match, group)
    ):
        return None
    if (
        group == "bare"
        and match.string[match.start("bare") - 1] == "("
        and not any(c.isdigit() for c in value)
    ):
        return None
    if group in ("bare", "dq", "sq", "bq") and _is_source_code(match, group, value, word):
        return None
    if group == "bare" and _begins_sentence(match, group):
        return None
    if group == "bare" and _is_below_headings(match, group):
        return None
    if _is_text_after_bracket(match) or (word.lower() == "credential" and value.isascii() and "." in value):
        return None
    if group == "bare":
        return _make_bare_value_placeholder(match, value, word)
    return replace_group(match, group, make_secret_placeholder(_classify_keyword(word)))


def _begins_sentence(match: Match, group: str) -> bool:
    """Return whether a word begins a sentence: *asks for a password: macOS does*, *password: open the portal*."""
    behind = match.string[match.end(group) : match.end(group) + 10]
    return is_word(match[group]) and get_lazy_pattern(_GOES_ON).match(behind) is not None


def _is_below_headings(match: Match, group: str) -> bool:
    """Return whether a value is below headings in brackets: *<options> <dump> <pass>* of fstab(5)."""
    between = match.string[match.start() : match.start(group)]
    if "\n" not in between or ">" not in between:
        return False  # before the line is copied, which may be long
    line = match.string[match.string.rfind("\n", 0, match.start()) + 1 : match.start()]
    return line.count("> <") > 1


def _follows_empty_value(match: Match, group: str, value: str) -> bool:
    """Return whether a sentence goes on after an empty value, or the next line begins with a link."""
    if group != "bare":
        return False
    text, start = match.string, match.start(group)
    if text[start - 1] == "\n":
        return value.rstrip(",.:").casefold() in _AFTER_PROMPT or get_lazy_pattern(
            r"[a-z][a-z0-9+.:-]{1,20}://\S+"
        ).is_full_match(value)
    return text[start - 1] == " " and value in ("est", "is", "ist", "are", "sont", "was", "war", "était")


_AFTER_PROMPT = frozenset(
    "login access permission authentication sorry welcome last connection su sudo passwd password".split()
)
"""First words of the messages that programs print below a prompt for a password: *Login incorrect*."""
_GOES_ON = r"[ ](?:(?:the|your|this|an?|den|die|das|ihr|dein|le|la|les|votre|une?|eine?n?|does|do|is|are|was|were|can|will|must|should|may|who|which|that|reads?|needs?)[ ]|\[)"
_DOTS = frozenset("•●·∙…*_")
"""Characters that a window shows instead of a password."""


def _follows_plural_keyword(match: Match, group: str) -> bool:
    """Return whether a word follows one for passwords in general: *Mots de passe : longueur minimale*."""
    value, start = match[group], match.start(_find_keyword_group(match))
    named = match.string[max(0, start - 16) : match.end(_find_keyword_group(match))].casefold()
    many = get_lazy_pattern(
        r"(?s)(?:.*[^\pL])?(?:mots (?:de )?passes?|passwords|passwörter|kennwörter)"
    ).is_full_match(named)
    return many and value.isalpha() and is_word(value)


def _is_log_tag(match: Match, group: str, value: str) -> bool:
    """Return whether the match is a program's name in a log (``gdm-password]: Started …``)."""
    end = match.end(_find_keyword_group(match))
    following = match.string[end : end + 2]
    if group == "bare" and get_lazy_pattern(
        r"(?:auth|account|session|chauthtok|setcred)\)[:,.]?"
    ).is_full_match(value):
        return True  # ``pam_unix(gdm-password:auth): …``
    if group == "bare" and get_lazy_pattern(r"(?:gkr-pam|pam_[a-z0-9_]+)(?:\(.*)?:?").is_full_match(value):
        return True  # ``gdm-password: gkr-pam: …``
    return group == "bare" and following == "]:" and value.isalpha()


def _is_name_of_secret(value: str) -> bool:
    """Return whether a value is the name under which a secret is stored (``client-secret``), not a secret."""
    return get_lazy_pattern(r"[a-z]+(?:[-_.][a-z]+){1,4}").is_full_match(value) and is_secret_name(value)


_FAILED = r"(?i)fail|(?:é|e)chec|erreur|error|invalid|incorrect|wrong|denied|refus|v(?:é|e)rif|check|unable|cannot|impossible|expir"


def _is_part_of_source_code(match: Match, group: str) -> bool:
    """Return whether the match is a comparison, expression, key or closing quote, not a value."""
    start, end = match.span(group)
    text, value = match.string, match[group]
    between = text[match.end(_find_keyword_group(match)) : start]
    if group in ("sq", "dq"):
        line = text[max(text.rfind("\n", max(0, start - 200), start), start - 200) + 1 : start - 1]
        return between[:1] not in "\"'" and ":" in between and line.count(text[start - 1]) % 2 == 1
    if group != "bare" or not get_lazy_pattern(_PLAIN_NAME).is_full_match(value):
        return False
    following = text[end : end + 24]
    if "\n" in between and (value[-1:] == ":" or get_lazy_pattern(r"[ \t]*=").match(following)):
        return True
    if "==" in between or get_lazy_pattern(r"[ \t]+(?:[+*|&?]|\|\||&&|==|!=)[ \t]+[\w\"'(]").match(following):
        return True
    before = text[max(0, match.start() - 60) : match.start()].rpartition("\n")[2]
    return (
        get_lazy_pattern(r"[ \t]+\pL{3,}").match(following) is not None
        and get_lazy_pattern(_FAILED).search(before) is not None
    )


_PLAIN_NAME = r"[\pL_$][\pL_$.]*[0-9]?[:)]*"


def _is_source_code(match: Match, group: str, value: str, word: str) -> bool:
    """Return whether a value is source code: a call, an attribute, another key or a word in a list."""
    end = match.end(_find_keyword_group(match))
    between = match.string[end : match.start(group)]
    after = match.string[match.end(group) : match.end(group) + 3]
    listed = (between.rstrip()[-2:-1] in ('"', "'", "`") and between.rstrip()[-1:] == ",") or (
        between.lstrip(" \t\\")[:1] in ('"', "'", "`") and "," in between[:4]
    )
    if group == "bare":
        if is_source_code(value) and not looks_random(value):
            return True
        if listed and (not any(c.isdigit() for c in value) or "=" in value or value[-1:] == ":"):
            return True
        return between[-1:] == "=" and value[-1:] in ",)" and get_lazy_pattern(PLAIN).is_full_match(value)
    if value.startswith('""') and value.count(" ") > 4:
        return True
    if listed and (
        get_lazy_pattern(PLAIN).is_full_match(value)
        or after.lstrip("\"'` ")[:1] in (":", "=")
        or value.count(" ") > 1
    ):
        return True
    return (
        _classify_keyword(word) == "key" and len(value) < 10 and get_lazy_pattern(PLAIN).is_full_match(value)
    )


def _find_keyword_group(match: Match) -> str:
    """Return the name of the group with the keyword."""
    return "word" if match["word"] else "weak"


def _find_value_end(match: Match) -> int:
    """Return the end of an unquoted value; & and ; belong to it unless the next pair begins there."""
    text, end = match.string, match.end()
    if text[end : end + 1] not in ("&", ";") or not match["bare"]:
        return end
    for _ in range(50):
        more = get_lazy_pattern(r"[&;][^\s\"'`<>&;]*").match(text[end : end + 300])
        if more is None or more.end() < 2 or get_lazy_pattern(_NEXT).match(text[end : end + 60]):
            return end
        end += more.end()
    return end


def _is_in_placeholder(match: Match) -> bool:
    """Return whether the keyword is part of a placeholder (``[secret:password]``)."""
    place = match.start("word") if match["word"] else match.start("weak")
    before = match.string[max(0, place - 8) : place]
    return before.endswith("[secret:") or is_placeholder(match.string[place - 1 : place + 40])


def _is_text_after_bracket(match: Match) -> bool:
    """Return whether a keyword in a bracket isn't an XML element: ``the <id of a token> x``."""
    start, end = match.span("word" if match["word"] else "weak")
    between = match.string[
        end : match.start(match.find_first_group("bare", "dq", "sq", "cq", "esc", "ent", "pct", "bq"))
    ]
    if (
        ">" not in between
        or "=>" in between
        or "->" in between
        or get_lazy_pattern(r"[^<>]*:[ \t]*>[+-]?[ \t]*\r?\n[ \t]*").is_full_match(between)
    ):
        return False
    return get_lazy_pattern(r"(?:<|&lt;)[\w:.-]*\z").search(match.string[max(0, start - 40) : start]) is None


def _find_keyword(match: Match) -> str:
    return match["word"] or (match["weak"] if match.has_group("weak") else "")


def _make_bare_value_placeholder(match: Match, value: str, word: str) -> str:
    """Return the placeholder of an unquoted value, keeping the closing punctuation after it."""
    kept = value.rstrip(",)]}")
    hidden = make_secret_placeholder(_classify_keyword(word))
    end = match.end("word") if match["word"] else match.end("weak")
    if match.string[end : end + 1] == '"' and get_lazy_pattern(r"-?[0-9.]+").is_full_match(kept):
        hidden = f'"{hidden}"'
    (start, _), whole = match.span("bare"), match.span()
    return match.string[whole[0] : start] + hidden + match.string[start + len(kept) : whole[1]]


def _is_count(word: str, value: str) -> bool:
    """Return whether a value is a count or a number: ``pass: 12``, ``token: 3``, ``session id: 1``."""
    if not value[:1].isdigit() or _classify_keyword(word) == "key" or "secret" in word.lower():
        return False
    return get_lazy_pattern(r"[0-9]{1,3}[.,)]?").is_full_match(value)


def _is_public_key_token(match: Match) -> bool:
    """Return whether the match is the public key token of a .NET assembly; such a token isn't a secret."""
    start = match.start("word") if match["word"] else match.start("weak")
    before = match.string[max(0, start - 10) : start].lower()
    return before.endswith(("publickey", "public ", "public_", "public-", "public"))


def _replace_secret_in_sentence(match: Match, aliases: Aliases) -> str | None:
    """Replace the password after *my password is*."""
    group = match.find_first_group("dq", "gq", "bare") if match.has_group("gq") else "bare"
    word = _find_keyword(match)
    if (
        not group
        or _is_in_placeholder(match)
        or not is_plausible_secret(match[group])
        or _is_count(word, match[group])
    ):
        return None
    value = match[group]
    if _follows_plural_keyword(match, group) or value[:4].strip("•●*_") == "":
        return None
    if _is_message_or_label(match, group):
        return None
    if _follows_empty_value(match, group, value) or _is_log_tag(match, group, value):
        return None
    if get_lazy_pattern(r"[,;)][ ].*=.*").is_full_match(match[group]):
        return None  # between two empty values: ``passwd = '', acct = ''``
    between = match.string[match.start() : match.start(group)].lower()
    if word.lower() in ("pin", "pass") and not any(c.isdigit() for c in match[group]) and " of " in between:
        return None
    if group == "bare" and (
        _is_part_of_source_code(match, group)
        or _is_about_passwords_in_general(match, group)
        or _begins_sentence(match, group)
    ):
        return None
    if (group == "bare" and not is_more_than_plain_word(match[group])) and (
        len(between.split()) > 7 or _classify_keyword(word) in ("token", "key")
    ):
        return None
    if group == "bare" and is_source_code(value) and not looks_random(value):
        return None
    short = group == "dq" and _classify_keyword(word) == "key" and len(value) < 12
    if short and get_lazy_pattern(PLAIN).is_full_match(value):
        return None
    if value.isdigit() and any(word in between for word in EXPIRY):
        return None
    return replace_group(match, group, make_secret_placeholder(_classify_keyword(word)))


_LABEL_BEHIND = r"(?i)[ ](?:password|pin|passphrase|passwort|kennwort|key|code|token)(?:[^\pL]|\z)"
"""Pattern for a word that makes the one before a part of a label: *lists: Supervisor Password*."""
_FIELD = r"(?i:passwords?|kennwort|passwort|mot de passe|pin)[ ]\p{Ll}{3,}"
"""Pattern for the label of a field: *Kennwort bestätigen*."""
_MESSAGE = r"(?i)(?:(?:the|your|this|le|la|votre|ce|das|ihr|dieses)[ ])?(?:passwords?|passphrase|pin|token|mots? de passe|phrase secrète|jeton|kennw(?:o|ö)rt(?:er)?|passw(?:o|ö)rt(?:er)?)[ ]\pL{2,}[ ]\pL"
"""Pattern for the beginning of a message or a field's name about passwords: *Mot de passe principal non …*."""


def _is_message_or_label(match: Match, group: str) -> bool:
    """Return whether a quoted value is a message about passwords, or a word belongs to the next label."""
    value = match[group]
    if group != "bare":
        return get_lazy_pattern(_MESSAGE).match(value) is not None
    behind = match.string[match.end(group) : match.end(group) + 16]
    return value.istitle() and value.isalpha() and get_lazy_pattern(_LABEL_BEHIND).match(behind) is not None


def _names_field(group: str, value: str) -> bool:
    """Return whether a quoted value is the label of a field."""
    last = value.rpartition(" ")[2]
    return group == "dq" and get_lazy_pattern(_FIELD).is_full_match(value) and is_word(last)


def _is_about_passwords_in_general(match: Match, group: str) -> bool:
    """Return whether a match is about passwords in general rather than a specific one.

    *A good password is …* is about passwords in general; a plain word after it isn't one.
    """
    start = match.start("word" if match["word"] else "weak")
    before = match.string[max(0, start - 32) : start]
    value = match[group].rstrip(".,;")
    behind = match.string[match.end(group) : match.end(group) + 16]
    if value.islower() and value.isalpha() and len(value) > 5 and value.endswith(_PARTICIPLES):
        return True
    said = (
        ":" not in match.string[match.start() : match.start(group)]
        and "=" not in match.string[match.start() : match.start(group)]
    )
    if (
        said
        and value.islower()
        and value.isalpha()
        and match[group] == value
        and get_lazy_pattern(r"[ ]+\p{Ll}").match(behind) is not None
    ):
        return get_lazy_pattern(_STOPS).match(behind) is None  # *is last set*, *est celui de*
    return not is_more_than_plain_word(match[group]) and get_lazy_pattern(_ANY).search(before) is not None


_STOPS = r"(?i)[ ]+(?:and|but|or|so|for|on|since|until|if|when|because|now|with|without|at|in|as|all|please|too|again|i|et|mais|ou|pour|sur|depuis|jusqu\w*|si|quand|car|parce|avec|sans|maintenant|je|aber|und|oder|für|seit|y|pero|para|e|ma|per|en|maar)(?:[^\pL]|\z)"
"""Pattern for words after a password in a sentence."""
_PARTICIPLES = ("ed", "é", "ée", "és", "ées")
"""Pattern for the endings of participles; they describe a password's state and aren't passwords: *is
expired*."""


_ANY = r"(?i)(?:^|[^\pL])(?:an?|any|every|each|no|un|aucun|tout|chaque|ein(?:e[nms]?)?|kein|jedes)[ ](?:\pL+[ ])?\z"


def _replace_value_beside_keyword(match: Match, aliases: Aliases) -> str | None:
    """Replace the value next to a keyword in a table or short message if it looks like a secret."""
    value = match["bare"]
    mixed = any(c.isdigit() for c in value) and any(c.isalpha() for c in value)
    if (
        len(value) < 6
        or not mixed
        or "</" in value
        or contains_placeholder(value)
        or not is_plausible_secret(value)
    ):
        return None
    if get_lazy_pattern(
        r"\pL+,[^,]*,|\(?0x|[0-9]{4}-[0-9]{2}|\S+[:=]|\w+\(|HTTP/|\[?[0-9]+-[a-z]+\z|v?[0-9]+\.[0-9]"
    ).match(value):
        return None
    return replace_group(match, "bare", make_secret_placeholder(_classify_keyword(match["word"])))


def _replace_random_value(match: Match, aliases: Aliases) -> str | None:
    """Replace a long random value after a short keyword; fingerprints of public keys stay."""
    value = match["v"]
    before = match.string[max(0, match.start() - 60) : match.start("v")].lower()
    if (
        value.isalnum()
        and value.lower() == value
        and any(
            w in before
            for w in (
                "x.509",
                "cert",
                "kernel",
                "fingerprint",
                "public",
                "commit",
                "sha1",
                "sha256",
                "digest",
                "ski",
                "aki",
            )
        )
    ):
        return None
    return (
        replace_group(match, "v", make_secret_placeholder("key"))
        if is_random_token(value) and not is_placeholder(value)
        else None
    )


def _has_digit(value: str) -> bool:
    return any(c.isdigit() for c in value) and is_plausible_secret(value)


def find_named_secret_placeholder(name: str, value: str, aliases: Aliases) -> str | None:
    """Return the placeholder of a fact whose own name denotes a secret, or None."""
    for match in get_lazy_pattern(_KEYED).finditer(f'"{name}": "{value}"'):
        if _replace_keyed_value(match, aliases) is not None:
            return make_secret_placeholder(_classify_keyword(_find_keyword(match)))
    return None


def rules() -> tuple[Rule, ...]:
    """Return the rules for secrets after a keyword; rules for the rest of a line come before single words."""
    return (
        Rule("key", tuple(_PRODUCTS), _PRODUCT, make_hiding_replacer("key", is_random_token)),
        Rule("password", _NEEDS, _LINE, _replace_secret_in_sentence, context=AROUND),
        Rule("password", ("wifi:",), _QR_CODE, _replace_secret_in_sentence, context=AROUND),
        Rule("password", _NEEDS, _KEYED, _replace_keyed_value, extend=_find_value_end, context=AROUND),
        Rule("password", _NEEDS, _SENTENCE, _replace_secret_in_sentence, context=AROUND),
        Rule(
            "password",
            ("pass", "mdp", "token", "secret", "key", "pwd"),
            _BESIDE,
            _replace_value_beside_keyword,
        ),
        Rule(
            "password",
            ("community", "-server key", "-shared-", "key-string", "password ", "secret ", "51:b:"),
            _DEVICE,
            make_hiding_replacer("password", _has_digit),
        ),
        Rule("key", ("sig", "hmac", "auth"), _SIGNATURE, make_hiding_replacer("key", _has_digit)),
        Rule("key", _FALLBACKS, _FALLBACK, _replace_random_value, context=60),
    )

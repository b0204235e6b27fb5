"""Rules for long random values of any origin: near a word for keys, in cookies, links and dumps."""

# A pattern reads better on one line.
# ruff: noqa: E501, SIM905
from __future__ import annotations

from itertools import permutations

from selfhelp.report.redact.aliases import Aliases, contains_placeholder, is_placeholder
from selfhelp.report.redact.block_words import cache_word_test, has_long_character_run, make_word_sieve
from selfhelp.report.redact.re2_patterns import Match, get_lazy_pattern
from selfhelp.report.redact.rules import (
    Rule,
    find_line_start,
    make_hiding_replacer,
    make_secret_placeholder,
    replace_group,
)
from selfhelp.report.redact.strong_values import split_word_parts
from selfhelp.report.redact.value_shapes import is_plausible_secret, is_random_token

_V = r"[A-Za-z0-9+/_.~=-]"
_LONG = rf"[A-Za-z0-9+/_~-]{_V}{{22,}}"
_NAMED = r"(?:key|token|secret|pat|auth\w*|credentials?|creds|licen[cs]e|ingest|seed|sig|signature|hmac|session|cookie|jwt|bearer|passwo?r?d|pwd|mdp|pass|mot de passe|cl(?:é|e)|jeton|webhook|private|otp|totp|apikey|api|sas|verifier|assertion|challenge|refresh|access|ticket|sid)"
_PART = "|".join(
    "[A-Za-z0-9+_~-]*" + "[A-Za-z0-9+_~-]*".join(order) + "[A-Za-z0-9+_~-]*"
    for order in permutations(("[A-Z]", "[a-z]", "[0-9]"))
)
"""Pattern of a candidate's part; cheaper than the full test."""
_BEFORE = rf"(?i)(?:^|[^\pL]|_){_NAMED}s?(?:[^\pL].*)?\z"
_RUN_BEFORE, _RUN_BEHIND = rf"{_V}*\z", rf"{_V}*"
_TIGHT = r"(?i)(?:^|[^a-z0-9]|[a-z])(?:secret|token|api[ _-]?key|geniekey|auth(?:[ _-]?key)?|passkey|access[ _-]?key|bearer|credential|pat|hmac|signature|seed|sid|ssws|apikey|dpop|jeton|session|private-token|license[ _-]?key)(?:[ _-]?id)?(?:[ ]?\([^()\r\n]{1,20}\))?[\"']?[ \t]{0,16}(?:[:=,]|=>)?[ \t]{0,16}[\"']?(?P<v>[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|[0-9a-f]{32,128}|[a-z2-7]{52})"
_SCHEME = r"(?i)(?:^|[\s\"':=])(?:geniekey|ssws|apikey|api-key|dpop|accesskey|sharedkey(?:lite)?|private-token|remoteauth|x-api-key|auth-key|hmac|snyk|token|privatetoken|splunk|zoho-oauthtoken|shippotoken|klaviyo-api-key|lola)[ :=\"']{1,4}(?P<v>[A-Za-z0-9+/_.=:~-]{16,})"
_COMMAND = r"(?im)^[^\r\n]{0,80}[$#>%][ ][^\r\n]{0,120}(?:gen-?(?:key|psk|pass|token|secret)|genpsk|secret|token|rand|urandom|pwgen|apg|mkpasswd|base64 (?:-d|--decode)|credential|print-access|keygen|get-?password|reveal|show-password|lookup|api-?key)[^\r\n]*\r?\n[ \t]*(?P<v>[A-Za-z0-9!#$%&*+/=?@^_.~:-]{12,})[ \t]*\r?$"
_BELOW = rf"(?im)(?:secret|private|api|access|recovery|licen[cs]e|encrypt\w*|encrypted secret|signing|wi-?fi|shared|ssh|deploy|bearer|cl(?:é|e)|jeton|password|passphrase|seed)[ _-]?(?:key|token|secret|secr(?:è|e)te|priv(?:é|e)e|is|below|ci-dessous|phrase)?[^\r\n\pL]{{0,8}}\r?\n[ \t>*-]{{0,8}}(?P<v>{_LONG})[ \t]*\r?$"
_STORE = r"(?i)(?:^|[^\pL\pN])[a-z0-9_.-]{0,40}(?:key|secret|token|cert|store|pass|jks|p12|pfx|pkcs12|credential|kube_?config|service_?account|provisioning|sign)[a-z0-9_.-]{0,24}[\"']?[ ]{0,3}[:=][ ]{0,3}[\"'|]?\s{0,8}(?P<v>[A-Za-z0-9+/]{64,}={0,2})"
_COOKIES = r"(?:^|[\s\"';,|(>])(?P<n>(?i:NSC_\w+|SIDCC|[HSA]{0,2}P?I?SID|SSID|__Secure-[\w.-]+|__Host-[\w.-]+|MRHSession|DSID\w*|SVPNCOOKIE|BIGip\w*|AWSALB\w*|AWSELB\w*|ARRAffinity\w*|cf_clearance|__cf_bm|CFID|CFTOKEN|_gh_sess|user_session|PLAY_SESSION|[\w.-]{0,20}[_.-]?sess(?:ion)?(?:[_.-]?id)?|rack\.session|wordpress_\w+|wp-postpass\w*|SESS[0-9a-f]+|ESTSAUTH\w*|\.AspNet\w*[\w.]*|\.ASPX\w+|ASP\.NET_SessionId|ASPSESSIONID\w*|iPlanetDirectoryPro|OBSSOCookie|SMSESSION|LtpaToken2?|glpi_\w+|MoodleSession\w*|zm_auth_token|OCSESSID|KEYCLOAK_\w+|AUTH_SESSION_ID\w*|oc_sessionPassphrase|nc_token|grafana_session|webvpn\w*|sap-\w+|JSESSIONID\w*|PHPSESSID|sails\.sid|connect\.sid|li_at|sb|xs|fr|_session_id|CAKEPHP|CGISESSID|JSESSIONIDSSO|SSO\w*|auth_?ticket|FedAuth\w*|rtFa|MSISAuth\w*|_shibsession_\w+|mellon-\w+|mod_auth\w+|remember_\w+|ci_session|XSRF-TOKEN|csrftoken|laravel_session|BITBUCKETSESSIONID|seraph\.\w+|crowd\.token_key|_oauth2_proxy\w*|authelia_session|_forward_auth|PVEAuthCookie|PMGAuthCookie|SYNO\w*|QTS\w*|NAS_SID|id))(?:=|\t|\||[\"']?[ ]?[:,][ ]?[\"'])(?P<v>[A-Za-z0-9%._~+/:|!*-]{16,}={0,2})"
_ROWS = r"(?i)cookies\b[^\r\n]{0,120}\r?\n(?P<rows>(?:[^\r\n|]+\|[^\r\n]+(?:\r?\n|\z))+)"
_HOOK = r"(?i)https?://[^\s/\"'<>]{0,80}(?:hook|ping|heartbeat|uptime|push|notify|trigger|cronitor|healthchecks|hc-|ntfy|alert|snitch|deadman|hooks|webhook|zapier|pipedream|make\.com|n8n)[^\s/\"'<>]{0,60}/(?:[\w.~-]{1,40}/){0,4}?(?P<v>[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}|[A-Za-z0-9_-]{20,})"
_LINK = r"(?i)//[^\s\"'<>]{1,200}?(?:/(?:file|document|spreadsheets|presentation|forms|drawings|drive)/(?:u/[0-9]/)?(?:d/e?/?|folders/)|/folders/|/calendar/[^\s/\"'<>]{8,}/|/downloads?/[^\s/\"'<>]{6,}/|/d/|/s/|/f/|/i/|/p/|/r/|/u/|/t/|/l/|/go/|/link/|/view/|/guest/|/embed/|/public/|/transfer/|/files?/|/upload/|/board/|/whiteboard/|/survey/|/form/|/ticket/|/order/|/track/|/pay/|/invoice/|/e/|/b/|/join/|/invite/|/share/|/shared/|/reset/|/verify/|/confirm/|/activate/|/auth/|/login/|/token/|/key/|/private-|/\(S\(|[?&][\w.-]{1,24}=)(?P<v>[A-Za-z0-9_-]{12,})"
_DUMP = r"(?i)(?:\bmk dump|master[ _-]?key|digitalproductid\w*|\bkey|cl(?:é|e)|secret|psk|\bseed|\bsalt|hash|password|bootkey|syskey|lsa|dpapi\w*|\bpek|session key|encrypted|protected|cached)[\"']?[^\r\n\pL]{0,12}(?:hex(?:\([0-9a-f]\))?)?[ \t]?[:=]?[ \t]{0,8}(?:hex(?:\([0-9a-f]\))?:)?(?P<v>[0-9a-f]{2}(?:(?:[ ,]|,\\\r?\n[ \t]*|[ ]?\r?\n[ \t]+)[0-9a-f]{2}){7,})"
_GRUB = r"grub\.pbkdf2\.\S{20,}"
_APP = r"(?i)(?:app(?:lication)?[ -](?:specific[ -])?passwords?|mots? de passe d['’]applications?)(?:[^\pL\r\n]|[ ](?:for|pour|is|est|de|gmail|outlook|google|apple|icloud|yahoo|microsoft|mail|imap|[A-Z]\pL+)){0,6}[\s:=\"']{1,4}(?P<v>[a-z]{16}|[a-z]{4}(?:[ -][a-z]{4}){3})(?:[^\pL-]|\z)"
_ENCODED = r"(?i)(?:powershell|pwsh)[^\r\n]{0,80}?[ ][-/]e(?:c|nc\w*|ncodedcommand)?[ :=]{1,3}[\"']?(?P<v>[A-Za-z0-9+/]{24,}={0,2})"
_SAYS_NO = r"(?i)sha-?[0-9]|md5|digest|commit|integrity|checksum|fingerprint|thumbprint|public|publi(?:que|c)|cert|serial|guid|uuid|etag|build|revision|crc|blake|hash(?:es|ed)?\b|file|path|https?:|x\.?509|ssh-(?:rsa|ed)|ecdsa|module|package|class|version|dir|url|usr/|lib/|query|column|table|index|foreign|primary|registry|hkey|hklm"


def _replace_random_value(match: Match, aliases: Aliases) -> str | None:
    """Replace a random value in a line about keys, unless the text before it says that it isn't a secret."""
    text, (start, end) = match.string, match.span()
    if end - start < 8:
        return None
    begin = get_lazy_pattern(_RUN_BEFORE).search(text[max(0, start - 400) : start])
    more = get_lazy_pattern(_RUN_BEHIND).match(text[end : end + 400])
    head, tail = begin[""] if begin is not None else "", more[""] if more is not None else ""
    if len(head) + end - start + len(tail) < 20:
        return None
    cut = max(head.rfind("="), head.rfind(":")) + 1
    value = head[cut:] + text[start:end] + tail
    first = start - len(head) + cut
    before = text[find_line_start(text, first, 60) : first]
    if get_lazy_pattern(_BEFORE).search(before) is None or not _is_random_value(value):
        return None
    if (
        get_lazy_pattern(_SAYS_NO).search(before[-40:]) is not None
        or contains_placeholder(before)
        or first < start
    ):
        return None
    match.resume = end + len(tail)
    return make_secret_placeholder("key")


def _has_mixed_case_and_digits(word: str) -> bool:
    return len(word) > 7 and word.lower() != word and word.upper() != word and any(map(str.isdigit, word))


may_be_drawn = make_word_sieve(_has_mixed_case_and_digits)
"""Return whether a word of a block has uppercase letters, lowercase letters and digits."""


def contains_key_like_run(block: str) -> bool:
    """Return whether a block has a UUID, a run of hexadecimal digits or a run of Base32 letters."""
    return (
        get_lazy_pattern(r"[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-|[0-9A-Fa-f]{32}|[A-Za-z2-7]{52}").search(block)
        is not None
    )


def _find_resume_position(match: Match) -> int:
    return max(match.resume, match.end())


@cache_word_test
def _is_random_value(value: str) -> bool:
    """Return whether a value is random, and not a path, class name or lowercase hex checksum."""
    bare = value.strip("._-=/")
    if (
        is_placeholder(value)
        or not is_random_token(value)
        or value[:4].lower() in ("sha1", "sha2", "sha3", "sha5", "sha-", "md5-")
        or get_lazy_pattern(r"[0-9a-fA-F.-]+|[0-9-]+T[0-9].*").is_full_match(bare)
    ):
        return False
    if get_lazy_pattern(
        r"[A-Za-z_]+(?:\.[A-Za-z_]\w*)+|[a-z0-9]+(?:[_.-][a-z0-9]+)*|(?:[A-Z]+[_-])+[A-Z0-9]+"
    ).is_full_match(bare):
        return sum(c.isdigit() for c in bare) > 5 and get_lazy_pattern(r"[a-z0-9]{40,}").is_full_match(bare)
    if all(
        get_lazy_pattern(r"(?:[A-Z]?[a-z]{2,}|[A-Z]{2,})*[0-9]{0,4}").is_full_match(part)
        for part in split_word_parts(bare)
    ):
        return False
    upper, lower, digits = (sum(map(f, bare)) for f in (str.isupper, str.islower, str.isdigit))
    return digits >= 2 and (upper >= 2 or digits >= 5) and lower >= 2


def _replace_adjacent_value(match: Match, aliases: Aliases) -> str | None:
    before = match.string[max(0, match.start() - 16) : match.start("v")].lower()
    if any(
        word in before for word in ("public", "clsid", "fingerprint", "sha", "md5", "cert", "commit")
    ) or is_placeholder(match["v"]):
        return None
    return replace_group(match, "v", make_secret_placeholder("key"))


def _replace_cookie_rows(match: Match, aliases: Aliases) -> str | None:
    """Replace the values in a printed cookie database: name, bar, value."""
    rows = "\n".join(
        "|".join(
            make_secret_placeholder("cookie")
            if len(cell.strip()) >= 16 and is_random_token(cell.strip())
            else cell
            for cell in row.split("|")
        )
        for row in match["rows"].split("\n")
    )
    return None if rows == match["rows"] else match.string[match.start() : match.start("rows")] + rows


def _is_random_url_part(value: str) -> bool:
    digits, upper = sum(c.isdigit() for c in value), sum(c.isupper() for c in value)
    if get_lazy_pattern(r"[0-9a-f]{40}|[0-9]+|[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}").is_full_match(
        value
    ):
        return False
    if len(value) < 20:
        small = sum(c.islower() for c in value)
        return digits >= 2 and ((upper >= 2 and small >= 2) or len(value) == 24)
    return (
        digits >= 3
        and (upper >= 3 or len(value) >= 48 or digits >= 8)
        and any(c.islower() for c in value)
        and value.count("-") < 4
    )


def _is_webhook_secret(value: str) -> bool:
    return any(c.isdigit() for c in value)


def _replace_cookie(match: Match, aliases: Aliases) -> str | None:
    value = match["v"]
    if (
        is_placeholder(value)
        or not any(c.isdigit() for c in value)
        or not is_plausible_secret(value)
        or get_lazy_pattern(r"[\w./-]*\.\w{2,4}|[0-9.:-]+|[0-9a-f-]{36}|/.*").is_full_match(value)
    ):
        return None
    if (
        match["n"].lower() in ("id", "fr", "sb", "xs")
        and "ookie" not in match.string[max(0, match.start() - 200) : match.start()]
    ):
        return None
    return replace_group(match, "v", make_secret_placeholder("cookie"))


def _replace_undecodable_command(match: Match, aliases: Aliases) -> str | None:
    """Replace a Base64 command that can't be decoded, because it may contain anything."""
    from selfhelp.report.redact.encoded_content import decode_base64_part

    return (
        None
        if decode_base64_part(match["v"])
        else replace_group(match, "v", make_secret_placeholder("encoded"))
    )


def rules() -> tuple[Rule, ...]:
    """Return the rules for long random values; they run after the rules for a certain form or name."""
    keys = (
        *"key token secret auth cred licen ingest seed hmac session cookie jwt bearer passw passe passp pwd mdp jeton webhook private otp verifier assertion challenge refresh".split(),
        *"pat: pat= pat, (pat sign sig= sig: clé cle: cle= pass: pass= sas: sas= sid= sid: mot_de api_ api: ticket".split(),
        "pat ",
        "sig ",
        "mot de",
        "clé ",
        "cle ",
        "pass ",
        "sas ",
        "sid ",
        "api ",
        "access ",
    )
    return (
        Rule("hash", ("grub.pbkdf2",), _GRUB, make_hiding_replacer("hash")),
        Rule("key", ("mk dump", "master", "digitalproductid", "key", "clé", "secret", "psk", "seed", "salt", "hash", "password", "lsa", "dpapi", "pek", "encrypted", "protected", "cached"), _DUMP, make_hiding_replacer("key"), r"[0-9a-fA-F:]"),
        Rule("password", ("app", "mot"), _APP, make_hiding_replacer("password")),
        Rule("encoded", ("powershell", "pwsh"), _ENCODED, _replace_undecodable_command),
        Rule("key", ("key", "token", "auth", "ssws", "dpop", "hmac", "snyk", "splunk", "lola"), _SCHEME, make_hiding_replacer("key", _has_letters_and_digits)),
        Rule("key", ("secret", "token", "key", "auth", "bearer", "credential", "pat", "hmac", "signature", "seed", "sid", "ssws", "dpop", "jeton", "session"), _TIGHT, _replace_adjacent_value, r"[0-9A-Za-z]", context=24, sieve=contains_key_like_run),
        Rule("key", ("key", "cert", "store", "pass", "jks", "p12", "pfx", "pkcs12", "cred", "kube", "service", "prov", "sign", "token", "secret"), _STORE, _replace_store_value, sieve=has_long_character_run),
        Rule("key", ("$ ", "# ", "> ", "% "), _COMMAND, make_hiding_replacer("key", _is_printed_secret)),
        Rule("key", ("secret", "private", "api", "access", "recovery", "licen", "encrypt", "signing", "fi key", "shared", "bearer", "clé", "jeton", "passphrase", "seed", "password", "deploy"), _BELOW, make_hiding_replacer("key", _is_random_value)),
        Rule("cookie", ("cookies",), _ROWS, _replace_cookie_rows),
        Rule("cookie", tuple("nsc_ sid __secure- __host- session cookie big aws arraff cf_ cf cftoken sess auth asp iplanet smsession ltpa glpi moodle zm_ keycloak nc_token grafana webvpn sap- csrf xsrf li_at fed rtfa msis shib mellon remember seraph crowd oauth syno qts sso cookies".split()), _COOKIES, _replace_cookie, context=200),
        Rule("webhook", ("://",), _HOOK, make_hiding_replacer("webhook", _is_webhook_secret), r"[.\pL\pN]"),
        Rule("url-key", ("//",), _LINK, make_hiding_replacer("url-key", _is_random_url_part), r"[.\pL\pN_+=-]"),
        Rule("key", keys, _PART, _replace_random_value, extend=_find_resume_position, context=-1, sieve=may_be_drawn),
    )  # fmt: skip


def _replace_store_value(match: Match, aliases: Aliases) -> str | None:
    label = match.string[match.start() : match.start("v")].lower()
    return (
        None
        if any(w in label for w in ("public", "pubkey", "fingerprint", "sha", "integrity"))
        or not is_random_token(match["v"][:60])
        else replace_group(match, "v", make_secret_placeholder("key"))
    )


def _has_letters_and_digits(value: str) -> bool:
    return (
        sum(c.isdigit() for c in value) > 2
        and any(c.isalpha() for c in value)
        and not get_lazy_pattern(r"[\w.-]+\.\w{2,5}|[a-z_.-]+[0-9]{1,3}").is_full_match(value)
    )


def _is_printed_secret(value: str) -> bool:
    """Return whether a value is the one-word output of a command that prints secrets."""
    digits = sum(c.isdigit() for c in value)
    return (
        digits >= 2
        and any(c.isalpha() for c in value)
        and not get_lazy_pattern(
            r"[\w./~-]+/[\w.-]*|[\w.-]+\.\w{1,4}|[0-9:T.Z+-]+|[\w-]+:|[^:]*:[^:]*:.*"
        ).is_full_match(value)
        and is_plausible_secret(value)
    )

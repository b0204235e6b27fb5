"""Secrets that are known by their form: keys, tokens, hashes, headers, links and command lines."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

import re

from selfhelp.report.redact.aliases import Aliases, is_stand_in
from selfhelp.report.redact.rules import WRAP, Replace, Rule, around, body, compiled, hide, left, secret

_L = left("A-Za-z0-9")
_W = r"A-Za-z0-9_\-"
_HEX = "0-9a-f"

# -- tokens by prefix ------------------------------------------------------------------------------
# Prefixes are those the makers document; gitleaks (MIT) collects them in config/gitleaks.toml.

_TOKENS: tuple[tuple[str, tuple[str, ...], str], ...] = (
    ("github", ("gh", "github_pat_"), rf"(?:gh[pousr]_{body('A-Za-z0-9', 30)}|github_pat_{body('A-Za-z0-9_', 22)})"),
    ("gitlab", ("gl", "gr1348941"), rf"(?:{_L}gl[a-z]{{2,6}}-|GR1348941){body(_W + '.', 20)}"),
    ("slack", ("xox", "xapp-"), rf"(?:xox[a-z](?:\.xox[a-z])?-|xapp-){body('A-Za-z0-9-', 10)}"),
    ("webhook", ("hooks.slack.com", "webhook"), r"https?://hooks\.slack\.com/(?P<v>[^\s\"'<>]{8,}+)"),
    ("webhook", ("webhook",), r"/(?:IncomingWebhook|webhookb2|api/webhooks)/(?P<v>[^\s\"'<>]{8,}+)"),
    ("webhook", ("logic.azure.com",), r"logic\.azure\.com[^\s\"'<>?]{0,300}\?(?P<v>[^\s\"'<>]{8,}+)"),
    ("stripe", ("_live_", "_test_", "_prod_", "whsec_"),
     rf"(?:{_L}[srp]k_(?:live|test|prod)_|whsec_){body('A-Za-z0-9', 10)}"),
    ("aws", ("akia", "asia", "abia", "acca", "a3t"), rf"{_L}(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA){body('A-Z0-9', 16)}"),
    ("aws", ("absk",), rf"ABSK{body('A-Za-z0-9+/=', 60)}"),
    ("google", ("aiza", "ya29.", "gocspx-", "1//0"),
     rf"(?:AIza{body(_W, 30)}|ya29\.{body(_W + '.', 20)}|GOCSPX-{body(_W, 20)}|{_L}1//0{body(_W, 30)})"),
    ("azure", ("q~",), rf"{left('A-Za-z0-9_~.-')}[A-Za-z0-9_~.]{{3}}[0-9]Q~[A-Za-z0-9_~.-]{{31,34}}(?![A-Za-z0-9_~-])"),
    ("sendgrid", ("sg.",), rf"{_L}SG\.{body(_W + '.', 40)}"),
    ("twilio", ("sk", "ac"), rf"{_L}(?:SK|AC)[{_HEX}]{{32}}(?![A-Za-z0-9])"),
    ("npm", ("npm_",), rf"npm_{body('A-Za-z0-9', 30)}"),
    ("pypi", ("pypi-",), rf"pypi-{body(_W, 50)}"),
    ("huggingface", ("hf_", "api_org_"), rf"{_L}(?:hf_|api_org_){body('A-Za-z0-9', 30)}"),
    ("openai", ("sk-", "sess-"), rf"{_L}(?:sk|sess)-{body(_W, 20)}"),
    ("jwt", ("eyj", "zxlk"), rf"{_L}(?:ops_)?(?:eyJ|ZXlK){body('A-Za-z0-9_.+/=-', 17)}"),
    ("token", ("atatt3", "atctt3", "atbb"), rf"(?:AT[AC]TT3|ATBB){body(_W + '=', 20)}"),
    ("token", ("dapi", "dop_v1", "doo_v1", "dor_v1"), rf"{_L}(?:dapi|do[opr]_v1_)[{_HEX}]{{32,}}+(?:-[0-9])?"),
    ("token", ("hvs.", "hvb.", "hvr.", "atlasv1"),
     rf"{_L}(?:hv[sbr]\.{body(_W, 20)}|[A-Za-z0-9]{{14}}\.atlasv1\.{body(_W + '=', 40)})"),
    ("token", ("s.",), rf"{_L}(?<![.])s\.(?=[A-Za-z0-9]{{0,23}}[0-9])[A-Za-z0-9]{{24}}(?![A-Za-z0-9.])"),
    ("token", ("glc_", "glsa_"), rf"{_L}(?:glc|glsa)_{body(_W + '+/=', 30)}"),
    ("token", ("nrak-", "nrjs-", "nrii-", "nral-", "pmak-", "ntn_", "sgp_", "squ_", "sqp_", "sqa_"),
     rf"{_L}(?:NRAK|NRJS|NRII|NRAL|PMAK|ntn|sgp|sq[upa])[-_]{body(_W, 19)}"),
    ("token", ("sq0", "eaaa", "eaac", "eaam"), rf"{_L}(?:sq0[a-z]{{3}}-{body(_W, 20)}|EAA[A-Z]{body(_W, 50)})"),
    ("token", ("shp",), rf"{_L}shp(?:at|ca|pa|ss)_[{_HEX}A-F]{{32,}}+"),
    ("token", ("pul-", "lin_api_", "pplx-", "rubygems_", "shippo_", "rdme_", "tfp_", "pnu_", "ico-"),
     rf"{_L}(?:pul-|lin_api_|pplx-|rubygems_|shippo_(?:live|test)_|rdme_|tfp_|pnu_|ico-){body(_W, 32)}"),
    ("token", ("dp.",), rf"{_L}dp\.(?:pt|st|ct|sa|scim|audit)\.{body(_W + '.', 38)}"),
    ("token", ("dt0",), rf"{_L}dt0[a-z][0-9]{{2}}\.{body('A-Za-z0-9.', 40)}"),
    ("token", ("eztk", "ezak", "duffel_", "fio-u-", "clojars_", "pscale_"),
     rf"{_L}(?:EZ[AT]K|duffel_(?:test|live)_|fio-u-|CLOJARS_|pscale_[a-z]+_){body(_W + '=.', 30)}"),
    ("token", ("xkeysib-", "sntry", "sha256~", "dnkey-", "akcp", "cmvmd", "p8e-", "ltai"),
     rf"{_L}(?:xkeysib-|sntry[su]_|sha256~|dnkey-|AKCp|cmVmd|p8e-|LTAI){body(_W + '=+/', 20)}"),
    ("token", ("fo1_", "fm1", "fm2_", "hrku-", "sm_"),
     rf"{_L}(?:fo1_|fm1[ar]_|fm2_|HRKU-|sm_(?:aat|pat|sat)_){body(_W + '=+/', 16)}"),
    ("token", ("flwseck", "flwpubk"), rf"FLW(?:SEC|PUB)K[-_]{body(_W, 12)}"),
    ("token", ("age-secret-key-",), rf"AGE-SECRET-KEY-1{body('A-Z0-9', 50)}"),
    ("token", ("us",), rf"{_L}[{_HEX}]{{32}}-us[0-9]{{1,2}}(?![A-Za-z0-9])"),
    ("token", ("key-", "api-"), rf"{_L}(?:key-[{_HEX}]{{32}}|API-[A-Z0-9]{{26}})(?![A-Za-z0-9])"),
    ("token", (":a",), rf"{_L}[0-9]{{5,16}}:A[{_W}]{{34}}(?![{_W}])"),
    ("token", ("v1.0-", "t1.", "aqvn"),
     rf"{_L}(?:v1\.0-[{_HEX}]{{24}}-[{_HEX}]{{100,}}+|t1\.[{_W}]{{1,300}}\.[{_W}]{{40,}}+|AQVN{body(_W, 30)})"),
    ("token", ("pat.", "sat.", "pat"),
     rf"{_L}(?:[ps]at\.[{_W}]{{22}}\.[A-Za-z0-9]{{24}}\.|pat[A-Za-z0-9]{{14}}\.)[A-Za-z0-9]{{20,}}+"),
    ("token", ("a3-",), rf"{_L}A3-[A-Z0-9]{{6}}-[A-Z0-9]{{6,11}}(?:-[A-Z0-9]{{5,6}}){{3,5}}(?![A-Z0-9])"),
    ("rt", ("1-",), rf"{_L}1-[0-9]{{1,9}}-[{_HEX}]{{32}}(?![A-Za-z0-9])"),
    ("totp", ("otpauth",), r"otpauth(?:-migration)?(?:://|%3[Aa]%2[Ff]%2[Ff])[^\s\"'<>]++"),
    ("ssh-key", ("b3blbnnzac1rzxktdje",), rf"b3BlbnNzaC1rZXktdjE{body('A-Za-z0-9+/=', 20)}"),
    ("ssh-key", ("private-lines",), r"Private-Lines: [0-9]+(?P<v>(?:\r?\n[A-Za-z0-9+/=]{1,80})+)"),
    ("kerberos", ("krb5",), r"\$krb5[a-z]{2,8}\$[^\s\"',;]++"),
    ("kerberos", ("doi", "yii"), rf"{_L}(?:doI|YII)[A-Za-z0-9+/]{{80,}}+={{0,2}}"),
    ("hash", ("$", "%24"),
     r"(?:\$|%24)(?:1|2[abxy]?|5|6|7|y|gy|nt|NT|sha1|md5|apr1|argon2(?:id|i|d)?|scrypt|pbkdf2[a-z0-9-]{0,20})(?:\$|%24)[./A-Za-z0-9$=,+%]{8,}+"),
    ("hash", (":::",), rf"{_L}[0-9a-fA-F]{{32}}:[0-9a-fA-F]{{32}}(?=:::)"),
    ("hash", ("::",), r"::[\w.-]{0,64}:(?P<v>[0-9a-fA-F]{16}:[0-9a-fA-F]{32}:[0-9a-fA-F]{16,}+)"),
    ("hash", ("ntlm", "lmhash", "nthash"), r"(?i:nthash|lmhash|ntlm(?:[ _-]?hash)?)\W{1,6}(?P<v>[0-9a-fA-F]{32})(?![0-9a-fA-F])"),
    ("product-key", ("-",), rf"{_L}(?P<v>[A-Z0-9]{{5}}(?:-[A-Z0-9]{{5}}){{4}})(?![A-Za-z0-9-])"),
)  # fmt: skip


def _product_key(value: str) -> bool:
    """A Windows product key has letters, and mostly of its own alphabet without vowels."""
    return any(c.isalpha() for c in value) and not set(value) & set("AEILOSUZ015")


def is_recovery_key(value: str) -> bool:
    """Tell a BitLocker recovery key by its form: eight groups, each a 16-bit number times 11.

    Source: Microsoft, "BitLocker recovery" (each block is divisible by 11 and below 720896).
    """
    groups = [int(group) for group in re.findall("[0-9]{6}", value)]
    return len(groups) == 8 and all(group % 11 == 0 and group < 720_896 for group in groups)


# -- headers, links --------------------------------------------------------------------------------

_Q = r"(?:\\{0,3}[\"'`]|&quot;|&#34;|%22)?"
_SCHEMES = (
    r"(?:basic|bearer|negotiate|ntlm|digest|token|apikey|api-key|key|kerberos|hawk|user_token|geniekey|"
    r"aws4-hmac-sha256|sharedaccesssignature|sso-key|oauth|jwt|bot)"
)
_AUTHORIZATION = (
    rf"(?i)authorization{_Q}\s{{0,3}}(?:[:=]|=>|,|%3a)\s{{0,3}}{_Q}"
    rf"(?:{_SCHEMES}(?:\s|%20|\+){{1,3}}(?P<v>(?:\\.|[^\r\n\"'\\])++)|(?P<w>[^\s\"'\\]++))"
)
_DIGEST = r"(?i)(?:authorization|authenticate)\S{0,3}\s{0,3}digest\s(?P<v>[^\r\n]++)"
_BARE = r"(?i)(?<![\w])(?:bearer|basic|negotiate|ntlm)(?:\s|%20){1,3}(?P<v>[A-Za-z0-9._~+/-]{8,}+={0,2})"
_COOKIE = rf"(?i)cookie2?{_Q}\s{{0,3}}[:=]\s{{0,3}}{_Q}(?P<v>[^\s=;:\"']{{1,100}}=[^\r\n\"']++)"
_LOGIN = r"(?i):(?://|%2f%2f|\\/\\/)(?P<v>[^\s/?#\"'<>@:]{0,128}:[^\s\"'<>@]{1,128}+(?:@[^\s/?#\"'<>@]{1,64}+(?=@))?|[^\s/?#\"'<>@:]{16,128})(?=@|%40)"
_QUERY = (
    r"(?i)(?:[?&;#]|%3f|%26|&amp;|\\u0026)"
    r"(?:(?:access_?|id_?|refresh_?|auth_?|api_?|session_?|csrf_?|reset_?|security_?)?token|sig|signature|code|key|"
    r"(?:api|access|subscription|function)[_-]?key|apikey|password|passwd|pwd|pass|secret|client_secret|auth|"
    r"saml(?:response|request|art)|relaystate|session_?state|x-(?:amz|goog)-(?:signature|credential|security-token)|"
    r"awsaccesskeyid|googleaccessid|session|session_?id|sid|ticket|jwt|otp|client_assertion|assertion|"
    r"code_verifier|state|nonce|invite|hmac)(?:=|%3d)(?P<v>(?:%(?!26)[0-9a-f]{2}|[^&\s#\"'<>%])++)"
)


def _authorization(match: re.Match[str], aliases: Aliases) -> str | None:
    """Hide what follows the scheme; a word such as *failed* is no credential."""
    group = "v" if match["v"] else "w"
    if is_stand_in(match[group]) or not _looks_random(match[group]):
        return None
    return around(match, group, secret("authorization"))


def _looks_random(value: str) -> bool:
    """Tell a credential from an ordinary word: it has a digit or padding, or is long, or mixes cases."""
    head = next(iter(value.split()), "")
    if any(c.isdigit() for c in head) or head.endswith("=") or len(head) > 24:
        return True
    inner = head[1:]
    return len(head) >= 8 and inner.lower() != inner and inner.upper() != inner and head.isalnum()


def _query_value(value: str) -> bool:
    """Error codes and small words stay readable in a link."""
    return not re.fullmatch(r"0x[0-9a-fA-F]{1,16}|-?[0-9]{1,3}|(?i:true|false|null|none|ok|error)", value)


# -- command lines ---------------------------------------------------------------------------------

_ARG = r"(?:\"(?P<a>[^\"\r\n]++)|'(?P<b>[^'\r\n]++)|(?P<c>[^\s\"']\S*+))"
_SEP = r"(?:\"?,?\s{1,4}\"?|=)"  # "-p x", -p=x, and ["-p", "x"] as JSON writes an argument list

_TOOLS: tuple[tuple[tuple[str, ...], str, str], ...] = (
    (("mysql", "mariadb"), r"\b(?:mysql|mariadb)[\w-]{0,16}(?:\.exe)?\b", rf"(?<!\S)-p(?![\s\"'=])(?P<d>){_ARG}"),
    (("sshpass", "psexec", "docker", "podman", "mongo", "az", "rdesktop", "smbmap", "crackmapexec", "login"),
     r"\b(?:sshpass|psexec(?:64)?(?:\.exe)?|(?:docker|podman|helm|nerdctl|oc|az) (?:registry )?login|mongo\w{0,8}|rdesktop|smbmap)\b",
     rf"(?<![^\s\"])-p(?:{_SEP})?{_ARG}"),
    (("7z",), r"\b7z[ar]?(?:\.exe)?\b", rf"(?<!\S)-p{_ARG}"),
    (("zip", "sqlcmd", "bcp", "osql"), r"\b(?:un)?zip\b|\b(?:sqlcmd|bcp|osql)(?:\.exe)?\b", rf"(?<!\S)-P\s{{0,4}}{_ARG}"),
    (("plink", "pscp", "psftp", "putty", "winscp"), r"\b(?:plink|pscp|psftp|putty|kitty)(?:\.exe)?\b", rf"-pw{_SEP}{_ARG}"),
    (("ldap",), r"\bldap[a-z]{3,8}\b", rf"(?<!\S)-w{_SEP}{_ARG}"),
    (("redis-cli",), r"\bredis-cli\b", rf"(?<!\S)-a{_SEP}{_ARG}"),
    (("curl", "wget", "http"), r"\b(?:curl|wget|https?)(?:\.exe)?\b",
     rf"(?<![^\s\"])(?:-u|-U|-a|--user|--proxy-user|--auth){_SEP}?(?=\"?'?[^\s\"':]{{0,128}}:){_ARG}"),
    (("curl",), r"\bcurl(?:\.exe)?\b", rf"(?<![^\s\"])(?:-b|--cookie|--oauth2-bearer|--pass|--proxy-pass){_SEP}{_ARG}"),
    (("smbclient", "rpcclient", "smbget", "net"), r"\b(?:smbclient|rpcclient|smbget|net (?:rpc|ads))\b",
     rf"(?<!\S)(?:-U|--user){_SEP}[^\s%]{{1,64}}%{_ARG}"),
    (("net",), r"(?i)\bnet1?(?:\.exe)? use\b", rf"\\\\[^\s\"]{{2,255}}\"?\s{{1,4}}(?!/|\*){_ARG}"),
    (("net",), r"(?i)\bnet1?(?:\.exe)? user\b", rf"(?<=user)\s{{1,4}}[^\s/]{{1,64}}\s{{1,4}}(?!/|\*){_ARG}"),
    (("htpasswd",), r"\bhtpasswd\b", rf"-[a-zA-Z]{{0,6}}b[a-zA-Z]{{0,6}}\s{{1,4}}\S{{1,255}}\s{{1,4}}\S{{1,64}}\s{{1,4}}{_ARG}"),
    (("sudo",), r"\becho\b[^|\r\n]{1,200}\|\s{0,4}sudo -S", rf"\becho\s{{1,4}}{_ARG}"),
    (("securestring",), r"(?i)convertto-securestring\b", rf"(?i)securestring\s{{1,4}}(?:-string\s{{1,4}})?(?!-){_ARG}"),
    (("pass:",), r"\bpass:", rf"pass:(?![\s*]){_ARG}"),
)  # fmt: skip

_OPTION = (
    r"(?i)(?<![\w-])--?(?:[a-z0-9]{1,30}-){0,4}(?:password|passwd|passphrase|passwort|pass|pwd|psw|token|secret|"
    r"credentials?|api-?key|access-?key|secret-?key|private-?key|auth-?key|psk|pin|otp|storepass|keypass|"
    rf"bearer|webhook|mdp)(?:\"?,\s{{0,4}}\"|=|\s{{1,4}})(?!-){_ARG}"
)
_SLASH = r"(?i)(?<![\w/])/(?:p|pass|password|passwd|pwd|rp|secret|token|key|mdp)(?::|=)(?!\*)" + _ARG
_RP = r"(?i)(?<![\w/])/rp\s{1,4}(?!/|\*)" + _ARG
_DASHED = r"(?i)(?<![\w-])-(?:password|passwd|pass|pw|pwd|token|secret|key|apikey)\s{1,4}(?!-)" + _ARG


def _argument(match: re.Match[str], aliases: Aliases) -> str | None:
    """Hide the argument, whichever way it was quoted."""
    group = next((g for g in ("a", "b", "c") if match[g]), None)
    if group is None or is_stand_in(match[group]) or _is_variable(match[group]):
        return None
    value = match[group]
    kept = len(value) - len(value.rstrip("\",'])}")) if group == "c" else 0
    start, end = (position - match.start() for position in match.span(group))
    return match[0][:start] + secret("argument") + match[0][end - kept :]


def _is_variable(value: str) -> bool:
    """Tell a reference (``$TOKEN``, ``%TOKEN%``, ``<token>``) or a mask (``****``) from a value."""
    return bool(re.fullmatch(r"\$\{?\w+\}?|%\w+%|<[^>]*>|\{\{.*\}\}|[*•xX.]+|-", value))


def _tool(flag: str) -> Replace:
    """Return a replacement that looks for one option in the rest of a tool's line."""

    def replace(match: re.Match[str], aliases: Aliases) -> str:
        def one(inner: re.Match[str]) -> str:
            return _argument(inner, aliases) or inner[0]

        return compiled(flag).sub(one, match[0])

    return replace


# -- private keys ----------------------------------------------------------------------------------

_BEGIN = r"-----BEGIN [A-Z0-9 ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----"
_END = r"-----END [A-Z0-9 ]{0,30}PRIVATE KEY[A-Z ]{0,10}-----"
_KEY_TEXT = (
    r"(?:\s|\\[nr]|[>|\"',+]|[A-Za-z0-9+/=]{20,}+|(?:Proc-Type|DEK-Info|Comment|Version):[^\n\\]{0,100}"
    r"|[A-Za-z0-9+/=]{1,19}+(?=[\r\n\"]|\\[nr]|\Z))*"
)


def hide_private_keys(text: str) -> tuple[str, int]:
    """Replace every PEM private key, whole, cut off, or on one line with ``\\n``; return how many.

    A key without an end is removed as far as the text looks like one.
    """
    parts: list[str] = []
    place = 0
    for begin in compiled(_BEGIN).finditer(text):
        if begin.start() < place:
            continue
        parts += [text[place : begin.start()], secret("private-key")]
        place = _end_of_key(text, begin.end())
    parts.append(text[place:])
    return "".join(parts), len(parts) // 2


def _end_of_key(text: str, start: int) -> int:
    """Return where a key that begins at ``start`` ends."""
    window = min(len(text), start + 20_000)
    following = text.find("-----BEGIN ", start, window)
    end = compiled(_END).search(text, start, following if following >= 0 else window)
    if end is not None:
        return end.end()
    run = compiled(_KEY_TEXT).match(text, start, following if following >= 0 else len(text))
    return run.end() if run is not None else start


def rules() -> tuple[Rule, ...]:
    """Return the rules, most certain first."""
    judges = {"product-key": _product_key}
    tokens = (Rule(n, needs, p, hide(n, judges.get(n))) for n, needs, p in _TOKENS)
    recovery = rf"(?<![0-9-])[0-9]{{6}}(?:[ -]{WRAP}[0-9]{{6}}){{7}}(?![0-9-])"
    return (
        Rule("authorization", ("digest",), _DIGEST, hide("authorization")),
        Rule("authorization", ("authorization",), _AUTHORIZATION, _authorization),
        Rule(
            "authorization",
            ("bearer", "basic", "negotiate", "ntlm"),
            _BARE,
            hide("authorization", _looks_random),
        ),
        Rule("cookie", ("cookie",), _COOKIE, hide("cookie")),
        Rule("url-login", ("@", "%40"), _LOGIN, hide("url-login")),
        *tokens,
        Rule("url-key", ("=", "%3d"), _QUERY, hide("url-key", _query_value)),
        Rule("recovery-key", ("-", " "), recovery, hide("recovery-key", is_recovery_key)),
        Rule("argument", ("-",), _OPTION, _argument),
        Rule("argument", ("/p", "/rp", "/secret", "/token", "/key", "/mdp"), _SLASH, _argument),
        Rule("argument", ("/rp",), _RP, _argument),
        Rule("argument", ("-p", "-token", "-secret", "-key", "-apikey"), _DASHED, _argument),
        *(Rule("argument", needs, rf"{tool}[^\r\n]*+", _tool(flag)) for needs, tool, flag in _TOOLS),
    )

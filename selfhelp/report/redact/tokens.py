"""Rules for keys, tokens and hashes with a vendor's own prefix or form."""

# A pattern reads better on one line.
# ruff: noqa: E501
from __future__ import annotations

from itertools import pairwise

from selfhelp.report.redact.rules import (
    WRAP,
    Rule,
    find_wrapped_end,
    make_hiding_replacer,
    make_left_boundary_pattern,
    make_run_pattern,
)

_A = "A-Za-z0-9"
_W = r"A-Za-z0-9_\-"
_H = "0-9a-f"
_B = "A-Za-z0-9+/"
_END = f"[{_A}]"

# The prefixes are documented by their vendors; gitleaks (MIT) collects them in config/gitleaks.toml,
# Microsoft documents the prefixes of Azure ("identifiable secrets", github.com/microsoft/security-utilities).
# class, keywords, pattern, what must not follow

_Row = tuple[str, tuple[str, ...], str, str]

_ANYWHERE: tuple[_Row, ...] = (
    ("github", ("gh", "github_pat_"), rf"gh[pousr]_{make_run_pattern(_A, 30)}|github_pat_{make_run_pattern(_A + '_', 22)}", ""),
    ("slack", ("xox", "xapp-", "xwfp-"), rf"(?:xox[a-z](?:\.xox[a-z])?-|xapp-|xwfp-){make_run_pattern(_A + '-', 10)}", ""),
    ("webhook", ("hooks.slack.com",), r"https?:(?://|\\/\\/)hooks\.slack\.com\\?/(?P<v>[^\s\"'<>]{8,})", ""),
    ("webhook", ("webhook",), r"/(?:IncomingWebhook|webhookb2|api\\?/webhooks)\\?/(?P<v>[^\s\"'<>]{8,})", ""),
    ("webhook", ("logic.azure.com", "powerplatform.com"), r"(?:logic\.azure|powerplatform)\.com[^\s\"'<>?]*\?(?P<v>[^\s\"'<>]{8,})", ""),
    ("google", ("aiza", "ya29.", "gocspx-"), rf"AIza{make_run_pattern(_W, 30)}|ya29\.{make_run_pattern(_W + '.', 20)}|GOCSPX-{make_run_pattern(_W, 20)}", ""),
    ("aws", ("absk", "bedrock-api-key-"), rf"ABSK{make_run_pattern(_B + '=', 60)}|bedrock-api-key-{make_run_pattern(_B + '=', 20)}", ""),
    ("stripe", ("whsec_",), rf"whsec_{make_run_pattern(_B + '=', 10)}", ""),
    ("npm", ("npm_",), rf"npm_{make_run_pattern(_A, 30)}", ""),
    ("pypi", ("pypi-",), rf"pypi-{make_run_pattern(_W, 50)}", ""),
    ("token", ("atatt3", "atctt3", "atbb"), rf"(?:AT[AC]TT3|ATBB){make_run_pattern(_W + '=%', 20)}", ""),
    ("token", ("flwseck", "flwpubk"), rf"FLW(?:SEC|PUB)K[-_]{make_run_pattern(_W, 12)}", ""),
    ("token", ("age-secret-key-",), rf"AGE-SECRET-KEY-1{make_run_pattern('A-Z0-9', 50)}", ""),
    ("azure", ("+ast", "+aba", "+amc", "acdb", "apim", "azfu", "azse", "+acr", "azca", "azdo", "+asb", "+aeh", "+arm", "aiot"),
     (rf"[{_B}]{{76}}(?:\+(?:ASt|ABa|AMC)|ACDb|APIM)[{_B}]{{5}}[AQgw]==|[{_W}]{{44}}AzFu[{_W}]{{5}}[AQgw]=="
     rf"|[{_B}]{{42}}(?:AzSe|\+ACR)[A-D][{_A}]{{5}}|[{_B}]{{33}}(?:AzCa|AIoT|\+(?:ASb|AEh|ARm))[A-P][{_B}]{{5}}=|[{_A}]{{76}}AZDO[{_A}]{{4}}"), ""),
    ("totp", ("otpauth",), r"otpauth(?:-migration)?(?:://|%3[Aa]%2[Ff]%2[Ff]|:\\/\\/)[^\s\"'<>]+", ""),
    ("ssh-key", ("b3blbnnzac1rzxktdje",), rf"b3BlbnNzaC1rZXktdjE{make_run_pattern(_B + '=', 20)}", ""),
    ("kerberos", ("krb5",), r"\$krb5[a-z]{2,8}\$[^\s\"',;]+", ""),
    ("hash", ("$", "%24"),
     r"(?:\$|%24)(?:1|2[abxy]?|5|6|7|y|gy|nt|NT|sha1|md5|apr1|argon2(?:id|i|d)?|scrypt|pbkdf2[a-z0-9-]{0,20})(?:\$|%24)[./A-Za-z0-9$=,+%]{8,}", ""),
    ("hash", ("::",), r"::[\w.-]{0,64}:(?P<v>[0-9a-fA-F]{16}:[0-9a-fA-F]{32}:[0-9a-fA-F]{16,})", ""),
    ("hash", ("ntlm", "lmhash", "nthash", "nt hash", "nt_hash", "lm hash", "nt-hash", "md5("), r"(?i:nt[ _-]?hash|lm[ _-]?hash|ntlm(?:[ _-]?hash)?|md5\()[^A-Za-z0-9\s]{0,4}\s{0,4}[^A-Za-z0-9\s]{0,4}\s{0,4}(?P<v>[0-9a-fA-F]{32})", "[0-9a-fA-F]"),
    ("protected", ("01000000d08c9ddf", "aqaaancmnd8bfd"), r"(?i)01000000d08c9ddf0115d1118c7a00c04fc297eb[0-9a-f]*|AQAAANCMnd8BFdERjHoAwE/Cl\+s[A-Za-z0-9+/=]*", ""),
)  # fmt: skip

_BOUND: tuple[_Row, ...] = (
    ("gitlab", ("gl", "gr1348941"), rf"(?:gl(?:pat|dt|ft|ffct|rt|rtr|cbt|imt|soat|agent|oas|ptt|wt)-|GR1348941){make_run_pattern(_W + '.', 20)}", ""),
    ("stripe", ("_live_", "_test_", "_prod_"), rf"[srp]k_(?:live|test|prod)_{make_run_pattern(_A, 10)}", ""),
    ("aws", ("akia", "asia", "abia", "acca", "a3t", "aroa", "aida"), rf"(?:A3T[A-Z0-9]|AKIA|ASIA|ABIA|ACCA|AROA|AIDA){make_run_pattern('A-Z0-9', 16)}", ""),
    ("google", ("1//0",), rf"1//0{make_run_pattern(_W, 30)}", ""),
    ("google", (":apa91b",), rf"[{_W}]{{7,30}}:APA91b{make_run_pattern(_W, 100)}", ""),
    ("sendgrid", ("sg.",), rf"SG\.{make_run_pattern(_W + '.=', 40)}", ""),
    ("twilio", ("sk", "ac"), rf"(?:SK|AC)[{_H}]{{32}}", _END),
    ("huggingface", ("hf_", "api_org_"), rf"(?:hf_|api_org_){make_run_pattern(_A, 30)}", ""),
    ("openai", ("sk-", "sess-", "gsk_", "xai-", "r8_", "tvly-", "pplx-"), rf"(?:(?:sk|sess|xai|tvly|pplx)-{make_run_pattern(_W, 20)}|(?:gsk|r8)_{make_run_pattern(_A, 32)})", ""),
    ("jwt", ("eyj", "zxlk"), rf"(?:ops_)?(?:eyJ|ZXlK){make_run_pattern('A-Za-z0-9_.+/=-', 17)}", ""),
    ("token", ("dapi", "dop_v1", "doo_v1", "dor_v1"), rf"(?:dapi|do[opr]_v1_)[{_H}]{{32,}}(?:-[0-9])?", ""),
    ("token", ("hvs.", "hvb.", "hvr.", "atlasv1"), rf"(?:hv[sbr]\.{make_run_pattern(_W, 20)}|[{_A}]{{14}}\.atlasv1\.{make_run_pattern(_W + '=', 40)})", ""),
    ("token", ("glc_", "glsa_"), rf"(?:glc|glsa)_{make_run_pattern(_W + '+/=', 30)}", ""),
    ("token", ("nrak-", "nrjs-", "nrii-", "nral-", "pmak-", "ntn_", "sgp_", "squ_", "sqp_", "sqa_"),
     rf"(?:NRAK|NRJS|NRII|NRAL|PMAK|ntn|sgp|sq[upa])[-_]{make_run_pattern(_W, 19)}", ""),
    ("token", ("sq0", "eaaa", "eaac", "eaam", "eaab", "eaag", "eaal"), rf"(?:sq0[a-z]{{3}}-{make_run_pattern(_W, 20)}|EAA[A-Z]{make_run_pattern(_W, 50)})", ""),
    ("token", ("shp",), rf"shp(?:at|ca|pa|ss|tka)_[{_H}A-F]{{32,}}", ""),
    ("token", ("pul-", "lin_api_", "rubygems_", "shippo_", "rdme_", "pnu_", "ico-"),
     rf"(?:pul-|lin_api_|rubygems_|shippo_(?:live|test)_|rdme_|pnu_|ico-){make_run_pattern(_W, 32)}", ""),
    ("token", ("tfp_", "tk-us-", "lsv2_", "ctp_"), rf"(?:tfp_{make_run_pattern(_W + '.=', 40)}|tk-us-{make_run_pattern(_W, 40)}|lsv2_[a-z]{{2}}_{make_run_pattern(_A + '_', 32)}|ctp_{make_run_pattern(_A, 36)})", ""),
    ("token", ("pat-", "pk_", "oy2", "pk.", "sk."),
     (rf"(?:pat-[a-z]{{2}}[0-9]-[{_H}]{{8}}(?:-[{_H}]{{4,12}}){{4}}|pk_[0-9]{{5,12}}_[A-Z0-9]{{32}}|oy2[a-z0-9]{{43}}"
      rf"|[ps]k\.[{_A}]{{60}}\.[{_A}]{{22}})"), _END),
    ("token", ("dckr_", "figd_", "tskey-", "sbp_", "cfpat-", "nfp_", "sl.", "vlt_", "patneon", "sb_secret_"),
     (rf"(?:dckr_[po]at_{make_run_pattern(_W, 20)}|figd_{make_run_pattern(_W, 36)}|tskey-[a-z]{{2,12}}-{make_run_pattern(_W, 16)}|sbp_{make_run_pattern(_A + '_', 36)}|CFPAT-{make_run_pattern(_W, 40)}"
     rf"|nfp_{make_run_pattern(_A, 32)}|sl\.(?:u\.)?{make_run_pattern(_W + '=', 100)}|sb_secret_{make_run_pattern(_W, 20)})"), ""),
    ("token", ("dp.",), rf"dp\.(?:pt|st|ct|sa|scim|audit)\.{make_run_pattern(_W + '.', 38)}", ""),
    ("token", ("dt0",), rf"dt0[a-z][0-9]{{2}}\.{make_run_pattern(_A + '.', 40)}", ""),
    ("token", ("eztk", "ezak", "duffel_", "fio-u-", "clojars_", "pscale_"),
     rf"(?:EZ[AT]K|duffel_(?:test|live)_|fio-u-|CLOJARS_|pscale_[a-z]+_){make_run_pattern(_W + '=.', 30)}", ""),
    ("token", ("xkeysib-", "sntry", "sha256~", "dnkey-", "akcp", "cmvmd", "p8e-", "ltai"),
     rf"(?:xkeysib-|sntry[su]_|sha256~|dnkey-|AKCp|cmVmd|p8e-|LTAI){make_run_pattern(_W + '=+/', 20)}", ""),
    ("token", ("fo1_", "fm1", "fm2_", "hrku-", "sm_"), rf"(?:fo1_|fm1[ar]_|fm2_|HRKU-|sm_(?:aat|pat|sat)_){make_run_pattern(_W + '=+/', 16)}", ""),
    ("token", ("-us",), rf"[{_H}]{{32}}-us[0-9]{{1,2}}", _END),
    ("token", ("key-", "api-"), rf"(?:(?:pub)?key-[{_H}]{{32}}|API-[A-Z0-9]{{26}})", _END),
    ("token", ("s-s4t2",), rf"s-s4t2(?:ud|af)-[{_H}]{{64}}", ""),
    ("token", ("_mmk",), rf"[{_A}]{{6}}_[{_A}]{{29}}_mmk", _END),
    ("token", ("4b1d",), rf"4b1d[{_A}]{{38}}", _END),
    ("token", (".acc",), r"(?:sc|ext|scauth|authress)_[a-z0-9]{5,30}\.[a-z0-9]{4,6}\.acc[_-][a-z0-9-]{10,32}\.[a-z0-9+/_=-]{30,}", ""),
    ("token", ("access-",), rf"access-(?:sandbox|development|production)-[{_H}]{{8}}-[{_H}-]{{27}}", _END),
    ("token", ("v1.0-", "t1.", "aqvn"), rf"(?:v1\.0-[{_H}]{{24}}-[{_H}]{{100,}}|t1\.[{_W}]+\.[{_W}]{{40,}}|AQVN{make_run_pattern(_W, 30)})", ""),
    ("token", ("pat.", "sat.", "pat"), rf"(?:[ps]at\.[{_W}]{{22}}\.[{_A}]{{24}}\.|pat[{_A}]{{14}}\.)[{_A}]{{20,}}", ""),
    ("token", ("a3-",), r"A3-[A-Z0-9]{6}-[A-Z0-9]{6,11}(?:-[A-Z0-9]{5,6}){3,5}", "[A-Z0-9]"),
    ("token", ("1/", "0/"), r"[0-9]/[0-9]{16}:[0-9a-f]{32}", _END),
    ("token", ("bkua_", "secret_", "ccipat_", "circle_", "buildkite_", "ddp_", "ddapi_", "atp_", "cio_", "phc_", "phx_", "phs_", "re_", "vercel_", "waka_", "e2b_", "jina_", "tgp_v1_", "pcsk_", "esecret_", "ory_", "zpka_", "pdl_", "aio_", "rnd_", "napi_", "lsk_", "nylas_", "sgr_", "wk_", "mk_", "prj_", "cap_", "svix_", "tr_"),
     rf"(?:bkua|secret|CCIPAT|CCIPRJ|circle|buildkite|bkct|bkaj|ddp|ddapi|ddapp|atp|cio|ph[cxsa]|re|vercel|vcp|waka|e2b|jina|tgp_v1|pcsk|esecret|ory_(?:at|pat|rt|ac|st)|zpka|pdl_(?:live|sdbx)_apikey|aio|rnd|napi|nylas|sgr|svix)_{make_run_pattern(_A + '_', 20)}", ""),
    ("token", ("nvapi-", "fc-", "csk-", "sdk-", "mob-", "api-", "pat-", "xsmtpsib-", "swmtkn-", "bbdc-", "atlasv", "voy-", "ak-", "key-", "pk-lf-", "sk-lf-", "syt_", "plc_"),
     rf"(?:nvapi-{make_run_pattern(_W, 40)}|fc-[{_H}]{{32}}|csk-{make_run_pattern(_A, 40)}|(?:sdk|mob|api|rel)-{make_run_pattern(_W, 32)}|PAT-{make_run_pattern(_A, 28)}|xsmtpsib-{make_run_pattern(_W, 60)}|SWMTKN-1-{make_run_pattern(_W, 40)}|BBDC-{make_run_pattern(_B, 40)}|bbdc-{make_run_pattern(_A, 40)}|[sp]k-lf-{make_run_pattern(_W, 30)}|syt_{make_run_pattern(_W, 20)})", ""),
    ("token", ("mlsn.", "gaaaaa", "akid", "scw", "lt_", "k10"),
     rf"(?:mlsn\.[{_H}]{{60,}}|gAAAAA{make_run_pattern(_W + '=', 60)}|AKID{make_run_pattern(_A, 30)}|SCW[A-Z0-9]{{17}}|K10[{_H}]{{50,}}(?:::[a-z]{{2,10}}:[{_H}]{{20,}})?)", ""),
    ("token", ("v1.", "v2.", "v3.", "v4."), rf"v[1-4]\.(?:local|public)\.{make_run_pattern(_W + '.', 30)}", ""),
    ("token", ("$production$", "$sandbox$"), rf"access_token\$(?:production|sandbox)\$[{_A}]{{8,32}}\$[{_H}]{{32}}", ""),
    ("token", ("nral",), rf"[{_H}]{{36}}NRAL", _END),
    ("rt", ("1-",), rf"1-[0-9]{{1,9}}-[{_H}]{{32}}", _END),
    ("kerberos", ("doi", "yii"), rf"(?:doI|YII)[{_B}]{{80,}}={{0,2}}", ""),
    ("hash", (":::",), r"(?P<v>[0-9a-fA-F]{32}:[0-9a-fA-F]{32}):::", ""),
)  # fmt: skip

_PRODUCT = rf"{make_left_boundary_pattern(_A)}(?P<v>[A-Za-z0-9]{{5}}(?:-{WRAP}[A-Za-z0-9]{{5}}){{4}})"
_RECOVERY = rf"(?:^|[^0-9-])(?P<v>[0-9]{{6}}(?:(?:[ –-]|%20){WRAP}[0-9]{{6}}){{7}}|[0-9]{{48}})"
_AZURE_SECRET = (
    rf"{make_left_boundary_pattern('A-Za-z0-9_~.-')}(?P<v>[A-Za-z0-9_~.]{{3}}[0-9]Q~[A-Za-z0-9_~.-]{{31,34}})"
)
_VAULT = rf"(?:^|[^{_A}.])(?P<v>s\.[{_A}]{{24}})"
_BOT = rf"{make_left_boundary_pattern(_A)}(?P<v>[0-9]{{5,16}}:A[{_W}]{{34}})"
_LONG = rf"{make_left_boundary_pattern(_A)}(?P<v>(?:live|test)_[a-z0-9]{{35,}}|YC[{_W}]{{38}})"
_APP = rf"{make_left_boundary_pattern(_A)}(?P<v>[0-9]{{15,16}}\|[{_W}]{{27}})"
_DISCORD = rf"{make_left_boundary_pattern(_A)}(?P<v>[MNO][{_W}]{{23,27}}\.[{_W}]{{6}}\.[{_W}]{{27,38}})"


_MARKED = rf"{make_left_boundary_pattern(_W + '.')}(?P<v>[A-Za-z][A-Za-z0-9]{{1,11}}(?:[_-](?:v[0-9]|[a-z]{{2,7}}))*[_-][{_A}]{{24,}}(?:[_-][{_A}]+)*)"
"""Pattern for the common format of vendors' tokens: a short word for the vendor, a separator and a long
random part."""


def _is_random_part(value: str) -> bool:
    """Return whether a part is random: upper and lower case, three or more digits, no words."""
    if value[:4].lower() in ("sha1", "sha2", "sha3", "sha5", "sha-", "md5-", "blak"):
        return False
    part = max(value.replace("-", "_").split("_"), key=len)
    digits, lower = sum(c.isdigit() for c in part), sum(c.islower() for c in part)
    switches = sum(a.isdigit() != b.isdigit() or a.isupper() != b.isupper() for a, b in pairwise(part))
    return digits >= 3 and lower >= 4 and len(part) - digits - lower >= 4 and switches >= len(part) // 3


def _is_product_key(value: str) -> bool:
    """Return whether a value is a Windows product key: five groups of five from a reduced alphabet."""
    bare = value.upper()
    lower_too = value == bare or any(c.isdigit() for c in value)
    drawn = len(set(bare)) > 4  # not a row of X
    return drawn and lower_too and any(c.isalpha() for c in bare) and not set(bare) & set("AEILOSUZ015")


def _is_recovery_key(value: str) -> bool:
    """Return whether a value is a BitLocker recovery key: eight groups, each a 16-bit number times 11.

    Source: Microsoft, "BitLocker recovery" (each block is divisible by 11 and below 720896).
    """
    digits = "".join(c for c in value.replace("%20", " ") if c in "0123456789")
    groups = [int(digits[n : n + 6]) for n in range(0, 48, 6)] if len(digits) == 48 else []
    return any(groups) and all(group % 11 == 0 and group < 720_896 for group in groups)


def _has_digit(value: str) -> bool:
    return any(c.isdigit() for c in value[2:])


def rules() -> tuple[Rule, ...]:
    """Return the rules for tokens with a vendor's own form."""
    free = (
        Rule(n, w, _add_value_group(p), make_hiding_replacer(n), a, None if a else find_wrapped_end)
        for n, w, p, a in _ANYWHERE
    )
    bound = (
        Rule(
            n,
            w,
            make_left_boundary_pattern(_A) + _add_value_group(p),
            make_hiding_replacer(n),
            a,
            None if a else find_wrapped_end,
        )
        for n, w, p, a in _BOUND
    )
    return (
        *free,
        *bound,
        Rule("azure", ("q~",), _AZURE_SECRET, make_hiding_replacer("azure"), "[A-Za-z0-9_~-]"),
        Rule("token", ("s.",), _VAULT, make_hiding_replacer("token", _has_digit), "[A-Za-z0-9.]"),
        Rule("token", (":a",), _BOT, make_hiding_replacer("token"), f"[{_W}]"),
        Rule("token", ("live_", "test_", "yc"), _LONG, make_hiding_replacer("token", _has_digit), f"[{_W}]"),
        Rule("token", ("|",), _APP, make_hiding_replacer("token", _has_digit), f"[{_W}]"),
        Rule("token", (".",), _DISCORD, make_hiding_replacer("token", _has_digit), f"[{_W}]"),
        Rule("token", ("_", "-"), _MARKED, make_hiding_replacer("token", _is_random_part), f"[{_W}]"),
        Rule(
            "product-key",
            ("-",),
            _PRODUCT,
            make_hiding_replacer("product-key", _is_product_key),
            "[A-Za-z0-9-]",
        ),
        Rule("recovery-key", (), _RECOVERY, make_hiding_replacer("recovery-key", _is_recovery_key), "[0-9-]"),
    )


def _add_value_group(pattern: str) -> str:
    return pattern if "(?P<v>" in pattern else f"(?P<v>{pattern})"

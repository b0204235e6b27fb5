"""A third half: forms that other scanners list, in places of their own; written after the rules of the first two.

The forms are facts of gitleaks (MIT, config/gitleaks.toml), detect-secrets (Apache-2.0, its plugins) and the
makers' documentation. No value is written here: each is made when the tests run.
"""

# ruff: noqa: E501
from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable

DICE = random.Random(77)
ALNUM = string.ascii_letters + string.digits
LOWER = string.ascii_lowercase + string.digits
UPPER = string.ascii_uppercase + string.digits
HEX = "0123456789abcdef"
URL = ALNUM + "_-"


def run(length: int, alphabet: str = ALNUM) -> str:
    return "".join(DICE.choices(alphabet, k=length))


def uuid() -> str:
    return "-".join(run(n, HEX) for n in (8, 4, 4, 4, 12))


FIXED: dict[str, Callable[[], str]] = {
    "1password": lambda: f"A3-{run(6, UPPER)}-{run(11, UPPER)}-{run(5, UPPER)}-{run(5, UPPER)}-{run(5, UPPER)}",
    "age": lambda: "AGE-SECRET-" + "KEY-1" + run(58, "QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7L"),
    "anthropic": lambda: "sk-ant-" + "api03-" + run(93, URL) + "AA",
    "artifactory": lambda: "AKCp" + run(69),
    "clickhouse": lambda: "4b1d" + run(38),
    "cloudflare origin": lambda: "v1.0-" + run(24, HEX) + "-" + run(146, HEX),
    "databricks": lambda: "dapi" + run(32, HEX),
    "doppler": lambda: "dp.pt." + run(43),
    "dynatrace": lambda: "dt0c01." + run(24, UPPER) + "." + run(64, UPPER),
    "facebook app": lambda: run(15, "123456789") + "|" + run(26) + "7",
    "gitlab trigger": lambda: "glptt-" + run(40, HEX),
    "gocardless": lambda: "live_" + run(39, LOWER) + "7",
    "grafana": lambda: "glsa_" + run(32) + "_" + run(8, HEX),
    "hubspot": lambda: "pat-na1-" + uuid(),
    "clickup": lambda: "pk_" + run(7, string.digits) + "_" + run(32, UPPER),
    "langsmith": lambda: "lsv2_pt_" + run(32, HEX) + "_" + run(10, HEX),
    "chief tools": lambda: "ctp_" + run(40),
    "linear": lambda: "lin_api_" + run(40),
    "mailchimp": lambda: run(32, HEX) + "-us12",
    "new relic": lambda: "NRAK-" + run(27, UPPER),
    "notion": lambda: "ntn_" + run(11, string.digits) + run(35),
    "nuget": lambda: "oy2" + run(42, LOWER) + "7",
    "planetscale": lambda: "pscale_tkn_" + run(43),
    "postman": lambda: "PMAK-" + run(24, HEX) + "-" + run(34, HEX),
    "scalingo": lambda: "tk-us-" + run(48, URL[:-1]),
    "sendgrid": lambda: "SG." + run(30, LOWER + "=_-") + "." + run(35, LOWER + "_"),
    "sentry": lambda: "sntryu_" + run(64, HEX),
    "slack app": lambda: f"xapp-1-{run(9, UPPER)}-{run(12, string.digits)}-{run(64, HEX)}",
    "square": lambda: "sq0csp-" + run(43, URL),
    "telegram": lambda: run(9, "123456789") + ":A" + run(34, URL),
    "typeform": lambda: "tfp_" + run(58, LOWER + "-_.") + "7",
    "vault": lambda: "hvs." + run(95, URL),
    "yandex": lambda: "t1." + run(20) + "." + run(86, URL),
    "yandex aws": lambda: "YC" + run(37, URL[:-2]) + "7",
}  # fmt: skip

CONTEXTS: dict[str, Callable[[str], str]] = {
    "plain": lambda v: v,
    "assignment": lambda v: f"x = '{v}';",
    "warning": lambda v: f"WARN upstream {v} (retry)",
    "json": lambda v: json.dumps({"a": v}),
    "json in json": lambda v: json.dumps({"m": json.dumps({"a": v})}),
    "path of a link": lambda v: f"https://x.example/p/{v}/y",
}

KEYWORDS: dict[str, Callable[[str], str]] = {
    "npmrc": lambda v: f"//registry.acme.example/:_authToken={v}",
    "netrc": lambda v: f"machine x.example login bob password {v}",
    "nuget": lambda v: f'<add key="ClearTextPassword" value="{v}" />',
    "ansible": lambda v: f"ansible_become_pass: {v}",
    "answer file": lambda v: f"<AdministratorPassword>\n  <Value>{v}</Value>",
    "answer file in json": lambda v: json.dumps(f"<AdministratorPassword>\n  <Value>{v}</Value>"),
    "radius": lambda v: f"radius-server key {v}",
    "router": lambda v: f"snmp-server community {v} RO",
    "vpn": lambda v: f"pre-shared-key ascii-text {v}",
    "cisco type": lambda v: f"username bob password 7 {v}",
    "remote desktop": lambda v: f"password 51:b:{v}",
    "signature": lambda v: f"signature={v}",
    "tab": lambda v: f"secretKey\t{v}",
    "docker": lambda v: json.dumps({"auths": {"r.example": {"auth": base64.b64encode(f"bob:{v}".encode()).decode()}}}),
}  # fmt: skip

HARMLESS = (
    "client_vpn_endpoint_id = aws_ec2_client_vpn_endpoint.client-vpn-endpoint.id",
    "password combination.\n\nR5: Regulatory--21",
    "login(username=username, password=password)",
    "password: ${link}",
    "apiKey: this.apiKey,",
    "the password 7 days before it expires",
    "test_redaction_of_a_very_long_name_of_a_test_function",
    "pk.html and sk.html are pages",
    "the session=started of this morning",
    "oy2 is no word",
)
"""What those scanners list as no secret, as far as it is none to us, and what looks like the new forms."""

"""The blind half of the corpus: other forms, other places, other habits of writing than the first half.

The rules were written against `redaction_corpus`; what is here is only measured. No token is written
here: each is built from parts when the tests run.
"""

# ruff: noqa: E501
from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from html import escape
from urllib.parse import quote, quote_plus

DICE = random.Random(4711)
DIGITS, LOWER, UPPER = string.digits, string.ascii_lowercase, string.ascii_uppercase
ALNUM = string.ascii_letters + DIGITS
HEX = "0123456789abcdef"
B64 = ALNUM + "+/"

IBANS = {"NO": 15, "BE": 16, "DK": 18, "SI": 19, "AT": 20, "CH": 21, "DE": 22, "GI": 23, "ES": 24, "PT": 25,
         "TR": 26, "FR": 27, "PL": 28, "BR": 29, "KW": 30, "MT": 31, "LC": 32}  # fmt: skip


def run(alphabet: str, length: int) -> str:
    return "".join(DICE.choices(alphabet, k=length))


def mixed(alphabet: str, length: int) -> str:
    """A run with at least one digit and one letter, as every generator of tokens makes them."""
    return run(alphabet, length - 2) + run(LOWER, 1) + run(DIGITS, 1)


def iban(country: str) -> str:
    body = run(DIGITS, IBANS[country] - 4)
    number = body + "".join(str(int(c, 36)) for c in country) + "00"
    return f"{country}{98 - int(number) % 97:02}{body}"


def grouped(value: str, by: str = " ") -> str:
    return by.join(value[n : n + 4] for n in range(0, len(value), 4))


def luhn(prefix: str, length: int) -> str:
    body = prefix + run(DIGITS, length - len(prefix) - 1)
    digits = [int(c) for c in reversed(body)]
    total = sum(sum(divmod(d * 2, 10)) if n % 2 == 0 else d for n, d in enumerate(digits))
    return f"{body}{-total % 10}"


def recovery() -> list[str]:
    return [f"{DICE.randrange(65536) * 11:06}" for _ in range(8)]


def jwt() -> str:
    parts = (json.dumps({"alg": "ES256", "kid": run(HEX, 8)}), json.dumps({"sub": run(DIGITS, 9), "exp": 1}))
    coded = [base64.urlsafe_b64encode(part.encode()).decode().rstrip("=") for part in parts]
    return ".".join([*coded, base64.urlsafe_b64encode(DICE.randbytes(64)).decode().rstrip("=")])


FIXED: dict[str, Callable[[], str]] = {
    **{f"iban {c}": (lambda c=c: iban(c)) for c in IBANS},  # type: ignore[misc]
    "iban in groups": lambda: grouped(iban(DICE.choice(list(IBANS)))),
    "visa": lambda: grouped(luhn("4", 16)),
    "mastercard": lambda: luhn(DICE.choice(["51", "55", "2221", "2719"]), 16),
    "mastercard -": lambda: grouped(luhn("53", 16), "-"),
    "amex": lambda: luhn("37", 15),
    "diners": lambda: luhn("36", 14),
    "jcb": lambda: luhn("3530", 16),
    "discover": lambda: luhn("6011", 16),
    "unionpay": lambda: luhn("62", 19),
    "recovery -": lambda: "-".join(recovery()),
    "recovery blank": lambda: " ".join(recovery()),
    "jwt": jwt,
    "github oauth": lambda: "gh" + "o_" + run(ALNUM, 36),
    "github server": lambda: "gh" + "s_" + run(ALNUM, 36),
    "gitlab runner": lambda: "gl" + "rt-" + run(ALNUM, 20),
    "gitlab deploy": lambda: "gl" + "dt-" + mixed(ALNUM, 20),
    "slack user": lambda: "xo" + "xp-" + run(DIGITS, 11) + "-" + run(DIGITS, 12) + "-" + run(HEX, 32),
    "slack app": lambda: "xa" + "pp-1-A" + run(UPPER, 9) + "-" + run(DIGITS, 12) + "-" + run(HEX, 40),
    "slack hook": lambda: "https://hooks." + "slack.com/services/T" + run(UPPER, 8) + "/B" + run(UPPER, 8) + "/" + run(ALNUM, 24),
    "teams hook": lambda: "https://acme.webhook." + "office.com/webhookb2/" + run(HEX, 32) + "@x/IncomingWebhook/" + run(HEX, 32) + "/" + run(HEX, 32),
    "stripe restricted": lambda: "rk" + "_test_" + run(ALNUM, 24),
    "stripe hook": lambda: "wh" + "sec_" + run(ALNUM, 32),
    "aws temporary": lambda: "AS" + "IA" + run(UPPER + "234567", 16),
    "google oauth": lambda: "GOC" + "SPX-" + run(ALNUM + "_-", 28),
    "google refresh": lambda: "1/" + "/0" + mixed(ALNUM + "_-", 44),
    "azure storage": lambda: run(B64, 76) + "+A" + "St" + run(ALNUM, 5) + "A==",
    "sendgrid": lambda: "S" + "G." + run(ALNUM + "_-", 22) + "." + run(ALNUM + "_-", 43),
    "twilio": lambda: "S" + "K" + run(HEX, 32),
    "npm": lambda: "np" + "m_" + run(ALNUM, 36),
    "pypi": lambda: "py" + "pi-AgEI" + run(ALNUM + "_-", 90),
    "docker": lambda: "dck" + "r_pat_" + run(ALNUM + "_-", 27),
    "vault": lambda: "hv" + "s." + run(ALNUM + "_-", 90),
    "doppler": lambda: "dp" + ".st.prd." + run(ALNUM, 42),
    "figma": lambda: "fig" + "d_" + run(ALNUM + "_-", 40),
    "tailscale": lambda: "ts" + "key-auth-" + mixed(ALNUM, 12) + "CNTRL-" + run(ALNUM, 32),
    "atlassian": lambda: "AT" + "ATT3" + run(ALNUM + "_-=", 186),
    "databricks": lambda: "da" + "pi" + run(HEX, 32),
    "digitalocean": lambda: "do" + "p_v1_" + run(HEX, 64),
    "grafana": lambda: "gl" + "sa_" + run(ALNUM, 32) + "_" + run(HEX, 8),
    "newrelic": lambda: "NR" + "AK-" + run(UPPER + DIGITS, 27),
    "shopify": lambda: "shp" + "at_" + run(HEX, 32),
    "anthropic": lambda: "s" + "k-ant-api03-" + run(ALNUM + "_-", 93) + "AA",
    "openai project": lambda: "s" + "k-proj-" + run(ALNUM + "_-", 74),
    "age": lambda: "AGE-SECRET" + "-KEY-1" + run(UPPER + DIGITS, 58),
    "1password": lambda: "A3-" + "-".join([run(UPPER + DIGITS, 6), run(UPPER + DIGITS, 11), *(run(UPPER + DIGITS, 5) for _ in range(3))]),
    "telegram": lambda: run("123456789", 10) + ":A" + run(ALNUM + "_-", 34),
    "discord": lambda: "M" + run(ALNUM, 23) + "." + run(ALNUM, 6) + "." + mixed(ALNUM + "_-", 27),
    "bcrypt": lambda: "$" + "2b$12$" + run(ALNUM + "./", 53),
    "argon2": lambda: "$" + "argon2id$v=19$m=65536,t=3,p=4$" + run(B64, 22) + "$" + run(B64, 43),
    "kerberos": lambda: "$" + "krb5tgs$23$*svc$CORP$x*$" + run(HEX, 32) + "$" + run(HEX, 200),
    "ntlm dump": lambda: run(HEX, 32) + ":" + run(HEX, 32) + ":::",
    "dpapi": lambda: "0100" + "0000d08c9ddf0115d1118c7a00c04fc297eb" + run(HEX, 120),
    "windows key": lambda: "-".join(mixed("BCDFGHJKMPQRTVWXY", 4)[:3] + run("2346789", 2) for _ in range(5)).upper().replace("A", "B").replace("E", "F").replace("I", "J").replace("L", "M").replace("O", "P").replace("S", "T").replace("U", "V").replace("Z", "Y"),
    "hotp": lambda: "otp" + "auth://hotp/Acme:bob?secret=" + run("ABCDEFGH234567", 26) + "&counter=1",
    "notion": lambda: "nt" + "n_" + run(DIGITS, 11) + run(ALNUM, 35),
    "postman": lambda: "PM" + "AK-" + run(HEX, 24) + "-" + run(HEX, 34),
    "linear": lambda: "lin" + "_api_" + run(ALNUM, 40),
    "sentry": lambda: "sn" + "trys_" + run(B64, 60),
    "heroku": lambda: "HR" + "KU-" + run(ALNUM + "_-", 60),
    "square": lambda: "sq" + "0csp-" + run(ALNUM + "_-", 43),
    "facebook": lambda: "EA" + "AB" + run(ALNUM, 120),
    "mailchimp": lambda: run(HEX, 32) + "-us" + run("123456789", 1),
}  # fmt: skip

PERSONAL: dict[str, Callable[[], str]] = {
    "email +": lambda: f"{run(LOWER, 6)}+{run(LOWER, 4)}@{run(LOWER, 5)}.{run(LOWER, 4)}.co.uk",
    "email _": lambda: f"{run(LOWER, 4)}_{run(LOWER, 5)}{run(DIGITS, 2)}@{run(LOWER, 6)}-{run(LOWER, 4)}.de",
    "EMAIL": lambda: f"{run(UPPER, 6)}@{run(UPPER, 7)}.COM",
    "email é": lambda: f"{run(LOWER, 3)}é{run(LOWER, 3)}@{run(LOWER, 6)}.fr",
    "ipv4 private": lambda: f"10.{DICE.randrange(256)}.{DICE.randrange(256)}.{DICE.randrange(1, 255)}",
    "ipv4 public": lambda: f"{DICE.choice([5, 62, 90, 185, 203])}.{DICE.randrange(256)}.{DICE.randrange(256)}.{DICE.randrange(1, 255)}",
    "ipv6 full": lambda: "2a02:" + ":".join(run(HEX[1:], 4) for _ in range(7)),
    "ipv6 local": lambda: "fd" + run(HEX, 2) + ":" + run(HEX[1:], 4) + "::" + run(HEX[1:], 3),
    "IPV6": lambda: ("2001:db8:" + run(HEX[1:], 4) + "::" + run(HEX[1:], 4)).upper(),
    "mac -": lambda: "-".join(run(HEX.upper(), 2) for _ in range(6)),
    "mac cisco": lambda: ".".join(run(HEX, 4) for _ in range(3)),
    "mac": lambda: ":".join(run(HEX, 2) for _ in range(6)),
    "mac home": lambda: "/Users/" + run(LOWER, 7),
    "profile \\\\": lambda: "D:\\\\Users\\\\" + run(LOWER, 5) + "." + run(LOWER, 6),
    "home deep": lambda: "/home/" + run(LOWER, 5) + "." + run(LOWER, 4),
    "sid": lambda: f"S-1-5-21-{run('123456789', 10)}-{run('123456789', 9)}-{run('123456789', 10)}-{DICE.randrange(1001, 9999)}",
}  # fmt: skip


def utf16(text: str, order: str) -> str:
    return text.encode(order).decode("latin-1")


KNOWN_AS: dict[str, Callable[[str], str]] = {
    "as is": lambda v: v,
    "small": str.lower,
    "CAPITALS": str.upper,
    "swapped": str.swapcase,
    "percent": lambda v: quote(v, safe=""),
    "percent all": lambda v: quote(v, safe="").lower(),
    "form": lambda v: quote_plus(v),
    "json": lambda v: json.dumps(v)[1:-1],
    "json twice": lambda v: json.dumps(json.dumps(v))[3:-3],
    "html": lambda v: escape(v),
    "entities": lambda v: "".join(c if c.isascii() else f"&#{ord(c)};" for c in v),
    "hex entities": lambda v: "".join(c if c.isascii() else f"&#x{ord(c):x};" for c in v),
    "base64": lambda v: base64.b64encode(v.encode()).decode(),
    "base64 +1": lambda v: base64.b64encode(b"x" + v.encode() + b"yz").decode(),
    "base64 +2": lambda v: base64.b64encode(b"xy" + v.encode() + b"z").decode(),
    "base64 utf-16": lambda v: base64.b64encode(v.encode("utf-16-le")).decode(),
    "base64 url": lambda v: base64.urlsafe_b64encode(b"?>" + v.encode() + b"?").decode(),
    "base64 small": lambda v: base64.b64encode(b"user=" + v.lower().encode()).decode(),
    "hex": lambda v: v.encode().hex(),
    "utf-16 le": lambda v: utf16(v, "utf-16-le"),
    "utf-16 be": lambda v: utf16(v, "utf-16-be"),
    "wrapped": lambda v: v[: len(v) // 2] + "\r\n    " + v[len(v) // 2 :],
    "wrapped plain": lambda v: v[:3] + "\n" + v[3:],
}
"""How a name that the system told may be written."""

CONTEXTS: dict[str, Callable[[str], str]] = {
    "yaml": lambda v: f"settings:\n  - value: {v}\n    other: 2\n",
    "toml": lambda v: f'[tool]\nvalue = "{v}"\n',
    "registry": lambda v: f'[HKEY_LOCAL_MACHINE\\SOFTWARE\\Acme]\r\n"Value"="{v}"\r\n',
    "reg query": lambda v: f"    Value    REG_SZ    {v}\r\n",
    "html": lambda v: f'<td title="{escape(v)}">{escape(v)}</td>',
    "xml attribute": lambda v: f"<item value='{v}' n='1'/>",
    "csv": lambda v: f"1,{v},ok\n",
    "csv quoted": lambda v: f'"1";"{v}";"ok"\n',
    "tab": lambda v: f"id\t{v}\tup\n",
    "journal": lambda v: json.dumps({"MESSAGE": f"refused {v}", "PRIORITY": "4"}),
    "syslog": lambda v: f"Nov 24 10:00:01 web app[9]: refused ({v}) at step 3",
    "event": lambda v: f"Level: Warning\r\nDescription: refused <{v}>.\r\n",
    "python": lambda v: f"    raise Problem({v!r})\nProblem: '{v}'",
    "c": lambda v: f'char *x = "{v}";',
    "shell": lambda v: f"X='{v}' ./run.sh && echo done",
    "powershell": lambda v: f'$x = "{v}"; Write-Host $x',
    "markdown": lambda v: f"* the value is `{v}`, see below",
    "sentence": lambda v: f"I pasted {v}, was that wrong?",
    "sentence end": lambda v: f"Il a reçu {v}.\nMerci",
    "brackets": lambda v: f"[{v}] {{{v}}}",
    "path part": lambda v: f"/srv/data/{v}/x.txt" if "/" not in v and "\\" not in v else f"in {v} now",
    "zip member": lambda v: f"  adding: backup/{v.replace('/', '_')}.old (stored 0%)" if ":" not in v and "\\" not in v and not v.startswith("/") else f"  adding: {v} (stored 0%)",
    "window title": lambda v: f"{v} - Notepad",
    "url path": lambda v: f"GET /api/v1/{quote(v, safe='')}/items HTTP/1.1",
    "url query": lambda v: f"https://web.example.org/?a=1&value={quote(v, safe='')}&b=2",
    "table": lambda v: f"| name | {v} | 12 |\n|------|---|----|",
    "aligned": lambda v: f"Name      : {v}\nState     : up\n",
    "diff": lambda v: f"+value={v}\n-value=none\n",
    "mail": lambda v: f"> he wrote: {v}\n> and more\n",
    "latex": lambda v: f"value  ........  {v}",
    "crlf": lambda v: f"a\r\n{v}\r\nb",
    "escaped": lambda v: json.dumps(f"first\n{v}\tlast"),
}  # fmt: skip

KEYWORDS: dict[str, Callable[[str], str]] = {
    "ini ;": lambda v: f"; old\nPassword={v}\n",
    "properties": lambda v: f"spring.datasource.password={v}\n",
    "jaas": lambda v: f'username="x" password="{v}";',
    "php": lambda v: f"define('DB_PASSWORD', '{v}');",
    "python": lambda v: f"self.api_key = '{v}'",
    "python dict": lambda v: f"{{'client_secret': '{v}', 'n': 1}}",
    "yaml quoted": lambda v: f"  secretAccessKey: '{v}'\n",
    "docker": lambda v: f"docker run -e MYSQL_ROOT_PASSWORD={v} mysql:8",
    "compose": lambda v: f"      - POSTGRES_PASSWORD={v}\n",
    "odbc": lambda v: f"Driver={{SQL}};Server=x;UID=sa;PWD={v};",
    "jdbc": lambda v: f"jdbc:mysql://db/x?user=a&password={v}",
    "redis": lambda v: f"redis://:{v}@cache:6379/0",
    "amqp": lambda v: f"amqps://app:{v}@mq.example.org/v",
    "netrc": lambda v: f"machine x login bob password {v}\n",
    "wget": lambda v: f"wget --http-password={v} https://x.example",
    "psexec": lambda v: f"psexec \\\\srv -u bob -p {v} cmd",
    "runas": lambda v: f"net use \\\\srv\\c$ /user:bob {v}",
    "net user": lambda v: f"net user bob {v} /add",
    "keytool": lambda v: f"keytool -storepass {v} -list",
    "openssl": lambda v: f"openssl rsa -passin pass:{v} -in k",
    "ssh": lambda v: f"sshpass -p '{v}' ssh bob@x",
    "unattend": lambda v: f"<AdministratorPassword><Value>{v}</Value></AdministratorPassword>",
    "wlan": lambda v: f"<keyMaterial>{v}</keyMaterial>",
    "wlan fr": lambda v: f"    Contenu de la clé            : {v}",
    "nmcli": lambda v: f"802-11-wireless-security.psk:               {v}",
    "wpa": lambda v: f'\tpsk="{v}"',
    "registry": lambda v: f'"DefaultPassword"="{v}"',
    "reg query": lambda v: f"    DefaultPassword    REG_SZ    {v}",
    "header": lambda v: f"x-auth-token: {v}",
    "curl header": lambda v: f'curl -H "X-Vault-Token: {v}" https://x',
    "cookie": lambda v: f"Set-Cookie: sid={v}; Path=/; HttpOnly",
    "chat": lambda v: f"le mdp c'est {v} normalement",
    "chat en": lambda v: f"btw the pw is {v} ok?",
    "note": lambda v: f"Mot de passe wifi : {v}",
    "note en": lambda v: f"WiFi password: {v}",
    "german": lambda v: f"Kennwort: {v}",
    "spanish": lambda v: f"contraseña = {v}",
    "terraform": lambda v: f'  admin_password = "{v}"',
    "export": lambda v: f"set GITHUB_TOKEN={v}",
    "powershell": lambda v: f'$Password = "{v}"',
    "secure string": lambda v: f"ConvertTo-SecureString '{v}' -AsPlainText -Force",
    "az": lambda v: f"az login --service-principal -u app -p {v} --tenant t",
    "mysql long": lambda v: f"mysqldump --user=root --password={v} shop",
    "ldap": lambda v: f"ldapsearch -D cn=admin -w {v} -b dc=x",
    "xml tag": lambda v: f"<ns:Password>{v}</ns:Password>",
    "xml entity": lambda v: f"&lt;password&gt;{v}&lt;/password&gt;",
    "log": lambda v: f"DEBUG login(user=bob, password={v})",
    "log json": lambda v: f'DEBUG body={{"pass":"{v}","u":1}}',
    "form": lambda v: f"POST body: user=bob&passwd={quote(v, safe='')}&go=1",
}  # fmt: skip

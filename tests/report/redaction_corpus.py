"""What redaction is measured with: canaries of every class, contexts to plant them in, benign text.

No token is written here: each is built from parts when the tests run.
"""

# ruff: noqa: E501
from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable
from urllib.parse import quote

DICE = random.Random(20)
ALNUM = string.ascii_letters + string.digits
HEX = "0123456789abcdef"


def run(alphabet: str, length: int) -> str:
    return "".join(DICE.choices(alphabet, k=length))


def iban() -> str:
    bban = run(string.digits, 23)
    check = 98 - int(bban + "152700") % 97
    return f"FR{check:02}{bban}"


def card() -> str:
    digits = "4" + run(string.digits, 14)
    for last in string.digits:
        total = sum(
            n - 9 if n > 9 else n
            for n in (int(c) * (1 + i % 2) for i, c in enumerate(reversed(digits + last)))
        )
        if total % 10 == 0:
            return digits + last
    raise AssertionError


def nir() -> str:
    number = "2" + "85" + "07" + "75" + run(string.digits, 6)
    return f"{number[:13]}{97 - int(number[:13]) % 97:02}"[:15]


def b64(length: int) -> str:
    return base64.urlsafe_b64encode(DICE.randbytes(length)).decode().rstrip("=")


FIXED: dict[str, Callable[[], str]] = {
    "github": lambda: "gh" + "p_" + run(ALNUM, 36),
    "github-pat": lambda: "github" + "_pat_" + run(ALNUM + "_", 82),
    "gitlab": lambda: "gl" + "pat-" + run(ALNUM, 20),
    "slack": lambda: "xo" + "xb-" + run(string.digits, 12) + "-" + run(ALNUM, 24),
    "stripe": lambda: "sk" + "_live_" + run(ALNUM, 24),
    "aws": lambda: "AK" + "IA" + run("ABCDEFGHIJKLMNOP234567", 16),
    "google": lambda: "AI" + "za" + run(ALNUM + "_-", 35),
    "azure": lambda: run(ALNUM, 3) + "8Q" + "~" + run(ALNUM, 34),
    "sendgrid": lambda: "S" + "G." + run(ALNUM, 22) + "." + run(ALNUM, 43),
    "twilio": lambda: "S" + "K" + run(HEX, 32),
    "npm": lambda: "np" + "m_" + run(ALNUM, 36),
    "pypi": lambda: "py" + "pi-AgEIcHlwaS5vcmc" + run(ALNUM, 60),
    "huggingface": lambda: "h" + "f_" + run(string.ascii_letters, 34),
    "openai": lambda: "s" + "k-" + run(ALNUM, 20) + "T3Blbk" + "FJ" + run(ALNUM, 20),
    "jwt": lambda: "ey" + "J" + b64(24) + "." + "ey" + "J" + b64(60) + "." + b64(32),
    "rt": lambda: "1-" + run("123456789", 2) + "-" + run(HEX, 32),
    "product-key": lambda: "-".join(run("BCDFGHJKMPQRTVWXY346789", 5) for _ in range(5)),
    "recovery-key": lambda: "-".join(f"{DICE.randrange(65536) * 11:06}" for _ in range(8)),
    "hash": lambda: "$" + "6$" + run(ALNUM, 8) + "$" + run(ALNUM + "./", 86),
    "totp": lambda: "otp" + "auth://totp/a:b?secret=" + run("ABCDEFGH234567", 16),
    "iban": iban,
    "card": card,
}
PERSONAL: dict[str, Callable[[], str]] = {
    "email": lambda: (
        f"{run(string.ascii_lowercase, 7)}.{run(string.ascii_lowercase, 6)}@{run(string.ascii_lowercase, 8)}.fr"
    ),
    "ipv6": lambda: "2a01:" + ":".join(run(HEX[1:], 4) for _ in range(3)) + "::" + run("123456789", 2),
    "mac": lambda: ":".join(run(HEX, 2) for _ in range(6)),
    "home": lambda: "/home/" + run(string.ascii_lowercase, 8),
    "profile": lambda: "C:\\Users\\" + run(string.ascii_lowercase, 8),
    "phone": lambda: "+336" + run(string.digits, 8),
    "sid": lambda: "S-1-5-21-" + "-".join("1" + run(string.digits, 8) for _ in range(3)) + "-1104",
    "nir": nir,
}
PERSONAL["ipv4"] = lambda: ".".join(
    [
        *DICE.choice([["10", "31"], ["192", "168"], ["172", "20"], ["81", "67"]]),
        *(str(DICE.randrange(3, 250)) for _ in range(2)),
    ]
)
KNOWN: dict[str, Callable[[], str]] = {
    "account": lambda: "mdupont",
    "ACCOUNT": lambda: "MDupont",
    "full name": lambda: "Élise Dupont",
    "name turned": lambda: "DUPONT Élise",
    "host": lambda: "PC-7421",
    "full host": lambda: "pc-7421.corp.example.com",
}
CONTEXTS: dict[str, Callable[[str], str]] = {
    "json": lambda v: json.dumps({"a": 1, "field": v}),
    "json in json": lambda v: json.dumps({"a": json.dumps({"field": v})}),
    "ini": lambda v: f"[main]\nfield={v}\nother=1",
    "log": lambda v: f"2026-11-24T16:46:50 app[12]: got {v} and went on",
    "argv": lambda v: f'prog --verbose --field "{v}" file',
    "env": lambda v: f"LANG=C FIELD={v} HOME=/root",
    "xml": lambda v: f"<a><field>{v}</field></a>",
    "link": lambda v: f"see https://web.example.org/x?field={v}&y=1",
    "percent": lambda v: f"see https://web.example.org/x%3Ffield%3D{quote(v, safe='')}%26y",
    "table": lambda v: f"name      state\n{v}      up\nother     down",
    "file name": lambda v: f"report ({v}).txt",
    "quoted": lambda v: f"value '{v}'.",
    "line ends": lambda v: f"one\\n{v}\\ntwo",
}  # fmt: skip
KEYWORDS: dict[str, Callable[[str], str]] = {
    "json": lambda v: json.dumps({"user": "x", "password": v}),
    "json camel": lambda v: json.dumps({"dbPassword": v, "n": 1}),
    "json in json": lambda v: json.dumps(json.dumps({"api_key": v})),
    "ini": lambda v: f"[db]\npassword = {v}\nport = 3",
    "yaml": lambda v: f"db:\n  client_secret: {v}\n",
    "env": lambda v: f"PGPASSWORD={v} psql -h db",
    "env by name": lambda v: f"export AWS_SECRET_ACCESS_KEY={v}",
    "xml": lambda v: f"<config><password>{v}</password></config>",
    "xml attribute": lambda v: f'<add key="Password" value="{v}"/>',
    "connection": lambda v: f"Server=db;Database=x;User Id=sa;Password={v};Timeout=3",
    "account key": lambda v: f"DefaultEndpointsProtocol=https;AccountKey={v};EndpointSuffix=x",
    "login": lambda v: f"mongodb://app:{v}@db.example.org/x",
    "query": lambda v: f"GET /x?token={v}&page=2 HTTP/1.1",
    "header": lambda v: f"Authorization: Bearer {v}7",
    "api header": lambda v: f"X-Api-Key: {v}",
    "cookie": lambda v: f"Cookie: session={v}; lang=fr",
    "option": lambda v: f"tool --password {v} --port 3",
    "option =": lambda v: f"tool --token={v} --port 3",
    "option list": lambda v: json.dumps(["tool", "--password", v, "x"]),
    "curl": lambda v: f"curl -s -u bob:{v} https://web.example.org/",
    "mysql": lambda v: f"mysql -u root -p{v} shop",
    "sshpass": lambda v: f"sshpass -p {v} ssh host",
    "net use": lambda v: f"net use Z: \\\\srv\\share {v} /user:bob",
    "slash": lambda v: f"cmdkey /add:srv /user:bob /pass:{v}",
    "schtasks": lambda v: f"schtasks /create /tn x /ru bob /rp {v}",
    "english": lambda v: f"Hello, my password is {v} and it stopped working",
    "english :": lambda v: f"the password for the VPN is: {v}",
    "french": lambda v: f"Bonjour, mon mot de passe est {v} et ça ne marche pas",
    "french c'est": lambda v: f"mon mot de passe c'est {v}",
    "french mdp": lambda v: f"mdp : {v}",
    "french code": lambda v: f"mon code est {v}",
    "wifi": lambda v: f"    Key Content            : {v}",
    "wifi fr": lambda v: f"    Contenu de la clé      : {v}",
    "psk": lambda v: f'network={{\n  ssid="x"\n  psk="{v}"\n}}',
    "quoted phrase": lambda v: f'password: "{v} with more"',
}  # fmt: skip

BENIGN = """
2026-11-24T16:46:50.123+01:00 Windows Update failed with error 0x80070005 while installing KB5034441.
Windows 10 Pro 10.0.19045.3803 build 19045, Edge 120.0.2210.91, driver version 31.0.15.3623 from 2026-01-05.
The service Spooler (spoolsv.exe) stopped; kernel32.dll and ntdll.dll are in C:\\Windows\\System32\\drivers\\etc.
CLSID {00000000-0000-0000-C000-000000000046} and 9BA05972-F6A8-11CF-A442-00A0C90A8F39 could not be created.
System.Windows.Forms, Version=4.0.0.0, Culture=neutral, PublicKeyToken=b77a5c561934e089
Nov 24 16:46:50 systemd[1]: Started user@1000.service and getty@tty1.service, session 3, took 12.345 s.
openssl 3.0.15-1~deb12u1 libssl3 amd64, libfoo.so.1.2.3, python3.11 3.11.2-6+deb12u4, linux-image-6.1.0-28-amd64
HTTP/1.1 404 Not Found; status 503; 1,024 MB free of 16 GB (6 %); load 0.12 0.20 0.31; 2026/11/24; pid 12345
password is incorrect. The password has expired. Password: required. Your password must be changed.
Le mot de passe est incorrect. Le mot de passe est expiré. Authentication failed: invalid token. tokens: 512
nameserver 127.0.0.1 and ::1; netmask 255.255.255.0; broadcast 255.255.255.255; dns 8.8.8.8; 0.0.0.0
HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion, S-1-5-18, S-1-5-32-544, NT AUTHORITY\\SYSTEM, root, localhost
Intel(R) Core(TM) i7-1185G7 @ 3.00GHz, 1920x1080 @ 60 Hz, PCI 0000:00:02.0, USB ID 046d:c52b, 8086:9a49
passwd: files systemd; secret service started; keyboard layout fr; monkey=banana; pass: 12 fail: 3; pinned: 4
Event ID 7031, source Service Control Manager, exit code -1073741819 (0xC0000005), bugcheck 0x0000009F, 100%
""" * 5  # fmt: skip
SURVIVES = (
    "0x80070005", "KB5034441", "10.0.19045.3803", "120.0.2210.91", "31.0.15.3623", "spoolsv.exe", "kernel32.dll",
    "{00000000-0000-0000-C000-000000000046}", "9BA05972-F6A8-11CF-A442-00A0C90A8F39", "b77a5c561934e089",
    "user@1000.service", "3.0.15-1~deb12u1", "3.11.2-6+deb12u4", "16:46:50.123", "127.0.0.1", "::1", "255.255.255.0",
    "8.8.8.8", "S-1-5-18", "NT AUTHORITY\\SYSTEM", "localhost", "0000:00:02.0", "Version=4.0.0.0", "Spooler",
)  # fmt: skip

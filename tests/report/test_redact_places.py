"""Secrets by where they stand: pairs of name and value, protocols, files, command lines; wrapped as people paste them."""

# ruff: noqa: E501
from __future__ import annotations

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote

import pytest

from selfhelp.report.redact import Redactor
from selfhelp.report.redact.name_value_pairs import is_secret_name

WORD = "Tulipe88vert"
"""Has no form of its own: only its place gives it away."""

PLACES = [
    # F6: pairs of a name and a value
    '{{"name":"Cookie","value":"SID={}"}}',
    '{{ "value" : "{}" , "name" : "Authorization" }}',
    '{{"Value":"{}","Key":"ApiSecret"}}',
    "- name: DB_PASSWORD\n  value: {}",
    "- value: {}\n  name: SMTP_PASSWORD",
    '{{"ParameterKey":"MasterUserPassword","ParameterValue":"{}"}}',
    '<add value="{}" key="AdminPassword"/>',
    "<key>Password</key>\n<string>{}</string>",
    "<entry><name>password</name><value>{}</value></entry>",
    "<password><![CDATA[{}]]></password>",
    "<tr><td>Mot de passe :</td><td>{}</td></tr>",
    "name,url,username,password\nIntranet,https://x.example/,ann,{}",
    "Account    Password      Expires\n---------  ------------  -------\nann        {}  never",
    "INSERT INTO users (name, password) VALUES ('ann', '{}');",
    'Content-Disposition: form-data; name="password"\n\n{}\n',
    "x.example\tFALSE\t/\tTRUE\t1798761600\tsid\t{}",
    # F9: protocols and files
    "USER ann\n331 Password required\nPASS {}\n230 ok",
    "a1 LOGIN ann {}",
    "A1 LOGIN ann {{12}}\n+ OK\n{}",
    "127.0.0.1:6379> AUTH default {}",
    "bindpw {}",
    "db.example.com:5432:stock:ann:{}",
    "machine x.example\n  login ann\n  password {}",
    "<auth-user-pass>\nann\n{}\n</auth-user-pass>",
    "jdbc:oracle:thin:ann/{}@db:1521/X",
    '192.0.2.1 %any : PSK "{}"',
    "snmp-server community {} RO",
    "    Contenu de la clé        : {}",
    "CREATE USER 'ann'@'%' IDENTIFIED BY '{}';",
    # F9: environment and command lines
    "PGPASSWORD={} psql -h db",
    "sshpass -p '{}' ssh a@b",
    "curl -u ann:{} https://x.example",
    "net use Z: \\\\srv\\share /user:CORP\\ann {}",
    "ConvertTo-SecureString -AsPlainText -Force -String '{}'",
    "echo {} | docker login -u ann --password-stdin",
    "evil-winrm -i h -u ann -p {}",
    "passwd --stdin ann <<< '{}'",
    'setx DB_PASSWORD "{}" /M',
    # sentences and prompts
    "my old password was Azerty99! and the new one is {}",
    "j'ai mis {} comme mot de passe",
    "Voici tes accès : ann / {}",
    "Password for 'https://git.example.com': {}",
]

WRAPPED: dict[str, Callable[[str], str]] = {
    "plain": lambda text: text,
    "quoted mail": lambda text: "> " + text.replace("\n", "\n> "),
    "difference": lambda text: "+" + text.replace("\n", "\n+"),
    "json": lambda text: json.dumps({"msg": text}),
    "json in json": lambda text: json.dumps(json.dumps({"msg": text}, ensure_ascii=False)),
    "html": lambda text: f"<pre>{html.escape(text)}</pre>",
    "percent": lambda text: f"q={quote(text, safe='')}",
    "colours": lambda text: f"\x1b[33m{text}\x1b[0m",
    "base64": lambda text: f"data: {base64.b64encode(text.encode()).decode()}",
    "windows lines": lambda text: text.replace("\n", "\r\n"),
}


@pytest.mark.parametrize("place", PLACES)
def test_a_secret_is_found_by_its_place(place: str) -> None:
    assert WORD not in Redactor({}).redact_text(place.format(WORD))


@pytest.mark.parametrize("name", WRAPPED)
def test_it_is_found_in_nearly_every_wrapping(name: str) -> None:
    wrapped = [WRAPPED[name](place.format(WORD)) for place in PLACES]
    coded = [base64.b64encode(place.format(WORD).encode()).decode() for place in PLACES]
    shown = [Redactor({}).redact_text(text) for text in wrapped]
    missed = [
        text
        for text, hidden, code in zip(wrapped, shown, coded, strict=True)
        if WORD in hidden or code in hidden
    ]
    assert len(missed) <= len(PLACES) * 0.1, missed


@pytest.mark.parametrize(
    ("line", "secret"),
    [
        ("C: AUTH LOGIN\nS: 334 VXNlcm5hbWU6\nC: {}\nS: 334 UGFzc3dvcmQ6\nC: {}\nS: 235 ok", "YW5uLmxlZQ=="),
        (">>> AUTH PLAIN {}", "AGFubgBUdWxpcGU4OHZlcnQ="),
        ("3 AUTHENTICATE PLAIN\n+ \n{}", "AGFubgBUdWxpcGU4OHZlcnQ="),
        ("ann:x:1001:1001:{},,,:/home/ann:/bin/sh", "Camille Berthelot"),
        ("Nom : {}", "Camille Berthelot"),
        ("Adresse : {}", "14 rue des Peupliers, 44000 Nantes"),
        ("Date de naissance : {}", "12/03/1984"),
        ("Cordialement,\n{}", "Camille Berthelot"),
        ("write to {} (at) example (dot) com", "camille.berthelot"),
        ("{}_example.org#EXT#@contoso.onmicrosoft.com", "camille.berthelot"),
        ('RCPT TO:<"{}"@example.com>', "camille berthelot"),
        ("Tél : {}", "06\u202f12\u202f34\u202f56\u202f78"),
        ("{}", "fr76 3000 6000 0112 3456 7890 189"),
        ("Recovery codes:\n{}\nil9m5-hdkfr", "a75ml-xx7zl"),
        ("https://x.example/invite/{}", "ZBzEhC-iRv6ubxrOYsHFLrDrQSsk2XfI"),
    ],
)  # fmt: skip
def test_coded_answers_people_and_numbers(line: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(line.replace("{}", secret))


@pytest.mark.parametrize(
    ("name", "secret"),
    [
        ("DB_PASSWORD", True), ("x-api-key", True), ("clientSecret", True), ("Mot de passe", True),
        ("session_id", True), ("Set-Cookie", True), ("password_policy", False), ("tokenExpires", False),
        ("keyboard", False), ("secret_name", False), ("primary key", True), ("monkey", False),
    ],
)  # fmt: skip
def test_the_name_of_a_secret(name: str, secret: bool) -> None:
    assert is_secret_name(name) is secret

"""Values beside a value that was replaced: accounts, passwords, further codes and people of a list."""

from __future__ import annotations

import pytest

from selfhelp.report.redact import Redactor
from tests.report.redaction_measured import clean

HIDDEN = (
    ("snowtool -u BI_LOADER -w WH_SMALL # SNOWSQL_PWD=Quer7Beet!Flug", "BI_LOADER"),
    ("<Sybase><login>magasin</login><motdepasse>cigogne-37A</motdepasse></Sybase>", "magasin"),
    ("als Benutzer dwh_lesen und als Kennwort Haselnuss.44 eingetragen", "dwh_lesen"),
    ('driver(uri, auth=("graphleser", "M0osbeere-21"))', "graphleser"),
    ("bcp dbo.orders out o.csv -S sql02 -U exportjob -P Wachtel=18 -c", "Wachtel=18"),
    ("curl -sk -u stats_export:Wm7!korbLade https://10.2.3.4/api", "stats_export"),
    ("10.4.7.9:5432:erp:lagerbuch:Zw1rn+Spule", "lagerbuch"),
    ("smbclient //10.1.1.5/scan -U 'WERKSTATT/jhollweg%Draht&Seil5'", "jhollweg"),
    ("smbclient //10.1.1.5/scan -U 'WERKSTATT/jhollweg%Draht&Seil5'", "WERKSTATT"),
    ('rasdial "Werk Nord" fahrer07 Kipper*Lader2', "fahrer07"),
    ("stats auth pilotage:Vent_Arriere18", "pilotage"),
    ("MARIADB_USER: intendance\n  MARIADB_PASSWORD: Grele.Mardi.71", "intendance"),
    ("Login name     : kopierer\n  Login password : Ablage+Flur3", "kopierer"),
    ("EXEC sp_x @rmtuser=N'QSTOCK4', @rmtpassword=N'BLUE7CRATE'", "QSTOCK4"),
    ('"user-name" => "atelier",\n"password" => "Rabot-Chene4",', "atelier"),
    ("UID = dsn_lager\nPWD = {Palette;31}", "dsn_lager"),
    (
        "users:\n  - name: fieldops\n    lock_passwd: false\n    plain_text_passwd: 'windy-Field-88'",
        "fieldops",
    ),
    ("user --name=werkbank --password=Hobel+Spaene6 --plaintext", "werkbank"),
    ("Wiederherstellungscodes: k4mq-8zt2 x7wp-3nv9 r2hd-6jc5", "x7wp-3nv9"),
    ("Contacts d'urgence : Solène Guivarc'h (compagne), Armel Le Dantec (père)", "Armel"),
    ("sticky note: laptop Basil-Thyme-4, safe 7741, alarm 0932#", "Basil-Thyme-4"),
)
STAYS = (
    "isql -P 1433 was refused",
    "The codes of 2024-2025 were archived",
    "the login element <login>false</login> is empty",
)
NEAR = (
    ("env:\n  - name: DB_PASSWORD\n    value: Grele.Mardi.71\n    password: Grele.Mardi.71", "DB_PASSWORD"),
    ("auth_user: false\npassword: Grele.Mardi.71", "auth_user: false"),
    ("name: storage\npassword: Grele.Mardi.71", "name: storage"),
)
"""Settings near a password that name no account."""


@pytest.mark.parametrize(("text", "kept"), NEAR)
def test_a_setting_near_a_password_stays(text: str, kept: str) -> None:
    assert kept in Redactor({}).redact_text(text)


@pytest.mark.parametrize(("text", "secret"), HIDDEN)
def test_a_value_beside_a_replaced_one_goes(text: str, secret: str) -> None:
    assert secret not in clean({"text": text})


@pytest.mark.parametrize("text", STAYS)
def test_a_value_beside_nothing_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text

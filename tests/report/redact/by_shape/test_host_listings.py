"""Computers, networks, domains and queues go where a listing, a file or an error has a place for them."""

# A case reads better on one line.
# ruff: noqa: E501
import pytest

from selfhelp.report.redact import Redactor

FOUND = [
    ("Server Name            Remark\n\\\\PC-ACCUEIL           \n", "PC-ACCUEIL"),
    ("    ATELIER        <00>  GROUP       Registered", "ATELIER"),
    ("   Suffixe DNS principal . . . . . . : ad.exemple-co.fr", "ad.exemple-co.fr"),
    ("root@web-prod-03:~# systemctl status nginx", "web-prod-03"),
    ("Nov  3 10:11:12 kastor sshd[1123]: Connection closed", "kastor"),
    ("1762164672 aa:bb:cc:dd:ee:ff 192.168.1.24 imprimante-etage2 01:aa:bb:cc:dd:ee:ff", "imprimante-etage2"),
    ("setspn -L svc\n    HTTP/intranet-rh", "intranet-rh"),
    ("/srv/nfs/projets  calcul01(rw,sync) calcul02(rw,sync)", "calcul02"),
    ("Host jump-lyon\n    User deploy", "jump-lyon"),
    ('Switched to context "armor-recette".', "armor-recette"),
    ("NAME        DESCRIPTION   DOCKER ENDPOINT\nusine-lyon                ssh://10.0.0.1", "usine-lyon"),
    ("[db]\npgmaster ansible_host=10.0.0.9\npgslave\n", "pgslave"),
    ("Unknown MySQL server host 'db-recette' (11001)", "db-recette"),
    ("Je n'arrive pas à joindre le serveur jupiter.", "jupiter"),
    (
        "NAME                UUID                                  TYPE      DEVICE\nvpn-armor           8b1e0f93-c24d-4a5f-8e6d-9c0b1a2f3e4d  vpn       --",
        "vpn-armor",
    ),
    ('rasdial "VPN Siège Armor"\nConnexion à VPN Siège Armor...', "Siège Armor"),
    ("        TenantName : Groupe Armor SAS", "Groupe Armor"),
    ("gpresult: CN=PC-X,OU=Postes-Accueil,OU=Rennes,DC=armor,DC=local", "OU=Rennes"),
    ("printer Compta_Ricoh is idle.  enabled since", "Compta_Ricoh"),
    (r"\\srv-fic\rh$ est inaccessible", "rh$"),
    ("10.30.0.4   erp.usine.lan erpx", "erpx"),
    ("Linux medusa 6.1.0-26-amd64 #1 SMP Debian x86_64 GNU/Linux", "medusa"),
    ("Logon server is fine, RDP to ts04-prod says no", "ts04-prod"),
    ("jdbc:oracle:thin:@oradb-rh:1521/RHPROD", "RHPROD"),
]
STAYS = [
    "The server accepts connections and the server requires a lock.",
    "nmcli connection add type wifi",
    "Bluetooth device class is unknown",
    "Find the device for printing.",
    r"\\.\pipe\spoolss is open, C$ and ADMIN$ are shared",
    "HTTP/1.1 200 OK",
    "Current context has no cluster",
    "feature release of OpenSSL",
]


@pytest.mark.parametrize(("text", "name"), FOUND)
def test_what_a_listing_names_goes(text: str, name: str) -> None:
    assert name not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_names_no_computer_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text

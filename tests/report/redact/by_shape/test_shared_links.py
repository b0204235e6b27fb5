"""Links and numbers that let in whoever has them go, on services that are listed and on hosts that no list has."""

# A case reads better on one line.
# ruff: noqa: E501
import pytest

from selfhelp.report.redact import Redactor

FOUND = [
    ("le lien https://fichiers.exemple-labo.fr/public/a8Kd93Lx02 est bloqué", "a8Kd93Lx02"),
    ("https://nuage.example.org/remote.php/dav/public-files/Rw9NyJ3hQgKq2Vz/devis.pdf", "Rw9NyJ3hQgKq2Vz"),
    ("https://meet.google.com/kqz-vbtn-wra", "kqz-vbtn-wra"),
    ("Salle https://visio.example.fr/b/mor-kq8-tz3-vxl", "mor-kq8-tz3-vxl"),
    ("https://whereby.com/our-board-room", "our-board-room"),
    ("discord.gg/kQ8mTz3Vx does not open", "kQ8mTz3Vx"),
    (
        "https://transfer.example.net/?enclosure=7b1e0f93-c24d-4a5f-8e6d-9c0b1a2f3e4d",
        "7b1e0f93-c24d-4a5f-8e6d-9c0b1a2f3e4d",
    ),
    ("https://send.example.net/download/x/#Kq8mTz3VxLpRw2NyJ9hQg4", "Kq8mTz3VxLpRw2NyJ9hQg4"),
    ("https://teams.microsoft.com/meet/3482119703551", "3482119703551"),
    ("Meeting-ID: 894 1127 3306, Kenncode: t7Lw3Q", "t7Lw3Q"),
    ("ID de réunion : 371 448 209 117", "371 448 209 117"),
    ("One tap mobile +13126266799,,84821197035#", "84821197035"),
]
STAYS = [
    "https://learn.microsoft.com/en-us/troubleshoot/windows-server/networking/7b1e0f93",
    "https://support.microsoft.com/en-us/topic/kb5034441-62c04204-aaa5-4fee-a02a-2fdea17075a8",
    "https://github.com/nextcloud/desktop/issues/4471",
    "https://github.com/x/y/commit/9f3c2e1d4b5a6978812345abcdef0123456789ab",
    "https://pypi.org/project/requests/2.32.3/",
    "https://www.youtube.com/watch?v=dQw4w9WgXcQ",
    "https://deb.debian.org/debian/pool/main/o/openssl/openssl_3.0.15-1~deb12u1_amd64.deb",
    "https://nvd.nist.gov/vuln/detail/CVE-2024-38063",
    "https://meet.google.com/landing",
    "https://issues.example.org/list?state=open",
    "https://www.example.com/files/report-2026-final.html",
    "file:///usr/share/doc/imagemagick-7-common/html/www/import.html",
    "Teams shows error code 80090016 again",
]


@pytest.mark.parametrize(("text", "secret"), FOUND)
def test_what_lets_someone_in_goes(text: str, secret: str) -> None:
    assert secret not in Redactor({}).redact_text(text)


@pytest.mark.parametrize("text", STAYS)
def test_what_everyone_may_read_stays(text: str) -> None:
    assert Redactor({}).redact_text(text) == text


def test_a_part_is_replaced_once() -> None:
    """What an earlier rule has written is no id of its own."""
    shown = Redactor({}).redact_text("https://example-co.zoom.us/j/84821197035?pwd=T3VxLpRw2NyJ9hQg4KcZs6")
    assert shown.count("[secret:url-key]") == 2
    assert "]]" not in shown

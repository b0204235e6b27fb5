"""Secrets in the Credential Manager of Windows."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import pytest

from selfhelp.machine.keyring import windows_credentials
from selfhelp.machine.keyring.system_keyring import SystemKeyring

SERVICE = f"selfhelp test {uuid.uuid4().hex[:8]}"


@pytest.fixture
def vault() -> Iterator[SystemKeyring]:
    vault = SystemKeyring()
    yield vault
    vault.delete_secret(SERVICE, "alice@example.com")


def test_a_secret_is_kept_read_and_forgotten(vault: SystemKeyring) -> None:
    assert vault.read_secret(SERVICE, "alice@example.com") == ""
    vault.store_secret(SERVICE, "alice@example.com", "geheim-é-" + "x" * 1100)
    assert SystemKeyring().read_secret(SERVICE, "alice@example.com") == "geheim-é-" + "x" * 1100
    assert vault.delete_secret(SERVICE, "alice@example.com")
    assert not vault.delete_secret(SERVICE, "alice@example.com")
    assert vault.read_secret(SERVICE, "alice@example.com") == ""


def test_what_is_kept_is_listed_without_its_secret(vault: SystemKeyring) -> None:
    vault.store_secret(SERVICE, "alice@example.com", "geheim")
    (entry,) = [e for e in windows_credentials.read_saved_passwords()["entries"] if SERVICE in e["target"]]
    assert entry["user"] == "alice@example.com"
    assert entry["age"] < 120
    assert "geheim" not in str(windows_credentials.read_saved_passwords())


def test_one_is_deleted(vault: SystemKeyring) -> None:
    vault.store_secret(SERVICE, "alice@example.com", "geheim")
    kind = windows_credentials.GENERIC
    assert windows_credentials.delete_saved_password(SERVICE, kind)
    assert not windows_credentials.delete_saved_password(SERVICE, kind)
    assert vault.read_secret(SERVICE, "alice@example.com") == ""

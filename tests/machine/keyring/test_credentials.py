"""A token is in a keyring that encrypts, in memory, or nowhere."""

# mypy: disable-error-code="assignment"

from __future__ import annotations

import threading
import time
from contextlib import suppress

import pytest
from keyring.errors import KeyringLocked, PasswordDeleteError

from selfhelp.core.errors import ConfigurationError, SignInNeededError, UnavailableError
from selfhelp.machine.keyring import keyring_lock
from selfhelp.machine.keyring.credentials import STATISTICS, Secrets


class Memory:
    def __init__(self):
        self.kept = {}

    def get_password(self, service, username):
        return self.kept.get((service, username))

    def set_password(self, service, username, password):
        self.kept[service, username] = password

    def delete_password(self, service, username):
        if (service, username) not in self.kept:
            raise PasswordDeleteError("none")
        del self.kept[service, username]


class Locked(Memory):
    def get_password(self, service, username):
        raise KeyringLocked("locked")

    set_password = delete_password = get_password


class Forgetful(Memory):
    def get_password(self, service, username):
        return None

    def delete_password(self, service, username):
        pass


def test_a_token_is_kept_and_forgotten():
    keyring = Memory()
    secrets = Secrets({}, keyring)
    with pytest.raises(SignInNeededError, match="aren't signed in"):
        secrets.require_token()
    assert secrets.read_token_or_empty() == ""
    secrets.store_token(" 1-29-abc\n")
    assert Secrets({}, keyring).read_token_or_empty() == "1-29-abc"
    assert list(keyring.kept.values()) == ["1-29-abc"]
    assert secrets.delete_server_secrets()
    assert not secrets.delete_server_secrets()
    assert keyring.kept == {}


def test_the_environment_goes_first_and_is_never_stored(tmp_path):
    keyring = Memory()
    Secrets({}, keyring).store_token("old")
    file = tmp_path / "token"
    file.write_text("from-file\n")
    assert Secrets({"SELFHELP_TOKEN_FILE": str(file)}, keyring).read_token_or_empty() == "from-file"
    both = Secrets({"SELFHELP_TOKEN": "from-env", "SELFHELP_TOKEN_FILE": str(file)}, keyring)
    assert both.read_token_or_empty() == "from-env"
    assert list(keyring.kept.values()) == ["old"]


@pytest.mark.parametrize("content", [None, b"\xff\xfe", b"two lines\nhere", b"x" * 5000])
def test_a_token_file_that_is_none_is_a_sentence(tmp_path, content):
    file = tmp_path / "token"
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(ConfigurationError):
        Secrets({"SELFHELP_TOKEN_FILE": str(file)}, Memory()).read_token_or_empty()


@pytest.mark.parametrize("token", ["", "  ", "a b", "a\nb", "é", "x" * 1201])
def test_what_is_no_token_is_not_stored(token):
    keyring = Memory()
    with pytest.raises(ConfigurationError):
        Secrets({}, keyring).store_token(token)
    assert keyring.kept == {}


@pytest.mark.parametrize("keyring", [Locked(), Forgetful()])
def test_a_keyring_that_does_not_persist_is_reported_immediately(keyring):
    secrets = Secrets({}, keyring)
    with pytest.raises(UnavailableError):
        secrets.store_token("abc")
    with pytest.raises(SignInNeededError):
        secrets.require_token()
    assert secrets.read_token_or_empty() == ""
    assert not secrets.is_persistent()
    assert "until this app closes" in str(secrets.hold_token_in_memory("abc"))
    assert secrets.read_token_or_empty() == "abc"


def test_a_locked_keyring_cannot_promise_to_have_forgotten():
    with pytest.raises(UnavailableError):
        Secrets({}, Locked()).delete_server_secrets()


def test_a_keyring_that_writes_plain_text_is_not_used(monkeypatch):
    import keyring
    from keyring.backends import fail, null

    for backend in (fail.Keyring(), null.Keyring()):
        monkeypatch.setattr(keyring, "get_keyring", lambda backend=backend: backend)
        with pytest.raises(UnavailableError, match="no keyring"):
            Secrets({}).store_token("abc")


def test_a_keyring_that_waits_for_a_prompt_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    class Prompting:
        def get_password(self, service: str, username: str) -> str | None:
            threading.Event().wait(30)
            return None

    monkeypatch.setattr("selfhelp.machine.keyring.system_keyring.READ_LIMIT", 0.1)
    started = time.monotonic()
    with pytest.raises(SignInNeededError, match="isn't responding"):
        Secrets({}, Prompting()).require_token()  # type: ignore[arg-type]
    assert time.monotonic() - started < 5


class Shut(Memory):
    """Shows its dialog whenever it is asked while it is locked; the person answers it as the test says."""

    def __init__(self, monkeypatch, *, user_opens=True):
        super().__init__()
        self.locked, self.dialogs, self.user_opens = True, 0, user_opens
        lock = keyring_lock.KeyringLock(lambda: self.locked)
        monkeypatch.setattr(keyring_lock, "LOCKS", {type(self).__module__: lock})

    def _ask(self):
        if self.locked:
            self.dialogs += 1
            self.locked = not self.user_opens
        if self.locked:
            raise KeyringLocked("locked")

    def get_password(self, service, username):
        self._ask()
        return super().get_password(service, username)

    def set_password(self, service, username, password):
        self._ask()
        super().set_password(service, username, password)

    def delete_password(self, service, username):
        self._ask()
        super().delete_password(service, username)


BY_ITSELF = [
    lambda secrets: secrets.require_token(),
    lambda secrets: secrets.read_refresh_token(),
    lambda secrets: secrets.read_token_or_empty(),
    lambda secrets: secrets.read_sign_in_kind(),
    lambda secrets: secrets.is_persistent(),
    lambda secrets: secrets.read_proxy_sign_in("proxy.example:3128"),
    lambda secrets: secrets.store_refresh_token("renewed"),
    lambda secrets: secrets.delete_refresh_token(),
]
BY_USER = [
    lambda secrets: secrets.unlock(),
    lambda secrets: secrets.unlock_if_needed(),
    lambda secrets: secrets.store_token("1-29-abc"),
    lambda secrets: secrets.store_refresh_token("first", user_present=True),
    lambda secrets: secrets.store_proxy_sign_in("proxy.example:3128", "alice", "secret"),
    lambda secrets: secrets.delete_server_secrets(),
    lambda secrets: secrets.delete_all_secrets(),
]


@pytest.mark.parametrize("call", BY_ITSELF)
def test_background_work_never_opens_a_keyring_dialog(monkeypatch, call):
    keyring = Shut(monkeypatch)
    with suppress(SignInNeededError):
        call(Secrets({}, keyring, RT))
    assert keyring.dialogs == 0
    assert keyring.locked


@pytest.mark.parametrize("call", BY_USER)
def test_a_user_action_lets_the_keyring_ask_once(monkeypatch, call):
    keyring = Shut(monkeypatch)
    call(Secrets({}, keyring, RT))
    assert keyring.dialogs == 1


def test_a_keyring_left_locked_is_reported_and_nothing_is_lost(monkeypatch):
    keyring = Shut(monkeypatch, user_opens=False)
    secrets = Secrets({}, keyring, RT)
    secrets.unlock_if_needed()
    with pytest.raises(SignInNeededError, match=r"is locked.*unlock the keyring"):
        secrets.require_token()
    assert not secrets.store_refresh_token("renewed")
    assert secrets.read_refresh_token() == "renewed", "it is in memory"
    assert keyring.dialogs == 1


def test_what_needs_no_keyring_does_not_unlock_one(monkeypatch):
    keyring = Shut(monkeypatch)
    Secrets({}, keyring).unlock_if_needed()  # a desk without a server
    Secrets({"SELFHELP_TOKEN": "1-29-abc"}, keyring, RT).unlock_if_needed()
    assert keyring.dialogs == 0


RT, OTHER = "rt rt.example.com", "rt rt.example.org"


def test_a_token_for_one_server_is_never_given_to_another():
    keyring = Memory()
    Secrets({}, keyring, RT).store_token("for-rt")
    assert Secrets({}, keyring, RT).read_token_or_empty() == "for-rt"
    assert Secrets({}, keyring, OTHER).read_token_or_empty() == ""
    assert Secrets({}, keyring, "glpi rt.example.com").read_token_or_empty() == ""
    here = Secrets({}, Locked(), RT)
    here.hold_token_in_memory("in-memory")
    assert here.create_for_server(OTHER).read_token_or_empty() == ""
    assert here.create_for_server(RT).read_token_or_empty() == "in-memory"


def test_a_token_in_memory_signs_in_too():
    secrets = Secrets({}, Locked(), RT)
    secrets.hold_token_in_memory("in-memory")
    assert secrets.read_sign_in_kind() == "token"


def test_the_token_of_the_environment_is_for_the_desk_of_the_policy_alone():
    here = Secrets({"SELFHELP_TOKEN": "for-rt"}, Memory(), RT)
    assert here.create_for_server(RT).require_token() == "for-rt"
    old = here.create_for_server(OTHER)
    assert (old.read_environment_token(), old.read_token_or_empty(), old.read_sign_in_kind()) == (
        "",
        "",
        "none",
    )


def test_the_token_of_an_earlier_version_goes_to_the_first_server_only():
    keyring = Memory()
    Secrets({}, keyring).store_token("old")
    assert list(keyring.kept) == [("selfhelp", "help desk")]
    assert Secrets({}, keyring, RT).read_token_or_empty() == "old"
    assert [place for place, value in keyring.kept.items() if value == "old"] == [
        (f"selfhelp {RT}", "help desk")
    ]
    assert Secrets({}, keyring, OTHER).read_token_or_empty() == ""
    assert Secrets({}, keyring, OTHER).delete_all_secrets()
    assert keyring.kept == {}


def test_signing_out_leaves_nothing_of_this_server():
    keyring = Memory()
    secrets = Secrets({}, keyring, RT)
    assert secrets.store_refresh_token("r" * 1200)
    secrets.hold_access_token_in_memory("a", 60)
    assert secrets.list_secrets_in_memory() == ["a"]
    assert secrets.delete_server_secrets()
    assert (secrets.read_refresh_token(), secrets.read_access_token(), secrets.list_secrets_in_memory()) == (
        "",
        "",
        [],
    )
    assert not secrets.delete_server_secrets()


def test_all_credentials_can_be_deleted_together():
    keyring = Memory()
    Secrets({}, keyring, RT).store_token("one")
    assert Secrets({}, keyring, OTHER).store_refresh_token("two")
    assert Secrets({}, keyring).store_proxy_sign_in("proxy:3128", "alice", "pass word é")
    assert Secrets({}, keyring).read_proxy_sign_in("proxy:3128") == "alice:pass word é"
    assert Secrets({}, keyring, "zendesk z").delete_all_secrets()
    assert keyring.kept == {}


def test_a_token_takes_the_place_of_a_sign_in_and_the_other_way_round():
    secrets = Secrets({}, Memory(), RT)
    secrets.store_token("mine")
    assert secrets.store_refresh_token("refresh")
    assert secrets.read_token_or_empty() == ""
    secrets.store_token("mine")
    assert secrets.read_refresh_token() == ""


@pytest.mark.parametrize(
    ("keyring", "token"), [(Locked(), "short"), (Forgetful(), "short"), (Memory(), "x" * 1201)]
)
def test_a_sign_in_that_no_keyring_keeps_lives_until_the_program_ends(keyring, token):
    secrets = Secrets({}, keyring, RT)
    assert not secrets.store_refresh_token(token)
    assert secrets.read_refresh_token() == token
    assert token not in str(keyring.kept)
    assert Secrets({}, Memory(), RT).read_refresh_token() == ""


def test_an_access_token_ends():
    secrets = Secrets({}, Memory(), RT)
    secrets.hold_access_token_in_memory("a", 60)
    assert secrets.read_access_token() == "a"
    secrets.hold_access_token_in_memory("a", -1)
    assert secrets.read_access_token() == ""


@pytest.mark.parametrize(("user", "password"), [("", "x"), ("a:b", "x"), ("a", "x\ny"), ("a", "x" * 1200)])
def test_what_no_proxy_takes_is_refused(user, password):
    with pytest.raises(ConfigurationError):
        Secrets({}, Memory()).store_proxy_sign_in("p:1", user, password)


@pytest.mark.parametrize("proxy", ["http://[::1", "", "http://"])
def test_what_is_no_proxy_is_a_sentence(proxy):
    secrets = Secrets({}, Memory())
    with pytest.raises(ConfigurationError, match="proxy address"):
        secrets.store_proxy_sign_in(proxy, "alice", "secret")
    assert secrets.read_proxy_sign_in(proxy) == ""


def test_no_file_is_ever_written(tmp_path, monkeypatch):
    """Whatever the keyring does: absent, locked, forgetful, nothing of a secret reaches the disk."""
    home = tmp_path / "person"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.chdir(home)
    for keyring in (Locked(), Forgetful(), Memory()):
        secrets = Secrets({}, keyring, RT)
        secrets.hold_token_in_memory("abc")
        secrets.store_refresh_token("def")
        secrets.store_proxy_sign_in("p:1", "a", "b")
    assert list(home.rglob("*")) == []


def test_the_password_of_a_mail_account_may_have_spaces_and_any_letters():
    mail = Secrets({}, Memory(), "mail smtp.example.com")
    mail.store_token("pässword with spaces")
    assert mail.read_token_or_empty() == "pässword with spaces"
    with pytest.raises(ConfigurationError):
        mail.store_token("two\nlines")
    with pytest.raises(ConfigurationError):
        mail.create_for_server(RT).store_token("pässword with spaces")


@pytest.mark.parametrize(
    "written", ["Proxy:3128", "http://proxy:3128/", "http://a:b@PROXY:3128", "//proxy:3128"]
)
def test_a_proxy_is_the_same_however_it_is_written(written):
    secrets = Secrets({}, Memory())
    secrets.store_proxy_sign_in(written, "alice", "pw")
    assert secrets.read_proxy_sign_in("proxy:3128") == "alice:pw"


def test_what_it_put_there_is_read_by_its_name_and_no_other_programs():
    keyring = Memory()
    keyring.set_password("statistics.example.com", STATISTICS, "Bearer s3cret")
    keyring.set_password("mail.example.com", "ann", "own")
    keyring.set_password("selfhelp rt rt.example.com", "help desk", "own, too")
    secrets = Secrets({}, keyring, "rt rt.example.com")
    assert secrets.read_statistics_secret("statistics.example.com") == "Bearer s3cret"
    assert secrets.read_statistics_secret("mail.example.com") == ""
    assert secrets.read_statistics_secret("selfhelp rt rt.example.com") == ""
    assert "Bearer s3cret" in secrets.list_secrets_in_memory(), "it is taken out of logs and reports by value"
    assert "" not in secrets.list_secrets_in_memory()

"""Table of the programs that take a secret: which argument it is, and which programs read one.

Source: the programs' manual pages. Options that many programs share (``--password x``) need no row; see
`commands`.
"""

# ruff: noqa: E501
from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """A program, or one of its subcommands.

    Attributes:
        call: its words in order; other arguments may come between them.
        options: options whose argument is a secret, also when joined to a short option.
        keywords: words before a secret (``nmcli … password x``).
        operand: index of the secret operand, counted from 1 after `call`; 0 if none.
        reads: the program reads the secret from a pipe, here-string or here-document.
        pairs: the program reads lines of ``user:secret``.
    """

    call: tuple[str, ...]
    options: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    operand: int = 0
    reads: bool = False
    pairs: bool = False


def _make_reading_programs(*calls: str) -> tuple[Program, ...]:
    return tuple(Program(tuple(call.split()), reads=True) for call in calls)


_READING = _make_reading_programs(
    "docker secret create", "podman secret create", "docker login", "podman login", "nerdctl login",
    "buildah login", "skopeo login", "helm registry login", "oras login", "passwd", "smbpasswd", "vncpasswd",
    "tigervncpasswd", "cryptsetup", "gpg", "gpg2", "kinit", "su", "ssh-add", "sshpass",
    "ssh-keygen", "veracrypt", "restic", "borg", "pass insert", "gopass insert", "secret-tool store",
    "keepassxc-cli", "keepassxc", "op", "bw", "vault", "gh secret set", "gh auth login", "glab auth login",
    "oc login", "wrangler secret put", "gcloud secrets", "heroku auth:token", "az keyvault secret set",
    "ansible-vault", "openssl passwd", "mkpasswd", "htpasswd", "ldappasswd", "kubectl create secret", "kubeseal",
    "age", "runas", "zfs load-key", "zfs create", "systemd-creds encrypt", "systemd-cryptenroll", "argon2",
    "openconnect", "adcli join", "realm join", "net ads join", "ipa", "kadmin", "kpasswd", "security",
    "rclone obscure", "wpa_passphrase", "gnome-keyring-daemon", "dropbearkey", "fly secrets import", "luksmeta",
    "clevis", "nmcli", "mysql_config_editor", "ykman", "sops", "kwallet-query", "lpass", "dashlane",
)  # fmt: skip

PROGRAMS: tuple[Program, ...] = (
    *_READING,
    Program(("chpasswd",), reads=True, pairs=True),
    Program(("newusers",), reads=True, pairs=True),
    Program(("ipmitool",), options=("-P", "-K", "-k")),
    Program(("ipmitool", "user", "set", "password"), operand=2),
    Program(("racadm",), options=("-p",)),
    Program(
        ("nmcli",), keywords=("password", "wifi-sec.psk", "802-11-wireless-security.psk", "802-1x.password")
    ),
    Program(("networksetup", "-setairportnetwork"), operand=3),
    Program(("networksetup", "-addpreferredwirelessnetworkatindex"), operand=5),
    Program(("airport",), options=("--password",)),
    Program(("iwctl",), options=("--passphrase", "-P")),
    Program(("wpa_cli", "set_network"), keywords=("psk", "password", "wep_key0")),
    Program(("wpa_passphrase",), operand=2),
    Program(("openssl", "passwd"), operand=1),
    Program(("openssl", "enc"), options=("-k", "-K", "-pass")),
    Program(("mkpasswd",), operand=1),
    Program(("ansible-vault", "encrypt_string"), operand=1),
    Program(("x11vnc",), options=("-passwd", "-storepasswd", "-viewpasswd")),
    Program(("xdotool", "type"), operand=1),
    Program(("manage-bde",), options=("-recoverypassword", "-rp", "-pw", "-password")),
    Program(("slmgr",), options=("/ipk", "-ipk")),
    Program(("slmgr.vbs",), options=("/ipk", "-ipk")),
    Program(("ksetup", "/setcomputerpassword"), operand=1),
    Program(("bitsadmin", "/setcredentials"), operand=5),
    Program(("dsadd", "user"), options=("-pwd",)),
    Program(("dsmod", "user"), options=("-pwd",)),
    Program(("sc", "config"), keywords=("password=",)),
    Program(("sc", "create"), keywords=("password=",)),
    Program(("sc.exe", "config"), keywords=("password=",)),
    Program(("sc.exe", "create"), keywords=("password=",)),
    Program(("cqlsh",), options=("-p",)),
    Program(("influx",), options=("-password", "-t", "--token")),
    Program(("svn",), options=("--password",)),
    Program(("steghide",), options=("-p",)),
    Program(("fcrackzip",), options=("-p",)),
    Program(("snx",), options=("-p",)),
    Program(("vpncmd",), options=("/password",)),
    Program(("sftp",), options=("-pw",)),
    Program(("crowbar",), options=("-c",)),
    Program(("hydra",), options=("-p",)),
    Program(("medusa",), options=("-p",)),
    Program(("evil-winrm",), options=("-p",)),
    Program(("winrs",), options=("-p", "-password")),
    Program(("kcadm.sh",), options=("--password", "-p", "--new-password")),
    Program(("kubectl", "config", "set-credentials"), options=("--password", "--token")),
    Program(("realm", "permit"), options=("-p",)),
    Program(("hdiutil",), options=("-passphrase",)),
    Program(("diskutil",), options=("-passphrase", "-oldPassphrase", "-newPassphrase")),
    Program(("fdesetup",), options=("-key", "-password")),
    Program(("systemsetup",), options=("-password",)),
    Program(("lpadmin",), options=("-U%",)),
    Program(("pppoeconf",), options=("-P",)),
    Program(("bw", "login"), operand=2),
    Program(("bw", "unlock"), operand=1),
    Program(("pulumi", "config", "set", "--secret"), operand=2),
    Program(("gh", "secret", "set"), options=("-b", "--body")),
    Program(("udisksctl",), options=("--key-file",)),
)
WRAPPERS = frozenset(
    ["sudo", "doas", "env", "time", "nohup", "exec", "command", "nice", "ionice", "stdbuf", "unbuffer", "RUN", "run:", "$", "#", ">", "-", "CMD", "xargs", "cmd", "/c", "cmd.exe", "start", "call", "&"]
)  # fmt: skip
"""Words before a command that aren't the command itself."""

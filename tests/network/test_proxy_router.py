"""The way to a server: who says which proxy, in which order, and how each failure is told."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass

import pytest

from selfhelp.core import errors
from selfhelp.core.model import Platform
from selfhelp.machine import Command, Output
from selfhelp.machine.keyring.credentials import Secrets
from selfhelp.machine.local_machine import LocalMachine
from selfhelp.machine.proxy.system_proxy import WEB_WAY, SystemProxy
from selfhelp.network import proxy_router
from selfhelp.network.failures import FailureKind
from selfhelp.network.http import HttpClient, TimeLimits
from selfhelp.network.proxy_router import ProxyRouter, parse_script_answer
from selfhelp.network.routes import Route
from selfhelp.policy.policy import NetworkPolicy
from tests.faults import bad_server, http
from tests.machine.keyring.test_credentials import Locked, Memory
from tests.proxy_server import Proxy
from tests.tls import Authority, secure_server

QUICK = TimeLimits(connect=2, read=4, total=8)
HOST = "desk.example.com"
URL = f"https://{HOST}/x"


@pytest.fixture(autouse=True)
def _no_proxy(monkeypatch):
    for name in ("HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "HTTP_PROXY"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)


@pytest.fixture(scope="module")
def company(tmp_path_factory):
    return Authority(tmp_path_factory.mktemp("company"))


@pytest.fixture
def desk(company):
    with secure_server(company.leaf(HOST)) as server:
        yield server


@pytest.fixture
def proxy(desk):
    proxy = Proxy(desk.port)
    yield proxy
    proxy.close()


class Computer:
    """A computer whose settings say what the test says; scripts are worked out for real."""

    platform = Platform.LINUX

    def __init__(self, **values: str) -> None:
        self.values = values
        self.asked = 0

    def run(self, command: Command) -> Output:
        if command.argv[0] != "gsettings":
            return LocalMachine(Platform.LINUX).run(command)
        self.asked += 1
        schema, key = command.argv[2].removeprefix("org.gnome.system.proxy"), command.argv[3]
        usual = {"mode": "none", "use-same-proxy": "true", "ignore-hosts": "@as []"}
        name = f"{schema[1:]}_{key}" if schema else key
        return Output(0, self.values.get(name.replace("-", "_"), usual.get(key, "''")) + "\n")

    def read(self, source):
        return LocalMachine(Platform.LINUX).read(source)

    def change(self, action):
        raise AssertionError("nothing is changed")


def manual(proxy: Proxy, **more: str) -> Computer:
    return Computer(mode="'manual'", https_host="'127.0.0.1'", https_port=str(proxy.port), **more)


@dataclass
class Trusting:
    """The ways of others, with the company's certificates trusted on them."""

    ways: ProxyRouter
    ca_file: str

    def list_routes(self, url: str) -> Sequence[Route]:
        return self.ways.list_routes(url)

    def read_proxy_sign_in(self, way: Route) -> Route | None:
        return self.ways.read_proxy_sign_in(way)


def ask(routes, company, method="POST"):
    body = {"subject": "private"} if method == "POST" else None
    desk = HttpClient(
        f"https://{HOST}", lambda: "token s3cret", times=QUICK, routes=Trusting(routes, company.file)
    )
    return desk.request(method, "/x", body=body)


# -- who says it -----------------------------------------------------------------------------------


def test_the_order_is_policy_environment_computer(proxy, monkeypatch):
    computer = manual(proxy)
    said = f"http://127.0.0.1:{proxy.port}"
    assert [w.proxy for w in ProxyRouter(machine=computer).list_routes(URL)] == [said]
    monkeypatch.setenv("https_proxy", "env.example.com:1")
    assert [w.proxy for w in ProxyRouter(machine=computer).list_routes(URL)] == ["http://env.example.com:1"]
    fixed = NetworkPolicy(proxy="policy.example.com:2")
    assert [w.proxy for w in ProxyRouter(fixed, computer).list_routes(URL)] == ["http://policy.example.com:2"]
    assert [w.proxy for w in ProxyRouter(NetworkPolicy(proxy="direct"), computer).list_routes(URL)] == [""]


def test_the_environment_names_hosts_that_need_none(monkeypatch):
    monkeypatch.setenv("https_proxy", "http://env.example.com:1")
    monkeypatch.setenv("no_proxy", ".example.com,10.0.0.0/8")
    assert [w.proxy for w in ProxyRouter().list_routes(URL)] == [""]
    assert [w.proxy for w in ProxyRouter().list_routes("https://10.1.2.3/")] == [""]
    assert [w.proxy for w in ProxyRouter().list_routes("https://example.org/")] == [
        "http://env.example.com:1"
    ]


@pytest.mark.parametrize(
    ("host", "direct"),
    [
        ("desk.example.com", True),
        ("desk.example.org", False),
        ("10.1.2.3", True),
        ("11.1.2.3", False),
        ("intranet", True),
        ("INTRANET", True),
        ("127.0.0.1", True),
        ("localhost", True),
        ("[::1]", True),
        ("example.com.evil.org", False),
    ],
)
def test_the_settings_name_hosts_that_need_none(proxy, host, direct):
    computer = manual(proxy, ignore_hosts="['*.example.com', '10.0.0.0/8', 'intranet', '::1']")
    ways = ProxyRouter(machine=computer).list_routes(f"https://{host}/")
    assert (ways[0].proxy == "") is direct


def test_the_settings_are_asked_once_in_ten_minutes(proxy):
    computer, clock = manual(proxy), [0.0]
    routes = ProxyRouter(machine=computer, now=lambda: clock[0])
    routes.list_routes(URL)
    first = computer.asked
    routes.list_routes(URL)
    assert computer.asked == first > 0
    clock[0] = 601
    routes.list_routes(URL)
    assert computer.asked > first


def test_a_computer_that_says_nothing_has_no_proxy():
    class Silent(Computer):
        def run(self, command):
            raise errors.ProbeError(errors_text, detail="")

    from selfhelp.core.text import N_

    errors_text = N_("The help desk's server can't be reached.")
    assert [w.proxy for w in ProxyRouter(machine=Silent()).list_routes(URL)] == [""]


def test_plain_http_to_this_computer_goes_past_every_proxy(proxy):
    routes = ProxyRouter(NetworkPolicy(proxy=proxy.place), manual(proxy))
    with bad_server(http(200, b"{}")) as server:
        HttpClient(server.url, lambda: "token s3cret", routes=routes).request("GET", "/")
    assert proxy.asked == []


SETTINGS = [
    (
        Platform.MACOS,
        {
            "scutil --proxy": "<dictionary> {\n  ExceptionsList : <array> {\n    0 : *.local\n"
            "    1 : 169.254/16\n  }\n  ExcludeSimpleHostnames : 1\n  HTTPSEnable : 1\n  HTTPSPort : 8080\n"
            "  HTTPSProxy : proxy.example.com\n}\n"
        },
        SystemProxy("proxy.example.com:8080", "", ["*.local", "169.254/16"], True),
    ),
    (
        Platform.MACOS,
        {
            "scutil --proxy": "<dictionary> {\n  HTTPSEnable : 0\n  ProxyAutoConfigEnable : 1\n"
            "  ProxyAutoConfigURLString : http://pac.example.com/a.pac\n  ProxyAutoDiscoveryEnable : 1\n}\n"
        },
        SystemProxy("", "http://pac.example.com/a.pac"),
    ),
    (
        Platform.WINDOWS,
        {
            "ProxyEnable": 1,
            "ProxyServer": "http=a:1;https=proxy.example.com:8080",
            "ProxyOverride": "*.example.com;<local>",
        },
        SystemProxy("proxy.example.com:8080", "", ["*.example.com"], True),
    ),
    (Platform.WINDOWS, {"ProxyEnable": 1, "ProxyServer": "p:3128"}, SystemProxy("p:3128")),
    (Platform.WINDOWS, {"ProxyEnable": 1, "ProxyServer": "socks=p:3128"}, SystemProxy()),
    (Platform.WINDOWS, {"ProxyEnable": 0, "ProxyServer": "p:3128"}, SystemProxy()),
    (Platform.WINDOWS, {"AutoConfigURL": "http://pac/a.pac"}, SystemProxy("", "http://pac/a.pac")),
]


@pytest.mark.parametrize(("platform", "values", "way"), SETTINGS)
def test_what_windows_and_macos_say(platform, values, way):
    class Told:
        def run(self, command):
            return Output(0, values[" ".join(command.argv)])

        def read(self, source):
            return values.get(source.value)

    told = Told()
    told.platform = platform  # type: ignore[attr-defined]
    found = WEB_WAY.read(told)  # type: ignore[arg-type]
    assert (found.proxy, found.script, list(found.beside), found.simple_beside) == (
        way.proxy,
        way.script,
        list(way.beside),
        way.simple_beside,
    )


# -- through it ------------------------------------------------------------------------------------


def test_a_ticket_goes_through_the_proxy_of_the_settings_and_the_token_is_not_shown_to_it(
    desk, proxy, company
):
    assert ask(ProxyRouter(machine=manual(proxy)), company).status == 200
    assert proxy.asked == [f"{HOST}:443"]
    assert b"s3cret" not in b"".join(proxy.heads)
    assert b"Authorization: token s3cret" in desk.requests[0]


def test_one_proxy_for_all_kinds_serves_https_too(proxy, company):
    computer = Computer(mode="'manual'", http_host="'127.0.0.1'", http_port=str(proxy.port))
    assert ask(ProxyRouter(machine=computer), company).status == 200
    apart = Computer(
        mode="'manual'", http_host="'127.0.0.1'", http_port=str(proxy.port), use_same_proxy="false"
    )
    assert ProxyRouter(machine=apart).list_routes(URL)[0].proxy == ""


def test_a_password_is_asked_for_once_and_then_known(desk, proxy, company):
    proxy.wants = "alice:pässword @:/"
    keyring = Memory()
    routes = ProxyRouter(NetworkPolicy(proxy=proxy.place), secrets=Secrets({}, keyring))
    with pytest.raises(errors.DeskUnreachableError, match="user name and password") as caught:
        ask(routes, company)
    assert caught.value.trouble == FailureKind.PROXY_SIGN_IN
    assert desk.requests == []
    Secrets({}, keyring).store_proxy_sign_in(proxy.place, "alice", "pässword @:/")
    proxy.heads.clear()
    assert ask(routes, company).status == 200
    assert ask(routes, company).status == 200
    assert proxy.tunnels == 2
    assert len(proxy.heads) == 4  # refused, asked what it takes, let through; the second time at once
    assert len(desk.requests) == 2


def test_a_wrong_password_is_said_and_is_no_loop(desk, proxy, company):
    proxy.wants = "alice:right"
    secrets = Secrets({}, Memory())
    secrets.store_proxy_sign_in(proxy.place, "alice", "wr0ng-pw")
    with pytest.raises(errors.DeskUnreachableError, match="rejected the user name") as caught:
        ask(ProxyRouter(NetworkPolicy(proxy=proxy.place), secrets=secrets), company)
    assert "wr0ng-pw" not in caught.value.detail
    assert len(proxy.heads) <= 4
    assert desk.requests == []


def test_a_keyring_that_is_locked_ends_in_the_question_not_in_an_error(proxy, company):
    proxy.wants = "alice:right"
    with pytest.raises(errors.DeskUnreachableError, match="user name and password"):
        ask(ProxyRouter(NetworkPolicy(proxy=proxy.place), secrets=Secrets({}, Locked())), company)


@pytest.mark.parametrize(
    "offers", [("Negotiate",), ("NTLM",), ("Kerberos",), ("Negotiate", "NTLM"), ("Digest realm=x",)]
)
def test_a_sign_in_that_we_cannot_give_ends_in_one_clear_sentence(desk, proxy, company, offers):
    proxy.wants, proxy.offers = "alice:right", offers
    secrets = Secrets({}, Memory())
    with pytest.raises(errors.DeskUnreachableError, match="sign-in method") as caught:
        ask(ProxyRouter(NetworkPolicy(proxy=proxy.place), secrets=secrets), company)
    assert offers[0].split()[0].lower() in str(caught.value)
    assert len(proxy.heads) == 2
    assert desk.requests == []


def test_basic_beside_others_is_used(proxy, company):
    proxy.wants, proxy.offers = "a:b", ("Negotiate", "NTLM", 'Basic realm="x"')
    secrets = Secrets({}, Memory())
    secrets.store_proxy_sign_in(proxy.place, "a", "b")
    assert ask(ProxyRouter(NetworkPolicy(proxy=proxy.place), secrets=secrets), company).status == 200


@pytest.mark.parametrize(
    ("says", "trouble", "words"),
    [
        ("403 Forbidden", FailureKind.PROXY_FORBIDS, "needs to allow"),
        ("502 Bad Gateway", FailureKind.PROXY, "can't reach"),
        ("504 Gateway Timeout", FailureKind.PROXY, "can't reach"),
        ("400 Bad Request", FailureKind.PROXY, "can't be used"),
    ],
)
def test_what_a_proxy_says_has_its_own_sentence(proxy, company, says, trouble, words):
    proxy.says = says
    with pytest.raises(errors.DeskUnreachableError, match=words) as caught:
        ask(ProxyRouter(NetworkPolicy(proxy=proxy.place)), company)
    assert caught.value.trouble == trouble


def test_a_socks_proxy_is_refused_with_a_sentence(monkeypatch, company):
    monkeypatch.setenv("all_proxy", "socks5://127.0.0.1:1")
    with pytest.raises(errors.DeskUnreachableError, match="SOCKS"):
        ask(ProxyRouter(), company)


def test_a_certificate_is_checked_through_a_proxy_as_well(desk, proxy, tmp_path):
    other = Authority(tmp_path)
    with pytest.raises(errors.DeskUntrustedError):
        ask(ProxyRouter(NetworkPolicy(proxy=proxy.place)), other)
    assert desk.read == b""


# -- scripts ---------------------------------------------------------------------------------------


def script(tmp_path, body: str) -> str:
    file = tmp_path / "proxy.pac"
    file.write_text(f"function FindProxyForURL(url, host) {{ {body} }}")
    return file.as_uri()


def by_script(tmp_path, body, **more):
    return ProxyRouter(NetworkPolicy(pac=script(tmp_path, body), **more), Computer())


def test_a_script_names_the_proxy(proxy, company, tmp_path):
    routes = by_script(tmp_path, f'return host == "{HOST}" ? "PROXY {proxy.place}" : "DIRECT";')
    assert ask(routes, company).status == 200
    assert proxy.asked == [f"{HOST}:443"]
    assert routes.list_routes("https://other.example.com/")[0].proxy == ""


def test_a_script_sees_the_server_but_not_what_is_asked_of_it(tmp_path):
    routes = by_script(
        tmp_path, 'return url == "https://desk.example.com/" ? "PROXY right:1" : "PROXY wrong:1";'
    )
    assert routes.list_routes("https://desk.example.com/ticket/7?token=s3cret")[0].proxy == "http://right:1"


def test_the_order_of_a_script_is_kept_and_the_next_is_taken_where_one_is_away(proxy, company, tmp_path):
    routes = by_script(tmp_path, f'return "PROXY 127.0.0.1:1; PROXY {proxy.place}; DIRECT";')
    assert [w.proxy_address for w in routes.list_routes(URL)] == ["127.0.0.1:1", proxy.place, ""]
    assert ask(routes, company).status == 200
    assert proxy.tunnels == 1


def test_direct_first_is_tried_first(proxy, company, tmp_path):
    """The name does not resolve here: the first way fails before anything is sent, the second counts."""
    routes = by_script(tmp_path, f'return "DIRECT; PROXY {proxy.place}";')
    desk = HttpClient("https://no-such-host.invalid", str, times=QUICK, routes=Trusting(routes, company.file))
    with pytest.raises(errors.DeskUntrustedError):  # it got there: the certificate is for another name
        desk.request("GET", "/")
    assert proxy.tunnels == 1


def test_no_other_way_is_taken_once_something_was_sent(company, tmp_path):
    def lost(connection, head):
        connection.close()

    with secure_server(company.leaf(HOST), lost) as server:
        proxies = [Proxy(server.port), Proxy(server.port)]
        routes = by_script(tmp_path, f'return "PROXY {proxies[0].place}; PROXY {proxies[1].place}";')
        with pytest.raises(errors.OutcomeUnknownError):
            ask(routes, company)
        assert [proxy.tunnels for proxy in proxies] == [1, 0]
        assert len(server.requests) == 1
        for proxy in proxies:
            proxy.close()


BROKEN = {
    "for ever": "while (true);",
    "mistake": "return (;",
    "nothing": "",
    "rubbish": 'return "PROXY";',
    "socks alone": 'return "SOCKS 127.0.0.1:1";',
    "with a password": 'return "PROXY a:b@127.0.0.1:1";',
    "5 MB": "/*" + "x" * 5_000_000 + '*/ return "DIRECT";',
}


@pytest.mark.slow
@pytest.mark.parametrize("body", BROKEN.values(), ids=BROKEN.keys())
def test_a_broken_script_sends_nothing_unless_the_policy_lets_it(tmp_path, body):
    with pytest.raises(errors.DeskUnreachableError, match="script") as caught:
        by_script(tmp_path, body).list_routes(URL)
    assert caught.value.trouble == FailureKind.PROXY_SCRIPT
    assert [w.proxy for w in by_script(tmp_path, body, pac_fallback_direct=True).list_routes(URL)] == [""]


def test_a_script_from_the_settings_is_loaded_once(company):
    body = b'function FindProxyForURL() { return "PROXY proxy.example.com:1"; }'
    with bad_server(http(200, body, "application/x-ns-proxy-autoconfig")) as server:
        computer = Computer(mode="'auto'", autoconfig_url=f"'{server.url}/a.pac'")
        routes = ProxyRouter(machine=computer)
        for _ in range(3):
            assert routes.list_routes(URL)[0].proxy_address == "proxy.example.com:1"
        assert len(server.requests) == 1


@pytest.mark.parametrize("address", ["ftp://x/a.pac", "file://server/share/a.pac", "data:text/plain,x"])
def test_a_script_comes_from_the_web_or_this_computer_only(address):
    with pytest.raises(errors.DeskUnreachableError, match="script"):
        ProxyRouter(machine=Computer(mode="'auto'", autoconfig_url=f"'{address}'")).list_routes(URL)


@pytest.mark.parametrize(
    ("says", "ways"),
    [
        ("DIRECT", [""]),
        ("PROXY a:1", ["http://a:1"]),
        ("HTTPS a:1; DIRECT", ["https://a:1", ""]),
        ("SOCKS a:1; PROXY b:2", ["http://b:2"]),
        ("proxy a:1;;PROXY a:1; direct", ["http://a:1", ""]),
        ("; ".join(f"PROXY p{n}:1" for n in range(50)), [f"http://p{n}:1" for n in range(proxy_router.WAYS)]),
    ],
)
def test_what_a_script_says_is_read_in_its_order(says, ways):
    assert parse_script_answer(says) == ways


@pytest.mark.parametrize("proxy", ["http://[::1:3128", "http://alice:gehe%im@[::1"])
def test_a_proxy_that_is_no_address_is_a_sentence_and_tells_no_password(proxy, company, monkeypatch):
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(errors.DeskUnreachableError, match="proxy") as caught:
        ask(ProxyRouter(), company)
    assert caught.value.trouble == FailureKind.PROXY
    assert "gehe" not in f"{caught.value} {caught.value.detail}"


def test_a_file_that_broke_off_is_not_continued_by_another_way(company, tmp_path):
    def half(connection, head):
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n" + b"x" * 100_000)
        connection.close()

    with secure_server(company.leaf(HOST), half) as server:
        proxies = [Proxy(server.port), Proxy(server.port)]
        routes = by_script(tmp_path, f'return "PROXY {proxies[0].place}; PROXY {proxies[1].place}";')
        target = io.BytesIO()
        with pytest.raises(errors.DeskUnreachableError):
            HttpClient(f"https://{HOST}", str, times=QUICK, routes=Trusting(routes, company.file)).request(
                "GET", "/file", sink=target
            )
        assert [proxy.tunnels for proxy in proxies] == [1, 0]
        assert len(target.getvalue()) <= 100_000
        for proxy in proxies:
            proxy.close()

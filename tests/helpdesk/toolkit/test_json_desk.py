"""What a desk that speaks JSON says about rights and entries is a sentence of its own."""

from __future__ import annotations

import io

import pytest

from selfhelp.core import errors
from selfhelp.helpdesk.toolkit.json_desk import JsonDesk
from selfhelp.network.http import HttpClient
from selfhelp.network.proxy_router import ProxyRouter
from tests.faults import bad_server, http


def desk(url: str) -> JsonDesk:
    return JsonDesk(HttpClient(url, lambda: "Bearer x", routes=ProxyRouter()))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(403, b'{"error": "not yours"}'), r"permission.*not yours.*IT department"),
        (http(403, b"<h1>no</h1>", "text/html"), r"permission.*403.*IT department"),
        (http(404, b'{"error": "x"}'), "doesn't exist"),
        (http(404, b"<h1>no</h1>", "text/html"), "check the address"),
    ],
)
def test_a_missing_right_is_not_a_missing_sign_in(answer, words):
    with bad_server(answer) as server:
        for ask in (
            lambda: desk(server.url).get("/x"),
            lambda: desk(server.url).send("POST", "/x", {}),
            lambda: desk(server.url).download("/x", io.BytesIO()),
        ):
            with pytest.raises(errors.DeskRefusedError, match=words):
                ask()


@pytest.mark.parametrize("status", [400, 403, 404, 422])
def test_what_may_be_missing_is_none(status):
    with bad_server(http(status, b"{}")) as server:
        assert desk(server.url).get_json_or_none("/x") is None


def test_no_content_is_none_and_a_page_is_not_believed():
    with bad_server(http(204, b"", "text/plain")) as server:
        assert desk(server.url).send("POST", "/x", {}) is None
    with bad_server(http(200, b"<h1>Welcome</h1>", "text/html")) as server:
        with pytest.raises(errors.OutcomeUnknownError):
            desk(server.url).send("POST", "/x", {})
        for ask in (desk(server.url).get, desk(server.url).get_json_or_none):
            with pytest.raises(errors.DeskUnreachableError):
                ask("/x")

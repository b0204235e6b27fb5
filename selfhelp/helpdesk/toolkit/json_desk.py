"""A JSON client for help desks, with specific messages for missing rights or entries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import BinaryIO

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.network.failures import ENTRY_MISSING, build_forbidden_message, find_refusal_text
from selfhelp.network.http import FileBody, HttpClient, HttpReply, MultipartBody


class JsonDesk:
    """Sends requests to a help desk and returns JSON responses.

    A 403 status means a missing permission here: an administrator can help, a new sign-in can't.
    """

    def __init__(self, http: HttpClient) -> None:
        self._http = http

    def get(
        self, path: str, query: Mapping[str, str] | None = None, headers: Mapping[str, str] | None = None
    ) -> Json:
        """Send a GET request and return the JSON response.

        Raises:
            DeskRefusedError: the resource is missing or hidden from this user.
        """
        return _raise_if_refused(
            self._http.request("GET", path, query=query, headers=headers, expect=(403, 404))
        ).parse_json()

    def get_json_or_none(self, path: str, query: Mapping[str, str] | None = None) -> Json:
        """Send a GET request; return None if the resource is missing, hidden or unsupported."""
        reply = self._http.request("GET", path, query=query, expect=(400, 403, 404, 422))
        return reply.parse_json() if reply.status == 200 else None

    def send(
        self,
        method: str,
        path: str,
        body: Json | MultipartBody | FileBody = None,
        *,
        query: Mapping[str, str] | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> Json:
        """Send a request that changes something; return None if the response is empty.

        Raises:
            DeskRefusedError: it is forbidden, or the resource is missing.
        """
        reply = self._http.request(method, path, query=query, body=body, headers=headers, expect=(403, 404))
        if _raise_if_refused(reply).status == 204:
            return None
        return reply.parse_json()

    def download(self, path: str, sink: BinaryIO) -> None:
        """Write the bytes of a file to ``sink``, in chunks."""
        _raise_if_refused(self._http.request("GET", path, expect=(403, 404), sink=sink))


def _raise_if_refused(reply: HttpReply) -> HttpReply:
    if reply.status not in (403, 404):
        return reply
    said = find_refusal_text(reply.headers, reply.body)
    if reply.status == 403:
        message = build_forbidden_message(said)
    elif "json" in reply.headers.get("content-type", "").lower():
        message = ENTRY_MISSING
    else:
        message = N_(
            "The page wasn't found on the help desk's server. Your administrator needs to check the address."
        )
    raise DeskRefusedError(message, detail=f"{reply.status} {said}".strip())

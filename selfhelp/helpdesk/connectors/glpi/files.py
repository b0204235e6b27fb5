"""Sends files to GLPI under names it accepts, and compares them by hash.

GLPI judges a file by its extension alone, and answers "created" even if it drops one (exchanges 26, 44, 45).
So every ticket is read back.
"""

from __future__ import annotations

import hashlib
import html
import io
import json
import tempfile
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import BinaryIO, cast

from selfhelp.core.errors import DeskRefusedError
from selfhelp.core.model import Json
from selfhelp.core.text import N_, Size, Text
from selfhelp.core.ticket import FileRef, RemoteFile
from selfhelp.helpdesk.connectors import Opener, make_file_too_large_message
from selfhelp.helpdesk.connectors.glpi.session import (
    TOO_MUCH,
    GlpiSession,
    parse_error_code_and_message,
    to_integer,
)
from selfhelp.helpdesk.toolkit.response_rows import get_object_or_empty, get_object_rows
from selfhelp.network.http import HttpReply
from selfhelp.network.request_body import FormPart, MultipartBody
from selfhelp.report.plain_text import escape_plain

_STOCK = (
    "ai aiff asf avi bmp bz2 c csv deb djvu doc docx dvi eps gif gz h html jpeg jpg mid mng mov "
    "mp3 mpg odb odc odf odg odi odm odp ods odt ogg otg oth otp ots ott pas pdf png ppt pptx "
    "ps psd qt ra ram rm rpm rtf sdd sdw sit svg swf sxc sxi sxw tex tgz tif txt wav wmv xcf "
    "xls xlsx xml zip"
)
TAKEN = frozenset(_STOCK.split())
"""File extensions accepted by a default GLPI 10.0.19 (``stock-uploadable-extensions.json``)."""

_TEXTS = "bat cfg conf css htm ini js json log md ps1 py reg sh sql tsv yaml yml"
READABLE = frozenset(_TEXTS.split())
"""Extensions of text files that GLPI rejects; these are sent with ``.txt`` added."""

LONGEST = 180
"""Maximum length of a name in bytes: GLPI prepends 23, and file systems allow 255."""

CHUNK = 1 << 20
MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class FileEncoding:
    """The form in which a file is sent: its name, media type, and whether it is archived."""

    name: str
    media_type: str
    packed: bool = False


@dataclass(frozen=True, slots=True)
class GlpiDocument:
    """A file stored in GLPI.

    Attributes:
        id, name: its ID and name.
        sha1: hash; "" if unknown.
        author: ID of the user who added it; 0 if unknown.
        linked: when it was added, in GLPI's format.
    """

    id: str
    name: str
    sha1: str
    author: int = 0
    linked: str = ""


class GlpiFiles:
    """The files of tickets and comments."""

    def __init__(self, session: GlpiSession, taken: Sequence[str] = ()) -> None:
        """Create the file store; ``taken`` are additional file extensions that this GLPI accepts."""
        self._session = session
        self._taken = TAKEN | {ending.strip(". ").casefold() for ending in taken}
        self._sha1: dict[str, str] = {}
        self._said: dict[str, Text] = {}
        self._config: Mapping[str, Json] | None = None

    def fetch_max_file_size(self) -> int:
        """Return GLPI's maximum file size in bytes; 0 if unknown.

        ``document_max_size`` is in megabytes of 1024 × 1024, 2 by default. PHP's limit isn't reported.
        """
        return to_integer(self._fetch_settings().get("document_max_size")) * MEGABYTE

    def _fetch_settings(self) -> Mapping[str, Json]:
        """Return GLPI's settings, cached."""
        if self._config is None:
            try:
                self._config = get_object_or_empty(
                    get_object_or_empty(self._session.get("/getGlpiConfig")).get("cfg_glpi")
                )
            except DeskRefusedError:
                self._config = {}
        return self._config

    def fetch_glpi_version(self) -> str:
        """Return GLPI's version, or "?"."""
        return str(self._fetch_settings().get("version") or "?")

    def choose_file_encoding(self, name: str) -> FileEncoding:
        """Return the encoding in which GLPI accepts a file: unchanged, as text, or in an archive."""
        kept = name.translate(_REPLACED)
        ending = kept.rpartition(".")[2].casefold() if "." in kept else ""
        if ending in self._taken:
            return FileEncoding(_shorten_name_stem(kept, ""), "")
        if ending in READABLE:
            return FileEncoding(_shorten_name_stem(kept, ".txt"), "text/plain")
        return FileEncoding(_shorten_name_stem(kept, ".zip"), "application/zip", packed=True)

    # -- sending -----------------------------------------------------------------------------------

    @contextmanager
    def make_form_with_files(
        self, fields: Mapping[str, Json], files: Sequence[FileRef], open_file: Opener
    ) -> Iterator[Json | MultipartBody]:
        """Yield the body of a request that creates an item with files.

        Each file is a separate part: of several in one list, GLPI 10 keeps only the first (exchange 41).
        Files over the limit aren't sent.
        """
        limit = self.fetch_max_file_size() if files else 0
        wanted = [ref for ref in files if not limit or ref.size <= limit]
        with ExitStack() as stack:
            parts = [
                stack.enter_context(self._open_form_part(f"file{place}", ref, open_file))
                for place, ref in enumerate(wanted)
            ]
            yield MultipartBody([_build_manifest(fields), *parts]) if parts else {"input": dict(fields)}

    @contextmanager
    def _open_form_part(self, name: str, ref: FileRef, open_file: Opener) -> Iterator[FormPart]:
        wire = self.choose_file_encoding(ref.name)
        with self._open_encoded_file(ref, wire, open_file) as source:
            yield FormPart(name, source, wire.name, wire.media_type or ref.media_type)

    @contextmanager
    def _open_encoded_file(self, ref: FileRef, wire: FileEncoding, open_file: Opener) -> Iterator[BinaryIO]:
        """Yield the data to send, and record its hash; GLPI lists files by hash."""
        with ExitStack() as stack:
            source = stack.enter_context(open_file(ref))
            if wire.packed:
                source = stack.enter_context(_open_archive(source, ref.name))
            self._sha1[ref.sha256] = _compute_sha1(source)
            yield source

    def record_refusals(self, reply: HttpReply) -> None:
        """Record GLPI's reason for a rejected file; a "created" response reports only the first rejected
        file."""
        data = reply.parse_json()
        told = get_object_or_empty(get_object_or_empty(data).get("upload_result"))
        for result in (row for listed in told.values() for row in get_object_rows(listed)):
            said = " ".join(escape_plain(str(result.get("error") or "")).split())
            name = str(result.get("display") or "")
            if said and name:
                self._said[name] = N_("GLPI rejected {name}: {said}.", name=name[:120], said=said[:200])

    def get_rejection_reason(self, ref: FileRef) -> Text:
        """Return a message with GLPI's reason for rejecting a file, or with its limit."""
        limit = self.fetch_max_file_size()
        if 0 < limit < ref.size:
            return make_file_too_large_message(ref, limit)
        if said := self._said.get(self.choose_file_encoding(ref.name).name):
            return said
        return N_(
            "GLPI doesn't accept this file type or size: {name} ({size}). Your administrator can check "
            "which are allowed (Setup, Dropdowns, Document types).",
            name=ref.name[:120],
            size=Size(ref.size),
        )

    def attach_files(self, number: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Add each missing file to a ticket once; files that exceed the limit are omitted."""
        held = self.list_ticket_files(number)
        for ref in files:
            wire = self.choose_file_encoding(ref.name)
            with self._open_encoded_file(ref, wire, open_file) as source:
                if not self._is_file_stored(ref, held) and not 0 < self.fetch_max_file_size() < ref.size:
                    self._upload_file(
                        number, FormPart("filename[0]", source, wire.name, wire.media_type or ref.media_type)
                    )

    def _upload_file(self, number: str, part: FormPart) -> None:
        """Upload one document; ``_only_if_upload_succeed`` prevents an empty document for a rejected file."""
        fields: Mapping[str, Json] = {
            "name": part.filename,
            "_filename": [part.filename],
            "itemtype": "Ticket",
            "items_id": int(number),
            "_only_if_upload_succeed": True,
        }
        form = MultipartBody([_build_manifest(fields), part])
        reply = self._session.request("POST", "/Document", body=form, expect=(400, 413))
        if reply.status == 413 or parse_error_code_and_message(reply)[0] == TOO_MUCH:
            self._said[part.filename] = N_(
                "{name} is too large for GLPI's web server.", name=part.filename[:120]
            )

    # -- looking -----------------------------------------------------------------------------------

    def list_ticket_files(self, number: str) -> Sequence[GlpiDocument]:
        """Return the files of a ticket."""
        query = {"with_documents": "true", "get_hateoas": "false"}
        return parse_documents(get_object_or_empty(self._session.get(f"/Ticket/{number}", query)))

    def list_missing_names(self, number: str, files: Sequence[FileRef]) -> Sequence[str]:
        """Return the names of files that are missing or incomplete on a ticket."""
        held = self.list_ticket_files(number)
        return [ref.name for ref in files if not self._is_file_stored(ref, held)]

    def _is_file_stored(self, ref: FileRef, held: Sequence[GlpiDocument]) -> bool:
        """Return whether GLPI has a file with the same hash; GLPI stores equal files only once.

        The hash is known if this process sent the file; otherwise the stored file is downloaded.
        """
        sha1 = self._sha1.get(ref.sha256)
        if sha1 and any(document.sha1 for document in held):
            return any(document.sha1 == sha1 for document in held)
        wire = self.choose_file_encoding(ref.name)
        return any(
            self._has_same_content(ref, wire, document)
            for document in held
            if document.name in (wire.name, ref.name)
        )

    def _has_same_content(self, ref: FileRef, wire: FileEncoding, document: GlpiDocument) -> bool:
        with tempfile.TemporaryFile() as bytes_:
            self.download_file(document.id, cast("BinaryIO", bytes_))
            bytes_.seek(0)
            if not wire.packed:
                return _compute_digest(cast("BinaryIO", bytes_), hashlib.sha256) == ref.sha256
            try:
                with zipfile.ZipFile(bytes_) as archive, archive.open(archive.namelist()[0]) as inner:
                    return _compute_digest(cast("BinaryIO", inner), hashlib.sha256) == ref.sha256
            except (zipfile.BadZipFile, LookupError):
                return False

    def download_file(self, id_: str, target: BinaryIO) -> None:
        """Write the bytes of a document to ``target``; the user may not read its metadata."""
        headers = {"Accept": "application/octet-stream"}
        self._session.request("GET", f"/Document/{to_integer(id_)}", headers=headers, sink=target)


_REPLACED = str.maketrans("\"'<>&\\/", "”’()+__")
"""Replacements for characters that GLPI 10 escapes in names (``API::createItems``, ``Sanitizer``)."""


def parse_documents(ticket: Mapping[str, Json]) -> Sequence[GlpiDocument]:
    """Return the files of a ticket; empty if the user may not see them."""
    return [
        GlpiDocument(
            str(to_integer(row.get("id"))),
            html.unescape(str(row.get("filename") or "")),
            str(row.get("sha1sum") or ""),
            to_integer(row.get("users_id")),
            str(row.get("assocdate") or ""),
        )
        for row in get_object_rows(ticket.get("_documents"))
        if row.get("filename")
    ]


def to_remote_file(document: GlpiDocument) -> RemoteFile:
    """Convert a document for display; GLPI doesn't report its size."""
    return RemoteFile(document.name, 0, id=document.id)


def _build_manifest(fields: Mapping[str, Json]) -> FormPart:
    return FormPart("uploadManifest", json.dumps({"input": dict(fields)}), media_type="application/json")


def _shorten_name_stem(name: str, more: str) -> str:
    """Return a name with ``more`` appended; the stem is truncated to the length limit."""
    room = LONGEST - len(more)
    stem, dot, ending = name.rpartition(".")
    if not dot:
        stem, ending = name, ""
    while stem and len(f"{stem}{dot}{ending}".encode()) > room:
        stem = stem[:-1]
    return f"{stem}{dot}{ending}{more}"


@contextmanager
def _open_archive(source: BinaryIO, name: str) -> Iterator[BinaryIO]:
    """Yield an archive of the file; equal files give equal archives, and so equal hashes."""
    with tempfile.SpooledTemporaryFile(max_size=CHUNK) as made:
        entry = zipfile.ZipInfo(name)
        with zipfile.ZipFile(made, "w") as archive, archive.open(entry, "w", force_zip64=True) as inner:
            while chunk := source.read(CHUNK):
                inner.write(chunk)
        made.seek(0)
        yield cast("BinaryIO", made)


def _compute_sha1(source: BinaryIO) -> str:
    """Return the SHA-1 of a file, by which GLPI identifies files; the file is rewound."""
    found = _compute_digest(source, lambda: hashlib.sha1(usedforsecurity=False))
    source.seek(0, io.SEEK_SET)
    return found


def _compute_digest(source: BinaryIO, kind: Callable[[], hashlib._Hash]) -> str:
    digest = kind()
    while chunk := source.read(CHUNK):
        digest.update(chunk)
    return digest.hexdigest()

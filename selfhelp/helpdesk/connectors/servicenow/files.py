"""Attaches files to ServiceNow records, each in its own request."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import DeskError, DeskRefusedError
from selfhelp.core.text import Text
from selfhelp.core.ticket import FileRef, RemoteFile
from selfhelp.helpdesk.connectors import Opener
from selfhelp.helpdesk.connectors.servicenow import table_api
from selfhelp.helpdesk.connectors.servicenow.table_api import Row, ServiceNowTable
from selfhelp.helpdesk.toolkit.existing_files import is_file_attached
from selfhelp.network.http import FileBody


class ServiceNowFiles:
    """Reads and adds the attachments of rows in one table."""

    def __init__(self, now: ServiceNowTable, table: str) -> None:
        self._now = now
        self._table = table
        self._unsent: dict[str, dict[str, Text]] = {}

    def list_files(self, sys_id: str) -> Sequence[RemoteFile]:
        """Return a row's attachments."""
        return [_to_remote_file(row) for row in self._now.iter_attachments(sys_id)]

    def attach_missing_files(self, sys_id: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Attach missing files; a rejected file doesn't stop the others.

        The instance rejects types that an administrator didn't allow, and files over
        ``com.glide.attachment.max_size``.

        Raises:
            DeskRefusedError: the first refusal, after all were tried.
        """
        held = self.list_files(sys_id)
        refusals = []
        for ref in files:
            if is_file_attached(ref, held):
                continue
            try:
                self._upload_file(sys_id, ref, open_file)
            except DeskRefusedError as error:
                refusals.append(error)
        if refusals:
            raise refusals[0]

    def attach_unverified_files(self, sys_id: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Attach files to a new row whose attachments can't be read afterwards.

        Errors are recorded, not raised, because the ticket exists.
        """
        unsent = self._unsent.setdefault(sys_id, {})
        for ref in files:
            try:
                self._upload_file(sys_id, ref, open_file)
            except DeskError as error:
                unsent[ref.name] = error.message

    def list_unconfirmed_files(self, sys_id: str) -> Sequence[str]:
        """Return the names of files whose upload `attach_unverified_files` couldn't confirm."""
        return list(self._unsent.get(sys_id, {}))

    def raise_first_refusal(self, sys_id: str) -> None:
        """Raise the first recorded refusal; the file isn't sent again, because it may have arrived.

        Raises:
            DeskRefusedError: there is such a file.
        """
        for reason in self._unsent.get(sys_id, {}).values():
            raise DeskRefusedError(reason)

    def _upload_file(self, sys_id: str, ref: FileRef, open_file: Opener) -> None:
        with open_file(ref) as source:
            raw = FileBody(source, ref.size, ref.media_type or "application/octet-stream")
            self._now.upload(self._table, sys_id, ref.name, raw)


def _to_remote_file(row: Row) -> RemoteFile:
    size, sys_id = str(row.get("size_bytes", "")), str(row.get("sys_id", ""))
    known = sys_id if table_api.SYS_ID.fullmatch(sys_id) else ""
    return RemoteFile(str(row.get("file_name")), int(size) if size.isdecimal() else 0, id=known)

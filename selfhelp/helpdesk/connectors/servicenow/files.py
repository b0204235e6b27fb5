"""A ServiceNow ticket's files: each is sent, and may be rejected, separately."""

from __future__ import annotations

from collections.abc import Sequence

from selfhelp.core.errors import DeskError, DeskRefusedError
from selfhelp.core.text import Text
from selfhelp.core.ticket import FileRef, RemoteFile
from selfhelp.helpdesk.connectors import Opener
from selfhelp.helpdesk.connectors.servicenow import table_api
from selfhelp.helpdesk.connectors.servicenow.table_api import Row, ServiceNowTable
from selfhelp.helpdesk.toolkit.existing_files import is_attached
from selfhelp.network.http import FileBody


class ServiceNowFiles:
    """The attachments of one table's rows."""

    def __init__(self, now: ServiceNowTable, table: str) -> None:
        self._now = now
        self._table = table
        self._unsent: dict[str, dict[str, Text]] = {}

    def held(self, sys_id: str) -> Sequence[RemoteFile]:
        """Return a row's attachments."""
        return [_remote(row) for row in self._now.iter_attachments(sys_id)]

    def add(self, sys_id: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Attach missing files; a rejected file doesn't stop the others.

        Types that an administrator did not allow, and files over ``com.glide.attachment.max_size``, are
        refused.

        Raises:
            DeskRefusedError: the first refusal, when all have been tried.
        """
        held = self.held(sys_id)
        refusals = []
        for ref in files:
            if is_attached(ref, held):
                continue
            try:
                self._upload(sys_id, ref, open_file)
            except DeskRefusedError as error:
                refusals.append(error)
        if refusals:
            raise refusals[0]

    def add_blindly(self, sys_id: str, files: Sequence[FileRef], open_file: Opener) -> None:
        """Attach files to a new row whose attachments can't be read afterwards.

        The ticket exists: whatever goes wrong with a file must not make it look as if it did not.
        """
        unsent = self._unsent.setdefault(sys_id, {})
        for ref in files:
            try:
                self._upload(sys_id, ref, open_file)
            except DeskError as error:
                unsent[ref.name] = error.message

    def unsent(self, sys_id: str) -> Sequence[str]:
        """Return the names of files whose upload `add_blindly` couldn't confirm."""
        return list(self._unsent.get(sys_id, {}))

    def refuse(self, sys_id: str) -> None:
        """Raise the reason why a file didn't arrive; it isn't sent again, because it may be there.

        Raises:
            DeskRefusedError: always, where there is such a file.
        """
        for reason in self._unsent.get(sys_id, {}).values():
            raise DeskRefusedError(reason)

    def _upload(self, sys_id: str, ref: FileRef, open_file: Opener) -> None:
        with open_file(ref) as source:
            raw = FileBody(source, ref.size, ref.media_type or "application/octet-stream")
            self._now.upload(self._table, sys_id, ref.name, raw)


def _remote(row: Row) -> RemoteFile:
    size, sys_id = str(row.get("size_bytes", "")), str(row.get("sys_id", ""))
    known = sys_id if table_api.SYS_ID.fullmatch(sys_id) else ""
    return RemoteFile(str(row.get("file_name")), int(size) if size.isdecimal() else 0, id=known)

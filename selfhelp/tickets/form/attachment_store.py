"""Stores unsent images, and references to files, with a JSON list of them."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path

from selfhelp.core import app_files, durable_files, own_folder
from selfhelp.core.errors import SelfhelpError
from selfhelp.core.model import Json
from selfhelp.core.own_folder import NotOursError
from selfhelp.core.text import Text
from selfhelp.tickets.form.added_file import AddedFile, find_picture_extension, open_added_file

_PICTURE = re.compile(r"[0-9a-f]{64}\.(?:png|jpg)")

Rows = Sequence[Mapping[str, Json]]


class AttachmentStore:
    """A folder with a list of attachments and the listed images; the user's files aren't copied.

    An image is named by its hash. Images are written first, then the list is replaced atomically, and
    unlisted images are deleted last: a crash at any moment leaves a complete list, old or new.

    Args:
        folder: the folder of the list and the images.
        listed: file name of the list.
    """

    def __init__(self, folder: Path, listed: str) -> None:
        self.folder = folder
        self._list = listed

    def write(
        self, plain: Callable[[Sequence[Mapping[str, Json]]], bytes], added: Iterable[AddedFile]
    ) -> None:
        """Write the images and the list of attachments.

        Args:
            plain: encodes the list from the attachments' rows.
            added: the user's attachments.

        Raises:
            OSError: it couldn't be written; the previous state remains.
        """
        rows = [self._build_row(item) for item in added]
        durable_files.write_private_file(self.folder / self._list, plain(rows))
        durable_files.sync_folder_to_disk(self.folder)
        with suppress(NotOursError):  # all is written, and in a folder that is a link nothing is cleared away
            self.delete_unlisted_attachments({str(row.get("file")) for row in rows})

    def iter_attachments(self, rows: Rows) -> Iterator[AddedFile]:
        """Yield a list's attachments; missing images are omitted, files aren't read yet."""
        for row in rows:
            name, on = str(row["name"]), bool(row["on"])
            if "path" in row:
                made = bool(row.get("made_here"))
                yield AddedFile("file", name, 0, Path(str(row["path"])), on, made_here=made)
            elif _PICTURE.fullmatch(str(row["file"])):
                with suppress(OSError):
                    data = (self.folder / str(row["file"])).read_bytes()
                    yield AddedFile(
                        "picture", name, len(data), data, on, hidden=int(str(row.get("hidden", 0)))
                    )

    def delete_all_attachments(self) -> None:
        """Delete the list and all images.

        Raises:
            OSError: something couldn't be deleted.
        """
        own_folder.remove_file(self.folder / self._list)
        self.delete_unlisted_attachments(set())

    def delete_unlisted_attachments(self, wanted: set[str]) -> None:
        """Delete unlisted images and incomplete files; other files stay.

        Raises:
            OSError: something couldn't be deleted.
        """
        with suppress(FileNotFoundError), own_folder.open_own_folder(self.folder) as folder:
            for name in folder.list_names():
                if (
                    name not in wanted
                    and name != self._list
                    and app_files.find_app_file(name, app_files.DRAFT)
                ):
                    folder.remove(name)

    def _build_row(self, item: AddedFile) -> dict[str, Json]:
        """Return one attachment as JSON data; an image's bytes are written first."""
        row: dict[str, Json] = {"group": item.group, "name": item.name, "on": item.on}
        if isinstance(item.content, Path):
            made = {"made_here": True} if item.made_here else {}
            return {**row, "path": str(item.content), **made}
        name = f"{hashlib.sha256(item.content).hexdigest()}.{find_picture_extension(item.content)}"
        if not (self.folder / name).is_file():
            durable_files.write_private_file(self.folder / name, item.content)
        return {**row, "file": name, "hidden": item.hidden}


def split_missing_attachments(kept: Iterable[AddedFile]) -> tuple[Sequence[AddedFile], Sequence[Text]]:
    """Return the attachments that still exist, and a message for each missing attachment; reads the disk."""
    there: list[AddedFile] = []
    gone: list[Text] = []
    for item in kept:
        try:
            found = open_added_file(item.content) if isinstance(item.content, Path) else item
        except SelfhelpError as error:
            gone.append(error.message)
            continue
        found.on, found.made_here = item.on, item.made_here
        there.append(found)
    return there, gone

"""Accept pasted, dropped or chosen files; images open in the editor first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData, QObject, Signal
from PySide6.QtGui import QGuiApplication, QImage

from selfhelp.core import own_folder
from selfhelp.core.errors import CancelledError, SelfhelpError
from selfhelp.core.progress import Progress
from selfhelp.core.text import N_, NN_, Text
from selfhelp.ui.capture import grab
from selfhelp.ui.context import Context
from selfhelp.ui.images import image_file
from selfhelp.ui.navigation import EditorPage

if TYPE_CHECKING:
    from selfhelp.tickets.case import Case
    from selfhelp.tickets.form.added_file import AddedFile


class AttachmentInput(QObject):
    """Adds files and images to a case; files are opened on a pool thread, because a drive may be slow.

    Args:
        context: the screens' shared context.
        case: returns the current case.
        parent: the screen.

    Signals:
        added: files were added to the case.
    """

    added = Signal()

    def __init__(self, context: Context, case: Callable[[], Case | None], parent: QObject) -> None:
        super().__init__(parent)
        self._context, self._case = context, case

    def add_from_clipboard(self) -> None:
        """Add the image or files on the clipboard to the case."""
        data: QMimeData | None = QGuiApplication.clipboard().mimeData()  # None where there's no clipboard
        self.add_from_mime(data or QMimeData())

    def add_from_mime(self, data: QMimeData) -> None:
        """Add the image or files in pasted or dropped data to the case."""
        files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        allowed = self._context.app.policy.evidence.screenshots
        if len(files) == 1 and allowed:
            self._open_file(files[0])
        elif files:
            self.add_files(files)
        elif not data.hasImage():
            self._context.say(_NOTHING)
        elif not allowed:
            self._context.say(grab.NOT_ALLOWED)
        else:
            self._edit_picture_if_allowed(QImage(data.imageData()))

    def edit_picture(self, picture: QImage) -> None:
        """Open an image in the editor, which adds the image to the case."""
        case = self._case()
        if case is not None:
            self._context.open(EditorPage(case, picture=picture))

    def add_files(self, paths: Sequence[Path]) -> None:
        """Add files; show an error for files that exceed a limit."""
        case = self._case()
        if case is not None:
            done = partial(self._add_opened_files, case)
            self._context.jobs.start_job(partial(open_files, paths), done, self.show_failure, owner=self)

    def add_generated_files(self, paths: Sequence[Path], optional: Sequence[Path] = ()) -> None:
        """Add files that this app created from recorded steps.

        Optional files are added up to the help desk's limit; the other optional files are deleted.
        """
        case = self._case()
        if case is not None:
            found = open_files([*paths, *optional], Progress())
            for one in found:
                if not isinstance(one, SelfhelpError):
                    one.made_here = True
            self._add_opened_files(case, found[: len(paths)])
            if add_opened_files(case.add_attachment, found[len(paths) :]) is not None:
                _delete_refused_recordings(case, optional)
            self.added.emit()

    def show_failure(self, error: SelfhelpError) -> None:
        """Show the reason for a failed attachment; do nothing if the user cancelled."""
        if not isinstance(error, CancelledError):
            self._context.say(error.user_message)

    # -- parts -------------------------------------------------------------------------------------

    def _edit_picture_if_allowed(self, picture: QImage) -> None:
        if picture.isNull():  # a format that Qt doesn't support
            self._context.say(_NOTHING)
            return
        try:
            image_file.require_allowed_image_size(picture)
        except SelfhelpError as error:
            self.show_failure(error)
        else:
            self.edit_picture(picture)

    def _open_file(self, path: Path) -> None:
        """Open a file in the editor if it is an image; otherwise add it unchanged."""

        def on_picture_read(picture: QImage | None) -> None:
            if picture is None:
                self.add_files([path])
            else:
                self.edit_picture(picture)

        def on_read_failed(error: SelfhelpError) -> None:
            self.add_files([path])
            self.show_failure(error)

        def read_if_picture(_progress: Progress) -> QImage | None:
            return image_file.read_image(path) if image_file.is_picture_file(path) else None

        self._context.jobs.start_job(read_if_picture, on_picture_read, on_read_failed, owner=self)

    def _add_opened_files(self, case: Case, found: Sequence[AddedFile | SelfhelpError]) -> None:
        """Add opened files to their case, and report the files that can't be added."""
        before = len(case.list_added_items())
        if (text := add_opened_files(case.add_attachment, found)) is not None:
            self._context.say(text)
        elif added := len(case.list_added_items()) - before:
            self._context.say(NN_("{count} file added", "{count} files added", added))
        self.added.emit()


def _delete_refused_recordings(case: Case, paths: Sequence[Path]) -> None:
    """Delete the generated files that weren't added to the case."""
    added = {item.content for item in case.make_draft().added}
    for path in paths:
        if path not in added:
            with suppress(OSError):  # they expire in time
                own_folder.remove_file(path)


def add_opened_files(
    add: Callable[[AddedFile], object], found: Sequence[AddedFile | SelfhelpError]
) -> Text | None:
    """Add files one by one; return a message about the files that failed, or None."""
    wrong: list[SelfhelpError] = []
    for one in found:
        try:
            if isinstance(one, SelfhelpError):
                raise one
            add(one)
        except SelfhelpError as error:
            wrong.append(error)
    if len(wrong) < 2:
        return wrong[0].message if wrong else None
    first = wrong[0].message
    return N_("{count} of {all} items couldn't be added. {why}", count=len(wrong), all=len(found), why=first)


def open_files(paths: Sequence[Path], _progress: Progress) -> Sequence[AddedFile | SelfhelpError]:
    """Return the opened attachments in order; a file that can't be opened is replaced by its error."""
    from selfhelp.tickets.form.added_file import open_added_file

    found: list[AddedFile | SelfhelpError] = []
    for path in paths:
        try:
            found.append(open_added_file(path))
        except SelfhelpError as error:
            found.append(error)
    return found


_NOTHING = N_("There's no image or file to add.")

"""Qt's own dialogs are in the window's language."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication, QFileDialog, QLabel
from pytestqt.qtbot import QtBot

from selfhelp.ui.qt_translations import install_translations


@pytest.fixture
def speak(qapp: QApplication) -> Iterator[QApplication]:
    yield qapp
    install_translations(qapp, "en")


@pytest.mark.parametrize(
    ("language", "look", "kind"),
    [
        ("fr", "Voir dans :", "Fichiers de type :"),
        ("de", "Suchen in:", "Dateien des Typs:"),
        ("en", "Look in:", "Files of type:"),
    ],
)
def test_the_file_dialog_is_in_the_language(
    qtbot: QtBot, speak: QApplication, language: str, look: str, kind: str
) -> None:
    for spoken in ("de", "fr", language):
        install_translations(speak, spoken)
    dialog = QFileDialog(options=QFileDialog.Option.DontUseNativeDialog)
    qtbot.addWidget(dialog)
    said = {
        label.text().replace("\N{NO-BREAK SPACE}", " ").replace("&", "")
        for label in dialog.findChildren(QLabel)
    }
    assert {look, kind} <= said


@pytest.mark.parametrize(("language", "folder"), [("fr", "Dossier"), ("de", "Verzeichnis"), ("en", "Folder")])
def test_the_kind_of_a_folder_is_in_the_language(speak: QApplication, language: str, folder: str) -> None:
    """Qt's French translation has "Folder" only in the class that had it before."""
    install_translations(speak, language)
    assert QCoreApplication.translate("QAbstractFileIconProvider", "Folder") == folder

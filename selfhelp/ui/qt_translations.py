"""Translations of Qt's own dialogs and context menus."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication


def install_translations(application: QApplication, language: str) -> None:
    """Install Qt's translation for a language; without a translation, Qt's texts stay English."""
    old = application.findChild(QTranslator, _NAME)
    if old is not None:
        application.removeTranslator(old)
        old.setObjectName("")  # it is deleted later, and must not be found until then
        old.deleteLater()
    QLocale.setDefault(QLocale(language))
    words = QTranslator(application)
    words.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language}", folder):
        application.installTranslator(words)


_NAME = "qt-words"

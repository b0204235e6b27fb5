"""Translations of Qt's own dialogs and context menus."""

from __future__ import annotations

from PySide6.QtCore import QLibraryInfo, QLocale, QObject, QTranslator
from PySide6.QtWidgets import QApplication


class _MovedTexts(QTranslator):
    """Translates texts of the file dialog that have changed in Qt's code, but not in its translations.

    Qt 6.11 has "&Look in:" in the file dialog; its French translation still has "Look in:". Names such as
    "Folder" have moved to another class. It is asked only for texts that the translation itself doesn't have.
    """

    def __init__(self, words: QTranslator, parent: QObject) -> None:
        super().__init__(parent)
        self._words = words

    def isEmpty(self) -> bool:
        """Return False, so that Qt asks this translator."""
        return False

    def translate(
        self,
        context: str,
        sourceText: str,  # noqa: N803 - as in Qt
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str | None:
        """Return the translation of a text without its mnemonic, or in its former class; None without one."""
        if context == "QAbstractFileIconProvider":
            return self._words.translate("QFileDialog", sourceText, disambiguation, n) or None
        if "&" not in sourceText:
            return None
        return self._words.translate(context, sourceText.replace("&", ""), disambiguation, n) or None


def install_translations(application: QApplication, language: str) -> None:
    """Install Qt's translation for a language; without a translation, Qt's texts stay English."""
    for old in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(old)
        old.setObjectName("")  # it is deleted later, and must not be found until then
        old.deleteLater()
    QLocale.setDefault(QLocale(language))
    words = QTranslator(application)
    words.setObjectName(_NAME)
    folder = QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)
    if words.load(f"qtbase_{language}", folder):
        rest = _MovedTexts(words, application)
        rest.setObjectName(_NAME)
        application.installTranslator(rest)  # first: Qt asks the last one first
        application.installTranslator(words)


_NAME = "qt-words"

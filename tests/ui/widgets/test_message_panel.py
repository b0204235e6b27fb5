"""The panel keeps its height while its task runs, so that the button below stays under the pointer."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from selfhelp.ui.widgets.message_panel import MessagePanel
from selfhelp.ui.widgets.status_icons import WARN

SENTENCE = (
    "The help desk cannot be reached. Your message is saved on this computer and won't be sent until then."
)


def test_a_panel_pressed_before_it_has_its_full_height_gets_it_all_the_same(qtbot: QtBot) -> None:
    """On a busy computer its first height was kept, with room for one of the two lines."""
    panel = MessagePanel()
    qtbot.addWidget(panel)
    panel.show_message(WARN, "Not sent", SENTENCE)
    panel.resize(320, panel.heightForWidth(320))
    panel.show()
    full = panel.detail.height()
    assert full == panel.detail.heightForWidth(panel.detail.width())
    panel.detail.resize(panel.detail.width(), full // 2)  # the layout is still under way
    panel.show_busy("Not sent", "Sending…")
    assert panel.detail.minimumHeight() == full

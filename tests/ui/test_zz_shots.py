from pathlib import Path
import pytest
from PySide6.QtCore import QSize
from selfhelp.ui import theme
from tests.ui.office import furnish
from tests.ui import busy_home
from tests.ui.clipping import settled
from selfhelp.ui.navigation import HomePage, BrowsePage
OUT = Path("/tmp/panel"); OUT.mkdir(exist_ok=True)
CASES=[("light","en"),("dark","en"),("contrast","en"),("light","fr")]
@pytest.mark.parametrize("look,lang",CASES)
@pytest.mark.parametrize("state",["empty","busy","typed","function","browse"])
@pytest.mark.parametrize("size",[(400,560),(920,720)])
def test_shot(qapp, make_window, app, printer, qtbot, look, lang, state, size):
    furnish(app, printer)
    app.preferences = app.preferences.with_(language=lang, welcomed="" if state=="empty" and look=="dark" else "yes")
    app.__dict__.pop("translator", None)
    if state=="busy":
        busy_home.changed_something(app, printer); busy_home.unsent_ticket(app); busy_home.replied_ticket(app)
    else:
        printer.stuck=False
    window = make_window()
    app.preferences = app.preferences.with_(theme=look)
    window.restyle()
    window.resize(*size)
    home = window.current()
    qtbot.waitUntil(lambda: home._answers.catalog is not None and not home._health._waiting, timeout=20000)
    if state=="busy": window.show_unsent(1)
    if state=="typed": home._box.setText("mon imprimante n'imprime pas" if lang=="fr" else "My printer won't print")
    if state=="function": home._box.setText("langue" if lang=="fr" else "undo")
    if state=="browse":
        window.open(BrowsePage()); qtbot.wait(500)
    qtbot.wait(400)
    print(settled(window,qtbot))
    window.grab().save(str(OUT/f"{state}-{look}-{lang}-{size[0]}.png"))
    theme.apply(qapp,"light")

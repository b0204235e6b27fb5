from tests.ui.screens.test_fix_wishes import *  # noqa
from tests.ui.screens.test_fix_wishes import company, app  # noqa
from selfhelp.ui import theme
from selfhelp.ui.navigation import FixPage
import os
from PySide6.QtWidgets import QApplication
OUT = "/tmp/q20a"
os.makedirs(OUT, exist_ok=True)

@pytest.mark.parametrize("lang", ["en", "fr"])
@pytest.mark.parametrize("size", [(400, 560), (920, 720)])
@pytest.mark.parametrize("look", ["light", "dark"])
def test_draw(make_window, qtbot, company, app, lang, size, look):
    app.use_language(lang) if hasattr(app, "use_language") else None
    company.lines = [l.replace("Drucker ", "Farbdrucker HP ").replace("Nord", "Bâtiment Nord").replace("Süd <b>", "Bâtiment Sud") for l in company.lines]
    window = make_window(FixPage("print-missing"))
    theme.apply_theme(QApplication.instance(), look)
    window.resize(*size)
    screen = window.current_screen()
    qtbot.waitUntil(screen._question.yes.isVisible)
    name = f"{OUT}/%s-{lang}-{size[0]}-{look}.png"
    qtbot.wait(700)
    window.grab().save(name % "1choice")
    qtbot.keyClicks(screen._question.finder.box, "sud 2")
    qtbot.wait(300)
    window.grab().save(name % "2search")
    screen._question.yes.click()
    qtbot.wait(500)
    window.grab().save(name % "3default")
    screen._question.yes.click()
    qtbot.waitUntil(screen._proposal.yes.isVisible)
    qtbot.wait(500)
    window.grab().save(name % "4plan")
    company.refuses = True
    screen._proposal.yes.click()
    qtbot.waitUntil(screen._ending.isVisible)
    qtbot.wait(500)
    window.grab().save(name % "5refused")
    screen._ending.help.click()
    qtbot.wait(700)
    window.grab().save(name % "6ticket")

"""A card with a title, a subtitle, and an optional icon. It paints itself, without child widgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.icon import PLATE, icon_exists, paint_icon
from selfhelp.ui.widgets.label import clean_text, make_breakable
from selfhelp.ui.widgets.plate import paint_card, paint_focus_ring
from selfhelp.ui.widgets.signs import paint_chevron, paint_status_icon, status_colours

_SIGN, _CHEVRON, _NARROWEST = 28, 20, 160  # logical pixels
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
_BETWEEN = 2  # logical pixels between two lines


@dataclass(frozen=True, slots=True)
class CardContent:
    """The content of a card; ``sign`` is a kind of `selfhelp.ui.widgets.signs`, or "".

    ``line`` is a further line below, ``mark`` a word or two that stand out, such as "2 new", ``icon`` a
    image of `selfhelp.ui.widgets.icon`; with a sign as well, the image has the sign's colours.
    """

    key: str
    title: str
    sub: str = ""
    sign: str = ""
    line: str = ""
    mark: str = ""
    icon: str = ""


class Card(QPushButton):
    """A button. Its name is the title, its description everything else.

    ``flat`` leaves out the plate, for a card that is one of several on a larger one.

    Signals:
        stepped: an arrow key; carries 1 or -1.
    """

    stepped = Signal(int)

    def __init__(self, parent: QWidget | None = None, *, flat: bool = False) -> None:
        super().__init__(parent)
        self._flat, self._content = flat, CardContent("", "")
        self._heights: dict[int, int] = {}
        self._measured: dict[int, Sequence[int]] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        policy = QSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_content(self, content: CardContent) -> None:
        """Show other words."""
        self._content = content
        self._forget()
        self.setAccessibleName(clean_text(content.title))
        said = (content.mark, content.sub, content.line)
        self.setAccessibleDescription(clean_text(". ".join(part for part in said if part)))
        self.updateGeometry()
        self.update()

    def full_text(self) -> str:
        """Return everything that can be read on it, a line each."""
        c = self._content
        return "\n".join(clean_text(part) for part in (c.title, c.sub, c.line, c.mark) if part)

    # -- size ----------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Its lines wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height in which every line is whole."""
        if width not in self._heights:
            words = self._words_height(width)
            self._heights[width] = max(words, self._side(), theme.TARGET - 2 * self._air()) + 2 * self._air()
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Return a usual width and its height."""
        width = max(self.width(), 2 * _NARROWEST)
        return QSize(2 * _NARROWEST, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return a small minimum size, so that layouts can make it narrow."""
        return QSize(_NARROWEST, theme.TARGET)

    def changeEvent(self, event: QEvent) -> None:
        """Measure again with another font."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._forget()
            self.updateGeometry()

    def _forget(self) -> None:
        self._heights.clear()
        self._measured.clear()

    # -- keys and paint --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose with Enter, and move between cards with the arrows."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint plate, sign or image, words, mark and chevron."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(Qt.LayoutDirection.LayoutDirectionAuto)  # a foreign text keeps its own
        self._paint_ground(painter)
        self._paint_beside(painter)
        top = (self.height() - self._words_height(self.width())) // 2
        heights = self._line_heights(self.width())
        right, absolute = self.isRightToLeft(), Qt.AlignmentFlag.AlignAbsolute
        side = absolute | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        for (text, font, colour), height in zip(self._lines(), heights, strict=True):
            place = self._words_place(self.width(), top)
            place.setHeight(height)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(
                self._mirrored_place(place), _WRAPPED | int(side), make_breakable(clean_text(text))
            )
            top = place.bottom() + 1 + _BETWEEN
        self._paint_end(painter)
        painter.end()

    def _paint_ground(self, painter: QPainter) -> None:
        colours, whole = theme.current_colours(), QRectF(self.rect())
        touched = colours.pressed if self.isDown() else colours.hover if self.underMouse() else ""
        if not self._flat:
            paint_card(painter, whole, touched or colours.card, colours.edge if touched else "")
        elif touched:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(touched))
            painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            paint_focus_ring(painter, whole, theme.RADIUS if self._flat else theme.RADIUS + 4)

    def _paint_beside(self, painter: QPainter) -> None:
        content, side = self._content, self._side()
        if not side:
            return
        place = QRectF(self._mirrored_place(QRect(self._edge(), (self.height() - side) // 2, side, side)))
        if icon_exists(content.icon):
            colours = theme.current_colours()
            front, back = status_colours(content.sign) if content.sign else (colours.link, colours.tint)
            paint_icon(painter, place, content.icon, front, back)
        else:
            painter.translate(place.topLeft())
            paint_status_icon(painter, content.sign)
            painter.translate(-place.topLeft())

    def _paint_end(self, painter: QPainter) -> None:
        """Paint the mark, and the sign that a click leads on."""
        place = QRect(self.width() - self._edge() - _CHEVRON + 4, 0, _CHEVRON, self.height())
        seen = QRectF(self._mirrored_place(place))
        back = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        paint_chevron(painter, QPointF(seen.left(), seen.center().y() - 14), back=back)
        if self._content.mark:
            colours, font = theme.current_colours(), self._font("small", QFont.Weight.DemiBold)
            metrics, width = QFontMetrics(font), self._mark_width()
            pill = QRect(place.left() - width - theme.SPACE_1, 0, width, metrics.height() + 4)
            pill.moveTop((self.height() - pill.height()) // 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(self._mirrored_place(pill), theme.RADIUS, theme.RADIUS)
            painter.setFont(font)
            painter.setPen(QColor(colours.on_accent))
            painter.drawText(
                self._mirrored_place(pill), int(Qt.AlignmentFlag.AlignCenter), clean_text(self._content.mark)
            )

    # -- places ----------------------------------------------------------------------------------------

    def _lines(self) -> Iterator[tuple[str, QFont, str]]:
        """Yield every line with its font and its colour."""
        colours, content = theme.current_colours(), self._content
        strong = QFont(self.font()) if self._flat else self._font("h2", QFont.Weight.DemiBold)
        yield content.title, strong, colours.text
        if content.sub:
            yield content.sub, self.font(), colours.sub
        if content.line:
            yield content.line, self.font(), colours.text

    def _words_place(self, width: int, top: int) -> QRect:
        left = self._edge() + (self._side() + theme.SPACE_3 if self._side() else 0)
        right = width - self._edge() - _CHEVRON
        if self._content.mark:
            right -= self._mark_width() + theme.SPACE_2
        return QRect(left, top, max(right - left, 1), 0)

    def _words_height(self, width: int) -> int:
        lines = self._line_heights(width)
        return sum(lines) + _BETWEEN * (len(lines) - 1)

    def _line_heights(self, width: int) -> Sequence[int]:
        """Return the height of every line, measured once for each width."""
        if width not in self._measured:
            room = self._words_place(width, 0).width()
            self._measured[width] = [_height(text, font, room) for text, font, _ in self._lines()]
        return self._measured[width]

    def _side(self) -> int:
        """Return the size of what precedes the text."""
        return PLATE if icon_exists(self._content.icon) else _SIGN if self._content.sign else 0

    def _mark_width(self) -> int:
        font = self._font("small", QFont.Weight.DemiBold)
        return QFontMetrics(font).horizontalAdvance(clean_text(self._content.mark)) + 2 * theme.SPACE_2

    def _edge(self) -> int:
        return theme.SPACE_2 if self._flat else theme.SPACE_4

    def _air(self) -> int:
        return theme.SPACE_2 if self._flat else theme.SPACE_3

    def _font(self, size: str, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * theme.SCALE[size])
        font.setWeight(weight)
        return font

    def _mirrored_place(self, place: QRect) -> QRect:
        """Return where it is in a language that is written from right to left."""
        if self.isRightToLeft():
            place.moveRight(self.width() - 1 - place.left())
        return place


def _height(text: str, font: QFont, width: int) -> int:
    return (
        QFontMetrics(font)
        .boundingRect(QRect(0, 0, width, 100_000), _WRAPPED, make_breakable(clean_text(text)))
        .height()
    )

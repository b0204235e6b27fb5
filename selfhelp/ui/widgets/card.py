"""A clickable card with a title, a subtitle and an optional icon, painted without child widgets."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from selfhelp.ui import theme
from selfhelp.ui.widgets.card_background import paint_card_background, paint_focus_ring
from selfhelp.ui.widgets.category_icon import PLATE, has_icon, paint_icon
from selfhelp.ui.widgets.label import insert_line_breaks, remove_control_characters
from selfhelp.ui.widgets.status_icons import find_status_colours, paint_chevron, paint_status_icon

_SIGN, _CHEVRON, _NARROWEST = 28, 20, 160  # logical pixels
_WRAPPED = int(Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop)
_BETWEEN = 2  # logical pixels between two lines


@dataclass(frozen=True, slots=True)
class CardContent:
    """The content of a card: texts, icon and status.

    ``sign`` is a status icon of `selfhelp.ui.widgets.status_icons`, or "". ``line`` is a further line below
    the subtitle, ``mark`` a short highlighted note such as "2 new", ``icon`` an image of
    `selfhelp.ui.widgets.category_icon`. If ``sign`` and ``icon`` are set, the image has the sign's colours.
    """

    key: str
    title: str
    sub: str = ""
    sign: str = ""
    line: str = ""
    mark: str = ""
    icon: str = ""


class Card(QPushButton):
    """A clickable card; the title is the accessible name, the other texts are the description.

    ``flat`` leaves out the background, for a card on a larger panel with several cards.

    Signals:
        stepped: an arrow key was pressed; carries 1 or -1.
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

    def show_card_content(self, content: CardContent) -> None:
        """Replace the card's content."""
        self._content = content
        self._clear_size_cache()
        self.setAccessibleName(remove_control_characters(content.title))
        said = (content.mark, content.sub, content.line)
        described = ". ".join(part for part in said if part).replace(".. ", ". ")
        self.setAccessibleDescription(remove_control_characters(described))
        self.updateGeometry()
        self.update()

    def join_full_text(self) -> str:
        """Return all texts of the card, each on its own line."""
        c = self._content
        return "\n".join(remove_control_characters(part) for part in (c.title, c.sub, c.line, c.mark) if part)

    # -- size ----------------------------------------------------------------------------------------

    def hasHeightForWidth(self) -> bool:
        """Return True, because the text wraps."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height in logical pixels at which no line is cut off."""
        if width not in self._heights:
            words = self._compute_text_height(width)
            self._heights[width] = (
                max(words, self._compute_icon_side(), theme.TARGET - 2 * self._compute_vertical_margin())
                + 2 * self._compute_vertical_margin()
            )
        return self._heights[width]

    def sizeHint(self) -> QSize:
        """Return a typical width, and the height at the current width."""
        width = max(self.width(), 2 * _NARROWEST)
        return QSize(2 * _NARROWEST, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return a small minimum size, so that layouts can narrow the card."""
        return QSize(_NARROWEST, theme.TARGET)

    def changeEvent(self, event: QEvent) -> None:
        """Discard the cached sizes when the font or style changes."""
        super().changeEvent(event)
        if event.type() in (QEvent.Type.FontChange, QEvent.Type.StyleChange):
            self._clear_size_cache()
            self.updateGeometry()

    def _clear_size_cache(self) -> None:
        self._heights.clear()
        self._measured.clear()

    # -- keys and paint --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Click the card on Enter; emit `stepped` for the arrow keys."""
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()), 0)
        if step:
            self.stepped.emit(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.click()
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the background, status icon or image, text, note and chevron."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setLayoutDirection(
            Qt.LayoutDirection.LayoutDirectionAuto
        )  # external text keeps its own direction
        self._paint_background(painter)
        self._paint_icon(painter)
        top = (self.height() - self._compute_text_height(self.width())) // 2
        heights = self._compute_line_heights(self.width())
        right, absolute = self.isRightToLeft(), Qt.AlignmentFlag.AlignAbsolute
        side = absolute | (Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft)
        for (text, font, colour), height in zip(self._iter_lines(), heights, strict=True):
            place = self._find_text_rect(self.width(), top)
            place.setHeight(height)
            painter.setFont(font)
            painter.setPen(QColor(colour))
            painter.drawText(
                self._mirror_rect_if_rtl(place),
                _WRAPPED | int(side),
                insert_line_breaks(remove_control_characters(text)),
            )
            top = place.bottom() + 1 + _BETWEEN
        self._paint_note_and_chevron(painter)
        painter.end()

    def _paint_background(self, painter: QPainter) -> None:
        colours, whole = theme.get_current_colours(), QRectF(self.rect())
        touched = colours.pressed if self.isDown() else colours.hover if self.underMouse() else ""
        if not self._flat:
            paint_card_background(painter, whole, touched or colours.card, colours.edge if touched else "")
        elif touched:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(touched))
            painter.drawRoundedRect(whole, theme.RADIUS, theme.RADIUS)
        if self.hasFocus():
            paint_focus_ring(painter, whole, theme.RADIUS if self._flat else theme.RADIUS + 4)

    def _paint_icon(self, painter: QPainter) -> None:
        content, side = self._content, self._compute_icon_side()
        if not side:
            return
        place = QRectF(
            self._mirror_rect_if_rtl(
                QRect(self._compute_horizontal_margin(), (self.height() - side) // 2, side, side)
            )
        )
        if has_icon(content.icon):
            colours = theme.get_current_colours()
            front, back = find_status_colours(content.sign) if content.sign else (colours.link, colours.tint)
            paint_icon(painter, place, content.icon, front, back)
        else:
            painter.translate(place.topLeft())
            paint_status_icon(painter, content.sign)
            painter.translate(-place.topLeft())

    def _paint_note_and_chevron(self, painter: QPainter) -> None:
        """Paint the highlighted note and the chevron at the end of the card."""
        place = QRect(
            self.width() - self._compute_horizontal_margin() - _CHEVRON + 4, 0, _CHEVRON, self.height()
        )
        seen = QRectF(self._mirror_rect_if_rtl(place))
        back = self.layoutDirection() is Qt.LayoutDirection.RightToLeft
        paint_chevron(painter, QPointF(seen.left(), seen.center().y() - 14), back=back)
        if self._content.mark:
            colours, font = (
                theme.get_current_colours(),
                self._make_scaled_font("small", QFont.Weight.DemiBold),
            )
            metrics, width = QFontMetrics(font), self._compute_note_width()
            pill = QRect(place.left() - width - theme.SPACE_1, 0, width, metrics.height() + 4)
            pill.moveTop((self.height() - pill.height()) // 2)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(self._mirror_rect_if_rtl(pill), theme.RADIUS, theme.RADIUS)
            painter.setFont(font)
            painter.setPen(QColor(colours.on_accent))
            painter.drawText(
                self._mirror_rect_if_rtl(pill),
                int(Qt.AlignmentFlag.AlignCenter),
                remove_control_characters(self._content.mark),
            )

    # -- places ----------------------------------------------------------------------------------------

    def _iter_lines(self) -> Iterator[tuple[str, QFont, str]]:
        """Yield every line of text with its font and colour."""
        colours, content = theme.get_current_colours(), self._content
        strong = QFont(self.font()) if self._flat else self._make_scaled_font("h2", QFont.Weight.DemiBold)
        yield content.title, strong, colours.text
        if content.sub:
            yield content.sub, self.font(), colours.sub
        if content.line:
            yield content.line, self.font(), colours.text

    def _find_text_rect(self, width: int, top: int) -> QRect:
        left = self._compute_horizontal_margin() + (
            self._compute_icon_side() + theme.SPACE_3 if self._compute_icon_side() else 0
        )
        right = width - self._compute_horizontal_margin() - _CHEVRON
        if self._content.mark:
            right -= self._compute_note_width() + theme.SPACE_2
        return QRect(left, top, max(right - left, 1), 0)

    def _compute_text_height(self, width: int) -> int:
        lines = self._compute_line_heights(width)
        return sum(lines) + _BETWEEN * (len(lines) - 1)

    def _compute_line_heights(self, width: int) -> Sequence[int]:
        """Return the height of every line in logical pixels, cached for each width."""
        if width not in self._measured:
            room = self._find_text_rect(width, 0).width()
            self._measured[width] = [
                _measure_text_height(text, font, room) for text, font, _ in self._iter_lines()
            ]
        return self._measured[width]

    def _compute_icon_side(self) -> int:
        """Return the side length of the icon in logical pixels; 0 without an icon."""
        return PLATE if has_icon(self._content.icon) else _SIGN if self._content.sign else 0

    def _compute_note_width(self) -> int:
        font = self._make_scaled_font("small", QFont.Weight.DemiBold)
        return (
            QFontMetrics(font).horizontalAdvance(remove_control_characters(self._content.mark))
            + 2 * theme.SPACE_2
        )

    def _compute_horizontal_margin(self) -> int:
        return theme.SPACE_2 if self._flat else theme.SPACE_4

    def _compute_vertical_margin(self) -> int:
        return theme.SPACE_2 if self._flat else theme.SPACE_3

    def _make_scaled_font(self, size: str, weight: QFont.Weight) -> QFont:
        font = QFont(self.font())
        font.setPointSizeF(font.pointSizeF() * theme.SCALE[size])
        font.setWeight(weight)
        return font

    def _mirror_rect_if_rtl(self, place: QRect) -> QRect:
        """Return the rectangle, mirrored in a right-to-left layout."""
        if self.isRightToLeft():
            place.moveRight(self.width() - 1 - place.left())
        return place


def _measure_text_height(text: str, font: QFont, width: int) -> int:
    return (
        QFontMetrics(font)
        .boundingRect(
            QRect(0, 0, width, 100_000), _WRAPPED, insert_line_breaks(remove_control_characters(text))
        )
        .height()
    )

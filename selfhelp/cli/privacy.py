"""selfhelp privacy: what IT can see and do on this computer, from the settings that count now."""

from __future__ import annotations

import argparse
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.privacy import Topic


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments."""
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help=str(N_("save it as an HTML page")))


def run(call: Call) -> int:
    """Print the page, or write it."""
    topics = call.app.transparency()
    if call.options.output:
        from selfhelp.privacy.sheet import write

        write(call.options.output, topics, call.app.translator)
    if call.json:
        call.answer(topics=[_document(call, topic) for topic in topics])
        return 0
    if call.options.output:
        call.say(N_("Saved to {path}.", path=str(call.options.output)))
        return 0
    for topic in topics:
        call.head(topic.title)
        for point in topic.points:
            call.say(f"{'+' if point.on else '-'} {call.show(point.text)}")
            for one in point.more:
                call.say(f"    {call.show(one)}")
    return 0


def _document(call: Call, topic: Topic) -> Json:
    points = [
        {"text": call.show(p.text), "enabled": p.on, "details": [call.show(one) for one in p.more]}
        for p in topic.points
    ]
    return {"id": topic.id, "title": call.show(topic.title), "points": points}

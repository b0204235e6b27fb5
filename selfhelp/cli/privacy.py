"""selfhelp privacy: shows what IT can see and do on this computer under the effective settings."""

from __future__ import annotations

import argparse
from pathlib import Path

from selfhelp.cli.call import Call
from selfhelp.core.model import Json
from selfhelp.core.text import N_
from selfhelp.privacy import PrivacyTopic


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `selfhelp privacy`."""
    parser.add_argument("-o", "--output", metavar="FILE", type=Path, help=str(N_("save the page as HTML")))


def run_command(call: Call) -> int:
    """Run `selfhelp privacy`: print the privacy page, or write it to a file."""
    topics = call.app.collect_privacy_topics()
    if call.options.output:
        from selfhelp.privacy.html_export import write_privacy_html

        write_privacy_html(call.options.output, topics, call.app.translator)
    if call.is_json_output:
        call.print_json(topics=[_topic_to_document(call, topic) for topic in topics])
        return 0
    if call.options.output:
        call.print_line(N_("Saved to {path}.", path=str(call.options.output)))
        return 0
    for topic in topics:
        call.print_heading(topic.title)
        for point in topic.points:
            call.print_line(f"{'+' if point.on else '-'} {call.translate_line(point.text)}")
            for one in point.more:
                call.print_line(f"    {call.translate_line(one)}")
    return 0


def _topic_to_document(call: Call, topic: PrivacyTopic) -> Json:
    points = [
        {
            "text": call.translate_line(p.text),
            "enabled": p.on,
            "details": [call.translate_line(one) for one in p.more],
        }
        for p in topic.points
    ]
    return {"id": topic.id, "title": call.translate_line(topic.title), "points": points}

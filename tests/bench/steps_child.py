"""The steps recorder at work: what it costs beside an app that only waits.

    python -m tests.bench.steps_child SECONDS

Windows of other programs come to the front meanwhile. Prints one line of JSON: MiB before it records, the
share of one processor in percent, and for each picture the milliseconds from the moment it is taken until its
file is made. What the app has at rest is loaded before, and nothing of the recorder.
"""

from __future__ import annotations

import json
import sys
from time import perf_counter

import psutil
from PySide6.QtCore import QTimer

from selfhelp.app.composition import App
from selfhelp.ui import main as running_app
from selfhelp.ui import theme
from selfhelp.ui.application import Application
from selfhelp.ui.instance_server import InstanceServer
from selfhelp.ui.jobs import JobRunner
from selfhelp.ui.window import AppWindow
from tests.bench.measure import resident

AT_REST = (running_app, InstanceServer)

SETTLE_MS = 3_000


def main(seconds: float) -> None:
    """Record for so long, and print what it took."""
    application = Application(["selfhelp"])
    app, jobs = App.build("en"), JobRunner(application)
    theme.apply_theme(application, "light")
    window = AppWindow(app, jobs)  # as the app has it when someone selects Record steps
    process = psutil.Process()
    taken: list[float] = []
    found: dict[str, float] = {}

    def begin() -> None:
        found["before"], spent = resident(process.pid), process.cpu_times()
        from selfhelp.ui.steps.recording_controller import RecordingController

        watch_pictures(taken)
        desk = RecordingController(app, jobs, application)
        QTimer.singleShot(int(seconds * 1000), lambda: end(desk, spent.user + spent.system))

    def end(desk, before: float) -> None:
        spent = process.cpu_times()
        share = (spent.user + spent.system - before) / seconds * 100
        told = {"before": found["before"], "share": share, "pictures": taken}
        desk.finished.connect(lambda _recording: application.quit())
        desk.finish_and_close()
        print(json.dumps(told), flush=True)

    QTimer.singleShot(SETTLE_MS, begin)
    application.exec()
    window.close()
    jobs.stop_all(3_000)


def watch_pictures(taken: list[float]) -> None:
    """Note for each picture the milliseconds until its file is made."""
    from selfhelp.ui.capture import pixels
    from selfhelp.ui.steps import step_camera

    encode, take, last = pixels.encode_within_limit, step_camera.StepCamera.capture, [0.0]

    def timed_take(self, *args, **named):
        begin = perf_counter()
        shot = take(self, *args, **named)
        last[0] = (perf_counter() - begin) * 1e3
        return shot

    def timed_encode(image, limit):
        begin = perf_counter()
        file = encode(image, limit)
        taken.append(last[0] + (perf_counter() - begin) * 1e3)
        return file

    setattr(step_camera.StepCamera, "capture", timed_take)  # noqa: B010 - as it is measured
    setattr(step_camera, "encode_within_limit", timed_encode)  # noqa: B010


if __name__ == "__main__":
    main(float(sys.argv[1]))

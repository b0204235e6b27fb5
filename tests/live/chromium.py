"""A real Chromium without a window, driven through its own pipe: what it asked for, said and shows.

Chrome DevTools Protocol over ``--remote-debugging-pipe``: the browser reads commands from file descriptor 3
and writes answers to 4, each JSON with a NUL at the end (content_switches.cc of chromium).
"""

from __future__ import annotations

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from types import TracebackType
from typing import Any

FLAGS = (
    *("--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-extensions"),
    *("--disable-background-networking", "--disable-component-update", "--hide-scrollbars", "--mute-audio"),
    "--remote-debugging-pipe",
)
"""No sandbox: tests run as root, where Chromium's needs another account."""

PATIENCE = 60.0
"""Seconds for one answer; only a hang takes that long."""


class Chromium:
    """``with Chromium() as browser: browser.open(url); browser.picture(path)``.

    Attributes:
        asked: addresses the page asked for, the page itself not counted.
        said: everything in the console, errors and refusals too.
        dialogs: what a dialog said.
    """

    def __init__(self) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.dialogs: list[str] = []
        self._number = 0
        self._session = ""
        self._rest = b""

    def __enter__(self) -> Chromium:
        self._home = Path(tempfile.mkdtemp(prefix="chromium-"))
        (their_in, self._out), (self._in, their_out) = os.pipe(), os.pipe()
        program = shutil.which("chromium") or shutil.which("chromium-browser") or "chromium"
        # The numbers are fixed; by way of 13 and 14, because the pipes themselves may be 3 or 4.
        pipes = f"13<&{their_in} 14>&{their_out}"
        arrange = f'exec {pipes}; exec 3<&13 4>&14 13<&- 14>&-; exec "$@"'
        env = {"PATH": os.environ["PATH"], "HOME": str(self._home), "LANG": "C.UTF-8"}
        self._process = subprocess.Popen(
            ["bash", "-c", arrange, "bash", program, *FLAGS, f"--user-data-dir={self._home}", "about:blank"],
            pass_fds=(their_in, their_out), env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        )  # fmt: skip
        os.close(their_in)
        os.close(their_out)
        try:
            self._attach()
        except BaseException:
            self.__exit__(None, None, None)
            raise
        return self

    def _attach(self) -> None:
        target = self.call("Target.createTarget", url="about:blank")["targetId"]
        self._session = self.call("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Network", "Log", "Runtime", "Security"):
            self.call(f"{domain}.enable")

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._session = ""
        try:
            self.call("Browser.close")
            self._process.wait(20)
        except (OSError, AssertionError, subprocess.TimeoutExpired):
            self._process.kill()
            self._process.wait()
        os.close(self._in)
        os.close(self._out)
        shutil.rmtree(self._home, ignore_errors=True)

    # -- what a test does --------------------------------------------------------------------------

    def look(self, *, width: int, height: int = 900, dark: bool = False) -> None:
        """Have a screen of this size and colour from now on."""
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
                  mobile=width < 600)  # fmt: skip
        scheme = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self.call("Emulation.setEmulatedMedia", features=[scheme])

    def open(self, address: str) -> None:
        """Open a page and wait until it and everything it wants is there."""
        self._page, self._loaded = address, False
        self.call("Page.navigate", url=address)
        end = time.monotonic() + PATIENCE
        while not self._loaded and time.monotonic() < end:
            self._receive(0.2)
        assert self._loaded, f"{address} did not load"
        self._receive(0.3)  # what a script, a timer or an icon would ask for afterwards

    def value(self, script: str) -> Any:
        """Return what a script of the test sees in the page."""
        return self.call("Runtime.evaluate", expression=script, returnByValue=True)["result"].get("value")

    def picture(self, path: Path) -> None:
        """Take a picture of the whole page."""
        size = self.call("Page.getLayoutMetrics")["cssContentSize"]
        clip = {"x": 0, "y": 0, "width": size["width"], "height": min(size["height"], 16_000), "scale": 1}
        shot = self.call("Page.captureScreenshot", clip=clip, captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(shot["data"]))

    def print(self, path: Path) -> None:
        """Print the page into a PDF file."""
        shot = self.call("Page.printToPDF", printBackground=True, paperWidth=8.27, paperHeight=11.69)
        path.write_bytes(base64.b64decode(shot["data"]))

    # -- the pipe ----------------------------------------------------------------------------------

    def call(self, method: str, **params: object) -> dict[str, Any]:
        """Ask the browser and return its answer."""
        self._number += 1
        message: dict[str, object] = {"id": self._number, "method": method, "params": params}
        if self._session:
            message["sessionId"] = self._session
        os.write(self._out, json.dumps(message).encode() + b"\0")
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            for answer in self._receive(1.0):
                if answer.get("id") == self._number:
                    assert "error" not in answer, answer
                    return dict(answer["result"])
        raise AssertionError(f"Chromium did not answer {method}")

    def _receive(self, wait: float) -> list[dict[str, Any]]:
        """Return the answers that came, and note the events among them."""
        if not select.select([self._in], [], [], wait)[0]:
            return []
        self._rest += os.read(self._in, 1 << 20)
        *whole, self._rest = self._rest.split(b"\0")
        messages = [json.loads(part) for part in whole]
        for message in messages:
            self._note(message.get("method", ""), message.get("params", {}))
        return messages

    def _note(self, event: str, about: dict[str, Any]) -> None:
        match event:
            case "Network.requestWillBeSent":
                address = about["request"]["url"]
                if address.partition("#")[0] not in (self._page, "about:blank"):
                    self.asked.append(address)
            case "Log.entryAdded":
                self.said.append(about["entry"]["text"])
            case "Runtime.consoleAPICalled" | "Runtime.exceptionThrown":
                self.said.append(json.dumps(about)[:300])
            case "Page.javascriptDialogOpening":
                self.dialogs.append(about["message"])
                os.write(self._out, json.dumps({
                    "id": 0, "method": "Page.handleJavaScriptDialog", "params": {"accept": True},
                    "sessionId": self._session,
                }).encode() + b"\0")  # fmt: skip
            case "Page.loadEventFired":
                self._loaded = True

"""A real Chromium without a window, for tests of what a person sees.

Decides how it is started, told and listened to: the DevTools protocol over a pair of pipes, which
needs no port and no library. Must not know which pages there are.
"""

import base64
import json
import os
import select
import subprocess
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

PROGRAM = "chromium-headless-shell"
_ANSWER_TIMEOUT_S = 20.0
PHONE = (360, 740)
DESK = (1280, 900)

# It wants the pipes as the descriptors 3 and 4, and whatever it says besides goes nowhere.
_WITH_PIPES = 'exec "$@" 3<&0 4>&1 0</dev/null 1>/dev/null 2>&1'
# Root has no sandbox, nor have many containers; what is opened here was written by the tests.
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--remote-debugging-pipe")


class Chromium:
    """One browser; as a context it is ended. It ends by itself when its pipes close."""

    def __init__(self, scratch: Path) -> None:
        self._process = subprocess.Popen(
            ["sh", "-c", _WITH_PIPES, "sh", PROGRAM, *_FLAGS, f"--user-data-dir={scratch}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self._heard = b""
        self._asked = 0
        self.events: list[dict[str, Any]] = []

    def tell(self, method: str, session: str | None = None, **parameters: Any) -> Any:
        """What the browser answers to a command."""
        self._asked += 1
        command = {"id": self._asked, "method": method, "params": parameters}
        if session:
            command["sessionId"] = session
        assert self._process.stdin
        self._process.stdin.write(json.dumps(command).encode() + b"\0")
        self._process.stdin.flush()
        deadline = time.monotonic() + _ANSWER_TIMEOUT_S
        while (message := self._next(deadline)).get("id") != self._asked:
            self._note(message)
        assert "error" not in message, f"{method}: {message['error']}"
        return message["result"]

    def listen_until(self, done: Callable[[], bool], timeout_s: float = _ANSWER_TIMEOUT_S) -> None:
        """Return once what the browser tells unasked makes it so."""
        deadline = time.monotonic() + timeout_s
        while not done():
            self._note(self._next(deadline))

    def _note(self, message: dict[str, Any]) -> None:
        # A dialog stops the page until it is answered; none of ours has one.
        assert message.get("method") != "Page.javascriptDialogOpening", f"a script ran: {message}"
        self.events.append(message)

    def _next(self, deadline: float) -> Any:
        assert self._process.stdout
        pipe = self._process.stdout.fileno()
        while b"\0" not in self._heard:
            left = max(0.0, deadline - time.monotonic())
            assert select.select([pipe], [], [], left)[0], f"{PROGRAM} says nothing"
            heard = os.read(pipe, 1 << 16)
            assert heard, f"{PROGRAM} has ended"
            self._heard += heard
        message, _, self._heard = self._heard.partition(b"\0")
        return json.loads(message)

    def __enter__(self) -> "Chromium":
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


class Tab:
    """One page that is open. `trusting` lets it load and run what its own policy forbids."""

    def __init__(
        self,
        browser: Chromium,
        url: str,
        size: tuple[int, int] = DESK,
        *,
        dark: bool = False,
        trusting: bool = False,
    ) -> None:
        self._browser = browser
        target = browser.tell("Target.createTarget", url="about:blank")["targetId"]
        attached = browser.tell("Target.attachToTarget", targetId=target, flatten=True)
        self._target, self._session = target, str(attached["sessionId"])
        for domain in ("Page", "Network", "Log", "Runtime"):
            self._tell(f"{domain}.enable")
        self._tell("Page.setLifecycleEventsEnabled", enabled=True)
        self._width, height = size
        self._tell(
            "Emulation.setDeviceMetricsOverride",
            width=self._width,
            height=height,
            deviceScaleFactor=1,
            mobile=size == PHONE,
        )
        colours = {"name": "prefers-color-scheme", "value": "dark" if dark else "light"}
        self._tell("Emulation.setEmulatedMedia", features=[colours])
        self._tell("Page.setBypassCSP", enabled=trusting)
        opened = self._tell("Page.navigate", url=url)
        browser.listen_until(lambda: opened["loaderId"] in self._loaded())

    def wait_for_reload(self, timeout_s: float = _ANSWER_TIMEOUT_S) -> None:
        """Return when the page has been loaded once more, which only it can have asked for."""
        before = self._loaded()
        self._browser.listen_until(lambda: self._loaded() != before, timeout_s)

    @property
    def requested(self) -> list[str]:
        """Every address that was asked for since it was opened, also those that were refused."""
        return [event["request"]["url"] for event in self._events("Network.requestWillBeSent")]

    @property
    def complaints(self) -> list[str]:
        """What the browser had to say about the page: what it refused, which script failed."""
        logged = [event["entry"]["text"] for event in self._events("Log.entryAdded")]
        return logged + [str(event) for event in self._events("Runtime.exceptionThrown")]

    def value(self, expression: str) -> Any:
        """What JavaScript makes of it in the page, whatever the page's policy says."""
        answer = self._tell("Runtime.evaluate", expression=expression, returnByValue=True)
        assert "exceptionDetails" not in answer, answer
        return answer["result"].get("value")

    @property
    def text(self) -> str:
        """What a reader sees of it, with single spaces."""
        return " ".join(str(self.value("document.body.innerText")).split())

    def texts(self, selector: str) -> list[str]:
        """What each element of that kind says."""
        found = self.value(f"[...document.querySelectorAll({selector!r})].map(e => e.innerText)")
        return [" ".join(str(one).split()) for one in found]

    def too_wide(self) -> list[str]:
        """What sticks out of the screen to the right, but for boxes that scroll by themselves.

        Asked of the size that it was opened with: a phone zooms out for a wider page.
        """
        found: list[str] = self.value(_TOO_WIDE % self._width)
        return found

    def picture(self, path: Path) -> None:
        """The whole page, however long, as a PNG."""
        taken = self._tell("Page.captureScreenshot", captureBeyondViewport=True)
        path.write_bytes(base64.b64decode(taken["data"]))

    def _loaded(self) -> set[str]:
        """Each time that a page was loaded to its end."""
        told = self._events("Page.lifecycleEvent")
        return {str(event["loaderId"]) for event in told if event["name"] == "load"}

    def _events(self, method: str) -> list[dict[str, Any]]:
        return [
            event["params"]
            for event in self._browser.events
            if event["method"] == method and event.get("sessionId") == self._session
        ]

    def _tell(self, method: str, **parameters: Any) -> Any:
        return self._browser.tell(method, self._session, **parameters)

    def __enter__(self) -> "Tab":
        return self

    def __exit__(self, *_: object) -> None:
        self._browser.tell("Target.closeTarget", targetId=self._target)


_TOO_WIDE = """
[...document.querySelectorAll("body *")].filter(one => {
    for (let box = one.parentElement; box; box = box.parentElement)
        if (getComputedStyle(box).overflowX === "auto") return false;
    return one.getBoundingClientRect().right > %d;
}).map(one => `${one.tagName} ${one.className} ${one.textContent.slice(0, 40)}`)
"""

"""Chromium without a window, told through a pipe what to open, and asked what happened.

Its protocol for developers names every request of a page, whatever its scheme, and every word on
its console. Messages are JSON, each ended by a zero byte, on the descriptors 3 and 4.
"""

import base64
import json
import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from conformance.oracles import MissingToolError

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
FLAGS = ("--headless", "--disable-gpu", "--hide-scrollbars", "--remote-debugging-pipe")
COMPLAINTS = {"Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"}
HEIGHT = 900
CUT = """[...document.querySelectorAll("th, td, li, p, h1, h2, text")].filter(each => {
  const own = each.getBoundingClientRect();
  const around = (each.ownerSVGElement || document.documentElement).getBoundingClientRect();
  return each.scrollWidth > each.clientWidth + 1 && each.clientWidth > 0
    || own.left < around.left - 1 || own.right > around.right + 1;
}).map(each => each.textContent.trim())"""
"""The texts that are wider than their cell, or stand outside of their drawing or of the page."""

Ask = Callable[..., dict[str, Any]]


@dataclass(frozen=True)
class Seen:
    """What a page did and how it looks: its requests, its complaints and the texts it cuts."""

    requests: tuple[str, ...]
    complaints: tuple[str, ...]
    cut: tuple[str, ...]
    picture: bytes
    pdf: bytes


def look_at(page: Path, *, width: int, media: str = "screen") -> Seen:
    """Open a page, and return what it did, a picture of it and its print.

    Raises MissingToolError without Chromium.
    """
    with _chromium() as (ask, events):
        target = ask("Target.createTarget", url="about:blank")["targetId"]
        session = ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]

        def tell(method: str, **params: object) -> dict[str, Any]:
            return ask(method, session=session, **params)

        for name in ("Page", "Network", "Runtime", "Log"):
            tell(f"{name}.enable")
        size = {"width": width, "height": HEIGHT, "deviceScaleFactor": 1, "mobile": False}
        tell("Emulation.setDeviceMetricsOverride", **size)
        tell("Emulation.setEmulatedMedia", media=media)
        tell("Page.navigate", url=page.resolve().as_uri())
        while not any(each["method"] == "Page.loadEventFired" for each in events):
            tell("Runtime.evaluate", expression="0")
        cut = tell("Runtime.evaluate", expression=CUT, returnByValue=True)["result"]["value"]
        picture = tell("Page.captureScreenshot", captureBeyondViewport=True)["data"]
        printed = tell("Page.printToPDF", preferCSSPageSize=True)["data"]
        sent = (each for each in events if each["method"] == "Network.requestWillBeSent")
        asked = tuple(str(each["params"]["request"]["url"]) for each in sent)
        return Seen(
            tuple(url for url in asked if url != page.resolve().as_uri()),
            tuple(json.dumps(e["params"]) for e in events if e["method"] in COMPLAINTS),
            tuple(cut),
            base64.b64decode(picture),
            base64.b64decode(printed),
        )


@contextmanager
def _chromium() -> Iterator[tuple[Ask, list[dict[str, Any]]]]:
    """Start Chromium; yield how it is asked, and what it reported so far."""
    found = next((path for path in map(shutil.which, NAMES) if path), None)
    if found is None:
        message = "a browser test needs Debian's chromium-headless-shell, or Chromium"
        raise MissingToolError(message)
    told, to_tell = os.pipe()
    heard, to_hear = os.pipe()
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        flags = [*FLAGS, f"--user-data-dir={profile}"]
        flags += ["--no-sandbox"] if os.geteuid() == 0 else []  # Chromium refuses root with one
        process = subprocess.Popen(
            ["/bin/bash", "-c", f'exec "$@" 3<&{told} 4>&{to_hear}', "chromium", found, *flags],
            pass_fds=(told, to_hear),
            stderr=subprocess.DEVNULL,
        )
        os.close(told)
        os.close(to_hear)
        events: list[dict[str, Any]] = []
        with os.fdopen(to_tell, "wb", 0) as mouth, os.fdopen(heard, "rb") as ear:
            try:
                yield _asking(mouth, ear, events), events
            finally:
                process.kill()
                process.wait()


def _asking(mouth: Any, ear: Any, events: list[dict[str, Any]]) -> Ask:  # noqa: ANN401 - two files
    number = 0

    def ask(method: str, session: str | None = None, **params: object) -> dict[str, Any]:
        nonlocal number
        number += 1
        message: dict[str, object] = {"id": number, "method": method, "params": params}
        message |= {"sessionId": session} if session else {}
        mouth.write(json.dumps(message).encode() + b"\0")
        while True:
            answer = json.loads(_read_message(ear))
            if "id" not in answer:
                events.append(answer)
            elif "error" in answer:
                raise RuntimeError(answer["error"])
            else:
                return dict(answer["result"])

    return ask


def _read_message(ear: Any) -> bytes:  # noqa: ANN401 - a file
    found = bytearray()
    while (byte := ear.read(1)) != b"\0":
        if not byte:
            message = "Chromium has stopped"
            raise RuntimeError(message)
        found += byte
    return bytes(found)

"""Other programs on the same kind of work, each with records that it reads itself.

A Python program is installed into an environment of its own; one that cannot be installed, or is
not on the PATH, is left out.
"""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

START = datetime(2025, 1, 6, 9, tzinfo=UTC)
MOST_IN_A_YEAR = 999  # billwright numbers its bills with three digits


class Work(NamedTuple):
    """A command line of a peer on its records, and what it needs in the environment."""

    words: tuple[str, ...]
    environment: Mapping[str, str] = {}


class Peer(NamedTuple):
    """A program: its packages (none: looked for on the PATH), its script, and how it is set up."""

    name: str
    packages: tuple[str, ...]
    script: str
    prepare: Callable[[Path, str, int], Work]
    counts: tuple[int, ...] = (10, 1000)


def find_program(peer: Peer, environments: Path) -> str | None:
    """Return the path of a peer's program, which is installed if it has packages."""
    if not peer.packages:
        return shutil.which(peer.script)
    home = environments / peer.name
    program = home / "bin" / peer.script
    if not (home / "installed").exists():
        shutil.rmtree(home, ignore_errors=True)
        pip = (str(home / "bin" / "python"), "-m", "pip", "install", "--quiet", *peer.packages)
        for command in ((sys.executable, "-m", "venv", str(home)), pip):
            if subprocess.run(command, capture_output=True, check=False).returncode:
                return None
        (home / "installed").touch()
    return str(program) if program.exists() else None


def _days(count: int) -> Iterator[datetime]:
    """Yield the beginnings of two-hour sessions, three on each day."""
    return (START + timedelta(days=rank // 3, hours=3 * (rank % 3)) for rank in range(count))


def _watson(folder: Path, program: str, count: int) -> Work:
    frames = [
        [int(at.timestamp()), int(at.timestamp()) + 7200, "coaching", f"{rank:032x}", [], 0]
        for rank, at in enumerate(_days(count))
    ]
    (folder / "frames").write_text(json.dumps(frames), "utf-8")
    return Work((program, "report", "--all", "--no-pager"), {"WATSON_DIR": str(folder)})


def _billwright(folder: Path, program: str, count: int) -> Work:
    home = Path(program).parents[1]
    (example,) = home.glob("lib/python*/site-packages/billwright/example")
    shutil.copytree(example, folder, dirs_exist_ok=True)
    bill = (example / "bills" / "2026" / "RE-26001.toml").read_text("utf-8")
    for rank in range(count):
        year = 26 + rank // MOST_IN_A_YEAR
        number = f"RE-{year}{rank % MOST_IN_A_YEAR + 1:03d}"
        path = folder / "bills" / f"20{year}" / f"{number}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(bill.replace("RE-26001", number).replace("2026-", f"20{year}-"), "utf-8")
    return Work((program, "--profile", str(folder), "list"))


def _billwright_bill(folder: Path, program: str, count: int) -> Work:
    work = _billwright(folder, program, count)
    out = ("--out", str(folder / "out"))
    return Work((*work.words[:-1], *out, "bill", "RE-26001"))


def _todoman(folder: Path, program: str, count: int) -> Work:
    (folder / "list").mkdir()
    for rank in range(count):
        _write_ics(folder / "list" / f"{rank}.ics", "VTODO", f"UID:{rank}", f"SUMMARY:S {rank}")
    settings = f"path = {str(folder / 'l*')!r}\ncache_path = {str(folder / 'cache')!r}\n"
    (folder / "config.py").write_text(settings, "utf-8")
    return Work((program, "--config", str(folder / "config.py"), "list"))


def _khal(folder: Path, program: str, count: int) -> Work:
    (folder / "list").mkdir()
    for rank, at in enumerate(_days(count)):
        times = (f"DTSTART:{at:%Y%m%dT%H%M%SZ}", f"DTEND:{at + timedelta(hours=2):%Y%m%dT%H%M%SZ}")
        _write_ics(
            folder / "list" / f"{rank}.ics", "VEVENT", f"UID:{rank}", *times, f"SUMMARY:S {rank}"
        )
    (folder / "config").write_text(
        f"[calendars]\n[[list]]\npath = {folder / 'list'}\n[sqlite]\npath = {folder / 'cache'}\n"
        "[locale]\ntimeformat = %H:%M\ndateformat = %Y-%m-%d\nlongdateformat = %Y-%m-%d\n"
        "datetimeformat = %Y-%m-%d %H:%M\nlongdatetimeformat = %Y-%m-%d %H:%M\n",
        "utf-8",
    )
    return Work((program, "-c", str(folder / "config"), "list", f"{START:%Y-%m-%d}", "365d"))


def _write_ics(path: Path, kind: str, *lines: str) -> None:
    head = ("BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:bench", f"BEGIN:{kind}")
    stamp = "DTSTAMP:20250101T000000Z"
    text = "\r\n".join((*head, stamp, *lines, f"END:{kind}", "END:VCALENDAR", ""))
    path.write_text(text, "utf-8", newline="")


def _hledger(folder: Path, program: str, count: int) -> Work:
    entries = (f"{at:%Y-%m-%d} session\n  receivable  260 EUR\n  fees\n\n" for at in _days(count))
    (folder / "journal").write_text("".join(entries), "utf-8")
    return Work((program, "-f", str(folder / "journal"), "balance"))


def _taskwarrior(folder: Path, program: str, count: int) -> Work:
    (folder / "rc").write_text(f"data.location={folder}\nconfirmation=no\n", "utf-8")
    environment = {"TASKRC": str(folder / "rc"), "TASKDATA": str(folder)}
    tasks = [{"description": f"Session {rank}", "status": "pending"} for rank in range(count)]
    subprocess.run(
        (program, "import"),
        input=json.dumps(tasks).encode(),
        env={**os.environ, **environment},
        capture_output=True,
        check=True,
    )
    return Work((program, "list"), environment)


FACTURX = """
import sys
from io import BytesIO
from facturx import generate_from_file
from reportlab.pdfgen.canvas import Canvas
page = BytesIO()
canvas = Canvas(page)
for line in range(int(sys.argv[3])):
    canvas.drawString(72, 800 - 20 * line, f"Session {line}: 260,00 EUR")
canvas.save()
page.seek(0)
with open(sys.argv[1], "rb") as xml:
    generate_from_file(page, xml.read(), output_pdf_file=sys.argv[2], check_xsd=False)
"""
"""Makes one page and attaches an e-invoice, whose XML is given: the program need not write it."""


def _facturx(folder: Path, program: str, count: int) -> Work:
    xml = Path(__file__).parents[1] / "tests" / "golden" / "facturx"
    (folder / "make.py").write_text(FACTURX, "utf-8")
    arguments = (str(min(xml.glob("*.xml"))), str(folder / "out.pdf"), str(count))
    return Work((program, str(folder / "make.py"), *arguments))


PEERS = (
    Peer("watson report", ("td-watson",), "watson", _watson),
    Peer("billwright list", ("billwright",), "billwright", _billwright),
    Peer("billwright bill", ("billwright",), "billwright", _billwright_bill, (10,)),
    Peer("todoman list", ("todoman",), "todo", _todoman),
    Peer("khal list", ("khal",), "khal", _khal),
    Peer("hledger balance", (), "hledger", _hledger),
    Peer("taskwarrior list", (), "task", _taskwarrior),
    Peer("reportlab + factur-x", ("reportlab", "factur-x"), "python", _facturx, (10,)),
)

"""Everything that a command leaves behind: files, their names and what is inside them, and streams.

What is inside is opened all the way: the text, the metadata and the attachments of a PDF, the parts
of a message, the members of an archive, the text that a QR code holds.
"""

import io
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from email import message_from_bytes
from email.policy import default
from functools import cache
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
import segno
from jinja2.sandbox import ImmutableSandboxedEnvironment
from pypdf import PdfReader
from tests.documents.document_samples import literals, words_of
from tests.markers import keys_in, keys_of, leaves, number_anew
from tests.note_keys import ASKED

from phmcoach.cli import app
from phmcoach.documents.engine import jinja, rendered, typst
from phmcoach.documents.engine.templates import Templates
from phmcoach.documents.papers import facturx
from phmcoach.documents.papers import invoice as invoicing

RANDOM = re.compile(r"(?<=coach-trace-)\w+")
"""The random part of the name of a trace."""

XML = '#pdf.attach("factur-x.xml", bytes('


@dataclass(frozen=True)
class Left:
    """One output of a command: its name, the engagement that it is about, its text and markers."""

    name: str
    command: str
    about: str | None
    text: str
    keys: frozenset[str]


@dataclass
class Practice:
    """An isolated folder, and all outputs of its commands so far."""

    root: Path
    monkeypatch: pytest.MonkeyPatch
    left: list[Left] = field(default_factory=list)
    commands: set[str] = field(default_factory=set)
    codes: list[str] = field(default_factory=list)
    real: bool = True
    turned: bool = False
    _given: list[tuple[str, frozenset[str]]] = field(default_factory=list)
    _seen: dict[Path, tuple[int, int]] = field(default_factory=dict)

    @property
    def folder(self) -> Path:
        return self.root / "practice"

    def coach(
        self, *words: str, about: str | None = None, on: date, also: tuple[int, ...] = ()
    ) -> str:
        """Run a command on a day, keep what it leaves, and return what it printed."""
        self.monkeypatch.setenv("COACH_TODAY", on.isoformat())
        self.monkeypatch.setattr(sys, "argv", ["coach", *words])
        with caught_streams(self.monkeypatch) as streams, self.caught_codes() as codes:
            code = app.main()
        out, err = (stream.getvalue().decode() for stream in streams)
        assert code == 0 or code in also, f"coach {' '.join(words)}: {code}\n{out}{err}"
        self.commands.add(words[0])
        self.keep(f"stdout of {words[0]}", out, words[0], about)
        self.keep(f"stderr of {words[0]}", err, words[0], about)
        for payload in codes:
            self.keep(f"QR code of {words[0]}", payload, words[0], about)
        for name, keys in self._given:
            self.left.append(Left(f"view for {name}", words[0], about, "", keys))
        self._given.clear()
        for path in self.changed():
            name = RANDOM.sub("{name}", path.relative_to(self.root).as_posix())
            for inside, text in opened(name, path.read_bytes()):
                # What is restored is what the backup contains: all of it is the coach's.
                is_kept = inside.startswith(("kept.zip", "again/"))
                self.keep("kept.zip" if is_kept else inside, text, words[0], about)
        return out

    def keep(self, name: str, text: str, command: str, about: str | None) -> None:
        self.left.append(Left(name, command, about, text, keys_in(name) | keys_in(text)))

    def keep_view(self, name: str, values: dict[str, object]) -> None:
        """Keep the values that a template gets, printed or not."""
        keys = frozenset(key for _, each in leaves(values) for key in keys_of(each))
        reader = f" ({values['reader']})" if "reader" in values else ""
        reader = " (beneficiary)" if values.get("paper") == "beneficiary" else reader
        self._given.append((f"{name}{reader}", keys))

    def changed(self) -> Iterator[Path]:
        """Yield each file that is new or was rewritten."""
        for path in sorted(self.root.rglob("*")):
            if path.is_file():
                stat = path.stat()
                if self._seen.get(path) != (stat.st_ino, stat.st_mtime_ns):
                    self._seen[path] = (stat.st_ino, stat.st_mtime_ns)
                    yield path

    @contextmanager
    def caught_codes(self) -> Iterator[list[str]]:
        """Catch the text of every QR code that is drawn."""
        found: list[str] = []
        draw = segno.make_qr

        def drawn(content: str, **options: Any) -> segno.QRCode:  # noqa: ANN401 - segno's options
            found.append(content)
            return draw(content, **options)

        with pytest.MonkeyPatch.context() as monkeypatch:
            monkeypatch.setattr(segno, "make_qr", drawn)
            yield found


@contextmanager
def caught_streams(monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[io.BytesIO, io.BytesIO]]:
    streams = io.BytesIO(), io.BytesIO()
    with monkeypatch.context() as patched:
        for name, stream in zip(("stdout", "stderr"), streams, strict=True):
            patched.setattr(sys, name, io.TextIOWrapper(stream, "utf-8", write_through=True))
        patched.setattr(sys, "stdin", io.StringIO())
        yield streams


@contextmanager
def open_world(root: Path, *, turned: bool = False) -> Iterator[Practice]:
    """Make an environment in which the program can write only below one folder.

    If it is turned, hidden values that cannot be markers are replaced with other ones.
    The first e-invoice is a real PDF; for all other papers, the source replaces the PDF.
    """
    with pytest.MonkeyPatch.context() as monkeypatch:
        for name in (
            *("LC_ALL", "LC_MESSAGES", "COACH_LANG"),
            *("XDG_DOCUMENTS_DIR", "XDG_CACHE_HOME"),
        ):
            monkeypatch.delenv(name, raising=False)
        for name in ("HOME", "XDG_STATE_HOME", "TMPDIR"):
            monkeypatch.setenv(name, str(root))
        monkeypatch.setattr("tempfile.tempdir", str(root))
        monkeypatch.setenv("LANG", "fr")
        monkeypatch.setenv("EDITOR", "true")
        monkeypatch.setenv("COLUMNS", "200")
        monkeypatch.setenv("COACH_FOLDER", "practice")
        monkeypatch.setenv("COACH_PASSPHRASE_COMMAND", ASKED)
        monkeypatch.chdir(root)
        number_anew()
        practice = Practice(root, monkeypatch, turned=turned)
        render, compile_pdf = jinja._render, typst.compile_pdf  # noqa: SLF001 - the one way in
        declare, extract = facturx.declare_facturx, facturx.extract_xml
        strip = facturx.strip_facturx

        def compiled(source: str, *, on: date) -> typst.CompiledPdf:
            if practice.real and XML in source:
                practice.real = False
                return compile_pdf(source, on=on)
            return typst.CompiledPdf(f"// %PDF-1.7\n{source}".encode())

        def extracted(pdf: bytes) -> bytes | None:
            if is_real(pdf):
                return extract(pdf)
            _, _, attached = pdf.decode().partition(XML)
            return literals(attached)[0].encode() if attached else None

        def rendering(
            environment: ImmutableSandboxedEnvironment,
            templates: Templates,
            name: str,
            values: dict[str, object],
        ) -> str:
            practice.keep_view(name, values)
            return render(environment, templates, name, values)

        monkeypatch.setattr(jinja, "_render", rendering)
        monkeypatch.setattr(rendered, "compile_pdf", compiled)
        monkeypatch.setattr(
            invoicing, "declare_facturx", lambda pdf: declare(pdf) if is_real(pdf) else pdf
        )
        monkeypatch.setattr(facturx, "extract_xml", extracted)
        monkeypatch.setattr(
            facturx, "strip_facturx", lambda pdf: strip(pdf) if is_real(pdf) else pdf
        )
        yield practice


def is_real(pdf: bytes) -> bool:
    return pdf.startswith(b"%PDF")


WORDS = re.compile(b"[ -~]{8,}")


def opened(name: str, content: bytes) -> Iterator[tuple[str, str]]:
    """Yield each part inside a file, with a name made of the file's and the part's."""
    if name.endswith(".zip"):
        with ZipFile(io.BytesIO(content)) as archive:
            for member in archive.namelist():
                yield from opened(f"{name}!{member}", archive.read(member))
    elif name.endswith(".eml"):
        message = message_from_bytes(content, policy=default)
        body = message.get_body()
        text = body.get_content() if body is not None else ""
        yield name, "\n".join([*(f"{key}: {value}" for key, value in message.items()), text])
        for part in message.iter_attachments():
            yield from opened(f"{name}!{part.get_filename()}", part.get_content())
    elif is_real(content):
        text, attached = pdf_parts(content)
        yield name, text
        for inner, contents in attached:
            yield from opened(f"{name}!{inner}", contents)
    elif name.endswith(".zip.age"):  # locked: what is in it is seen when it is restored
        yield name, ""
    elif name.endswith("accepted-files"):  # digests, in which three letters may look like a marker
        yield name, b"\n".join(WORDS.findall(content)).decode()
    else:
        text = content.decode()
        yield name, text + words_of(text) if name.endswith(".pdf") else text


@cache
def pdf_parts(content: bytes) -> tuple[str, list[tuple[str, bytes]]]:
    """Return the text and the metadata of a PDF, and its attachments."""
    pdf = PdfReader(io.BytesIO(content))
    metadata = pdf.xmp_metadata
    packet = metadata.stream.get_data().decode() if metadata is not None else ""
    pages = "\n".join(page.extract_text() for page in pdf.pages)
    attached = [(name, each) for name, several in pdf.attachments.items() for each in several]
    return "\n".join((pages, str(pdf.metadata), packet)), attached

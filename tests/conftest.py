"""Settings and fixtures for all tests."""

import gc
import os
import pickle
from collections.abc import Iterator
from datetime import date
from functools import cache, lru_cache
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, settings

if TYPE_CHECKING:
    from types import CodeType

    from jinja2 import Environment
    from jinja2.bccache import Bucket

    from phmcoach.documents.engine.typst import CompiledPdf
    from phmcoach.domain.base import Record

# No test may fail because the machine is busy. CI uses the same hundred examples every time; on a
# developer's machine there are fewer, and they differ from run to run. `--hypothesis-profile=free`
# takes a hundred examples of a seed, in CI too, and none that an earlier run stored
# (`make machines`).
settings.register_profile(
    "house",
    deadline=None,
    derandomize="CI" in os.environ,
    max_examples=100 if "CI" in os.environ else 40,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.register_profile(
    "free", settings.get_profile("house"), derandomize=False, database=None, max_examples=100
)
settings.load_profile("house")

_KEPT = 1000
"""How many papers are kept for the next test: one is some 150 kB, with its source."""


@pytest.fixture(scope="session", autouse=True)
def _skip_waiting_for_the_disk() -> Iterator[None]:
    """Let no write wait until the disk has it, which only a power failure would show.

    The processes that tests start do wait, and `tests/store/test_files.py` holds the order of the
    calls.
    """
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", os.fstat)  # it refuses a closed file as well
        yield


@pytest.fixture(scope="session", autouse=True)
def _keep_the_users_cache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Let no test read or write the list of valid files of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="session", autouse=True)
def _compile_each_template_once() -> Iterator[None]:
    """Let no test wait for what Jinja made of a template before."""
    with pytest.MonkeyPatch.context() as patch:
        keep_compiled_templates(patch)
        yield


@pytest.fixture(scope="session", autouse=True)
def _do_the_same_typesetting_once() -> Iterator[None]:
    """Keep what is made of a text, of the payload of a QR code and of a source, for the next test.

    Many tests make the same papers. `typeset_again` is for those that compare two typesettings.
    Typst keeps all that it knows of a source that is only laid out, some 12 MB, until it has made
    a few PDFs: so it makes an empty one each time.
    """
    import segno

    from phmcoach.documents.engine import prose
    from phmcoach.documents.engine import rendered as typesetting
    from phmcoach.documents.engine.typst import compile_pdf, find_pages
    from phmcoach.documents.papers import contract

    def find_and_forget(source: str, mark: str) -> tuple[int, ...]:
        found = find_pages(source, mark)
        compile_pdf('#set document(title: "Empty")', on=date(2026, 1, 1))
        return found

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(contract, "find_pages", find_and_forget)
        for module, name in (
            (prose, "convert_markdown"),
            (segno, "make_qr"),
            (typesetting, "compile_pdf"),
            (contract, "find_pages"),
        ):
            patch.setattr(module, name, lru_cache(_KEPT)(vars(module)[name]))
        yield


@pytest.fixture(scope="session", autouse=True)
def _validate_the_same_file_once() -> Iterator[None]:
    """Keep the valid record in the data of a file, for the next file with the same data.

    Most tests begin with the files of others. Records never change, but each file has its own.
    """
    from phmcoach.store import records
    from phmcoach.value import replace

    validate = vars(records)["validate"]
    valid: dict[tuple[type[Record], bytes], Record] = {}

    def look_up(kind: "type[Record]", data: object) -> "Record":
        key = (kind, pickle.dumps(data))
        if key not in valid:
            valid[key] = validate(kind, data)
        return replace(valid[key])

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(records, "validate", look_up)
        yield


@pytest.fixture(scope="session", autouse=True)
def _read_each_signature_once() -> Iterator[None]:
    """Keep the commands that Typer makes of our functions, for the next command line.

    They hold no language and no value that was typed.
    """
    from phmcoach.cli import app

    programs = cache(lambda _panels, build=app.build_program: build())
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(app, "build_program", lambda: programs(app.PANELS))
        yield


@pytest.fixture(scope="session", autouse=True)
def _search_for_cycles_seldom() -> Iterator[None]:
    """Let Python not search the modules and tests for unreachable cycles, again and again.

    The program itself does not search at all: see `phmcoach.__main__`.
    """
    thresholds = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(50_000, *thresholds[1:])
    yield
    gc.set_threshold(*thresholds)
    gc.unfreeze()


@pytest.fixture
def typeset_again(monkeypatch: pytest.MonkeyPatch) -> None:
    """Typeset a source each time, as the program does."""
    from phmcoach.documents.engine import rendered as typesetting
    from phmcoach.documents.engine.typst import compile_pdf

    monkeypatch.setattr(typesetting, "compile_pdf", compile_pdf)


@pytest.fixture
def only_source(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip the typesetting, for tests that need only the source of papers."""
    leave_typesetting_out(monkeypatch)


def keep_compiled_templates(patch: pytest.MonkeyPatch) -> None:
    """Keep the code that Jinja makes of a template, as a wheel does, for the next rendering."""
    from phmcoach.documents.engine.compiled import CompiledTemplates

    codes: dict[str, CodeType] = {}
    find = CompiledTemplates.get_bucket

    def get_bucket(
        self: CompiledTemplates,
        environment: "Environment",
        name: str,
        filename: str | None,
        source: str,
    ) -> "Bucket":
        bucket = find(self, environment, name, filename, source)
        bucket.key = f"{filename} {self.name_module(name, source)}"
        bucket.code = bucket.code or codes.get(bucket.key)
        return bucket

    def dump_bytecode(self: CompiledTemplates, bucket: "Bucket") -> None:
        del self
        if bucket.code is not None:
            codes[bucket.key] = bucket.code

    patch.setattr(CompiledTemplates, "get_bucket", get_bucket)
    patch.setattr(CompiledTemplates, "dump_bytecode", dump_bytecode)


def leave_typesetting_out(patch: pytest.MonkeyPatch) -> None:
    """Replace the PDF of a paper, and the XML inside it, with its source."""
    from phmcoach.documents.engine import rendered as typesetting
    from phmcoach.documents.papers import facturx
    from phmcoach.documents.papers import invoice as invoicing

    patch.setattr(typesetting, "compile_pdf", compile_source)
    patch.setattr(invoicing, "declare_facturx", bytes)
    patch.setattr(facturx, "extract_xml", bytes)
    patch.setattr(facturx, "strip_facturx", bytes)


def compile_source(source: str, *, on: date) -> "CompiledPdf":
    """Return a source as if it were its PDF."""
    from phmcoach.documents.engine.typst import CompiledPdf

    del on
    return CompiledPdf(source.encode())

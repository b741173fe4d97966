import io
import json
import os
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from phmcoach.cli.shell.output import Output
from phmcoach.cli.shell.remedy_lines import Command, instruct
from phmcoach.cli.shell.streams import show_path
from phmcoach.cli.shell.tables import Column
from phmcoach.errors import InvalidDataError, Place, Problem, StorageError, UsageError
from phmcoach.i18n import Translator
from phmcoach.remedy import Remedy


class Terminal(io.StringIO):
    """A stream at whose other end a person sits."""

    def isatty(self) -> bool:
        """Say so."""
        return True


class Full(io.StringIO):
    """A disk without space."""

    def flush(self) -> None:
        """Fail."""
        raise OSError(28, "No space left on device")

    def fileno(self) -> int:
        """Return a descriptor of its own."""
        return os.open(os.devnull, os.O_WRONLY)


def make_output(
    stdout: io.StringIO | None = None,
    stderr: io.StringIO | None = None,
    *,
    color: bool | None = None,
) -> tuple[Output, io.StringIO, io.StringIO]:
    out, err = stdout or io.StringIO(), stderr or io.StringIO()
    return Output(Translator("en"), color=color, stdout=out, stderr=err), out, err


def test_what_happened_goes_to_stderr_and_the_result_to_stdout() -> None:
    output, out, err = make_output()
    output.say("run.interrupted")
    output.result("ledger/2026/F-2026-0007.pdf")
    assert (out.getvalue(), err.getvalue()) == ("ledger/2026/F-2026-0007.pdf\n", "Interrupted.\n")


def test_text_shown_before_a_decision_is_not_a_result() -> None:
    output, out, err = make_output()
    with output.beside(json=True):
        output.result("draft")
    output.emit_json({"number": 7})
    assert (out.getvalue(), err.getvalue()) == ('{\n  "schema": 1,\n  "number": 7\n}\n', "draft\n")


def test_the_json_has_a_remark_though_the_answer_has_no_warnings() -> None:
    output, out, _ = make_output()
    output.remark(Problem("step.archive", ref="martin"))
    output.emit_json({"number": 7})
    assert [each["code"] for each in json.loads(out.getvalue())["warnings"]] == ["step.archive"]


def test_a_result_cannot_drive_the_terminal() -> None:
    output, out, _ = make_output()
    output.result("a\x1b[2J\nb")
    assert out.getvalue() == "a[2J b\n"


def test_each_problem_is_printed_with_its_place_and_its_fix(tmp_path: Path) -> None:
    output, out, err = make_output()
    practice = tmp_path / "practice.toml"
    code = output.report_error(
        InvalidDataError(
            Problem("usage.not-an-amount", {"text": "x"}, place=Place(practice, 12, "rates.hour")),
            Problem("usage.empty", place=Place(practice, 3)),
            Problem("usage.empty", place=Place(practice), ref="dupont", remedy=Remedy.EDIT),
            instruct(Problem("usage.empty"), Command("sign --help", explains=True)),
        )
    )
    assert (code, out.getvalue()) == (4, "")
    assert err.getvalue() == (
        "Error: “x” is not an amount in euros; write 118.40 or 118,40, with two decimals at most.\n"
        "  practice.toml:12, key rates.hour\n"
        "Error: A text cannot be empty.\n"
        "  practice.toml:3\n"
        "Error: A text cannot be empty.\n"
        "  practice.toml\n"
        "  To fix it: coach edit dupont\n"
        "Error: A text cannot be empty.\n"
        "  Help: coach sign --help\n"
    )


def test_a_warning_is_printed_like_an_error_under_its_own_name() -> None:
    output, _, err = make_output()
    output.warn(Problem("usage.empty", remedy=Remedy.DOCTOR))
    assert err.getvalue() == ("Warning: A text cannot be empty.\n  To fix it: coach doctor\n")


@pytest.mark.parametrize(
    ("words", "line"),
    [
        ("show x", "coach -C 'my practice' show x"),
        ("edit 'x: coach list'", "coach -C 'my practice' edit 'x: coach list'"),
        ("init 'my practice'", "coach init 'my practice'"),
        ("--help", "coach --help"),
        ("'-Cmy practice' show x", "coach '-Cmy practice' show x"),
    ],
)
def test_a_command_is_given_the_folder_unless_it_names_one(words: str, line: str) -> None:
    output, _, _ = make_output()
    output.folder = Path("my practice")
    assert output.spell(Command(words)) == line


def test_a_command_is_given_no_folder_where_none_was_named() -> None:
    assert make_output()[0].spell(Command("show x")) == "coach show x"


def test_a_sentence_names_the_next_command_with_the_folder() -> None:
    output, _, err = make_output()
    output.folder = Path("my practice")
    output.say("said.no-engagement")
    assert err.getvalue() == (
        "There is no engagement yet. Open one with: coach -C 'my practice' new-engagement\n"
    )


def test_a_long_sentence_is_folded_on_a_terminal_only() -> None:
    error = UsageError.of("usage.not-an-amount", text="x")
    on_terminal, _, folded = make_output(stderr=Terminal(), color=False)
    on_terminal.report_error(error)
    assert folded.getvalue() == (
        "Error: “x” is not an amount in euros; write 118.40 or 118,40, with two decimals\n"
        "at most.\n"
    )


def test_a_path_below_the_working_folder_is_shown_as_it_can_be_typed(tmp_path: Path) -> None:
    assert show_path(tmp_path / "clients" / "acme.toml") == os.path.join("clients", "acme.toml")  # noqa: PTH118 - what is shown, not a path
    assert show_path(Path("/elsewhere/acme.toml")) == "/elsewhere/acme.toml"


@pytest.mark.parametrize(
    ("color", "environ", "coloured"),
    [
        (None, {}, True),
        (None, {"NO_COLOR": "1"}, False),
        (None, {"TERM": "dumb"}, False),
        (True, {"NO_COLOR": "1"}, True),
        (False, {}, False),
    ],
)
def test_colours_are_for_terminals_that_want_them(
    monkeypatch: pytest.MonkeyPatch, color: bool | None, environ: dict[str, str], coloured: bool
) -> None:
    monkeypatch.setenv("TERM", "xterm")
    for name, value in environ.items():
        monkeypatch.setenv(name, value)
    output, _, _ = make_output(Terminal(), color=color)
    assert output.level("breach") == ("\x1b[1;31mbreach\x1b[0m" if coloured else "breach")


def test_a_level_has_no_colour_in_a_pipe_unless_asked() -> None:
    assert make_output()[0].level("ok") == "ok"
    assert make_output(color=True)[0].level("ok") == "\x1b[32mok\x1b[0m"


def test_a_full_disk_is_reported_as_an_error_of_storage() -> None:
    output, _, _ = make_output(Full())
    with pytest.raises(StorageError) as refused:
        output.result("x")
    assert refused.value.problems == (Problem("output.disk-full"),)


def test_a_closed_stream_takes_nothing_and_stops_nothing() -> None:
    output = Output(Translator("en"))
    output._stdout = None  # noqa: SLF001 - what Python gives for a closed descriptor
    output.result("x")


ROWS = [
    (date(2026, 2, 3), 90, Decimal("118.4"), "ok", "Zoé [bold]D[/bold]\x1b[31m"),
    (None, 600, Decimal(1560), "breach", None),
]
COLUMNS: list[Column | str] = [
    Column("metavar.date", "day"),
    Column("metavar.length", "hours"),
    Column("metavar.amount", "money"),
    Column("metavar.word", "word"),
    "metavar.text",
]


def test_a_table_in_a_pipe_is_aligned_text_with_numbers_to_the_right() -> None:
    output, out, _ = make_output()
    output.table(COLUMNS, ROWS)
    assert out.getvalue() == (
        "DATE        LENGTH      EUROS  WORD    TEXT\n"
        "2026-02-03  1\u00a0h\u00a030    €118.40  ok      Zoé [bold]D[/bold][31m\n"
        "              10\u00a0h  €1,560.00  breach\n"
    )


def test_a_table_on_a_terminal_is_drawn() -> None:
    output, out, _ = make_output(Terminal(), color=False)
    output.table(COLUMNS, ROWS)
    assert out.getvalue() == (
        "DATE        LENGTH      EUROS  WORD    TEXT\n"
        "─────────────────────────────────────────────────────────────\n"
        "2026-02-03  1\u00a0h\u00a030    €118.40  ok      Zoé [bold]D[/bold][31m\n"
        "              10\u00a0h  €1,560.00  breach\n"
    )


def test_a_table_on_a_terminal_shows_levels_in_colour() -> None:
    output, out, _ = make_output(Terminal(), color=True)
    output.table([Column("metavar.word", "word")], [("risk",)])
    assert "\x1b[33mat risk\x1b[0m" in out.getvalue()


def test_a_table_on_a_terminal_is_no_wider_than_it() -> None:
    output, out, _ = make_output(Terminal(), color=False)
    output.table(["metavar.text", "metavar.text"], [("word " * 30, "word " * 30)])
    assert max(map(len, out.getvalue().splitlines())) <= 80


def test_wide_and_combining_letters_keep_a_table_aligned() -> None:
    output, out, _ = make_output()
    output.table(["metavar.text", "metavar.word"], [("東京", "x"), ("Zoe\u0301", "y")])
    assert out.getvalue() == "TEXT  WORD\n東京  x\nZoe\u0301   y\n"

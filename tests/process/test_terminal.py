"""A person at a terminal of eighty columns."""

import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.process.conftest import PROBE

Sit = Callable[..., pexpect.spawn]
GIVEN = (
    *("log-session", "dupont", "--situation", "delegation"),
    *("--hours", "2", "--rate", "260", "--number", "12"),
)


@pytest.fixture
def sit(environ: dict[str, str], tmp_path: Path) -> Iterator[Sit]:
    """Start the probe on a terminal."""
    children = []

    def start(*argv: str, **more: str) -> pexpect.spawn:
        child: pexpect.spawn = pexpect.spawn(
            sys.executable,
            [str(PROBE), *argv],
            cwd=str(tmp_path),
            dimensions=(24, 80),
            encoding="utf-8",
            env={**environ, "INPUTRC": "/dev/null", **more},
            timeout=30,
        )
        child.ptyproc.delayafterclose = 0  # it is closed when it has ended
        children.append(child)
        return child

    yield start
    for child in children:
        child.close(force=True)


def screen(child: pexpect.spawn) -> str:
    """Read to the end and return what stands on the screen, without what drives the cursor."""
    child.expect(pexpect.EOF)
    child.close()
    text = re.sub(r"\x1b\[\?2004[hl]\r?", "", child.before or "")
    return text.replace("\r\n", "\n").replace("\u202f", " ").replace("\u00a0", " ")


def test_what_is_missing_is_asked_and_a_mistake_explained(sit: Sit) -> None:
    child = sit(*GIVEN, COACH_LANG="en")
    for answer in ("2", "soon", "", "Zoé"):
        child.expect(r": $")
        child.sendline(answer)
    text = screen(child)
    assert child.exitstatus == 0
    assert '"kind": "private"' in text
    assert '"on": "2026-02-03"' in text
    assert '"name": "Zoé"' in text


def test_the_dialogue_fits_in_eighty_columns(sit: Sit) -> None:
    child = sit("log-session", "dupont", "--kind", "private")
    child.expect(r"11  autre")
    asked = (child.before or "").replace("\r\n", "\n")
    child.sendintr()
    screen(child)
    assert max(map(len, asked.splitlines())) <= 80


def test_an_answer_can_be_edited_before_it_is_sent(sit: Sit) -> None:
    child = sit(*GIVEN, "--kind", "private", "--on", "hier", COACH_LANG="en")
    child.expect(r": $")
    child.send("oé\x1b[D\x1b[DZ\r")
    assert '"name": "Zoé"' in screen(child)


def test_questions_stay_on_the_screen_when_the_result_goes_to_a_file(
    tmp_path: Path, environ: dict[str, str]
) -> None:
    words = " ".join([*GIVEN, "--kind", "private", "--on", "hier"])
    child: pexpect.spawn = pexpect.spawn(
        "/bin/bash",
        ["-c", f"{sys.executable} {PROBE} {words} > result.json"],
        cwd=str(tmp_path),
        encoding="utf-8",
        env=environ,
        timeout=30,
    )
    child.expect(r": $")
    child.sendline("Zoé")
    assert "name" not in screen(child)
    assert '"name": "Zoé"' in (tmp_path / "result.json").read_text(encoding="utf-8")


def press(child: pexpect.spawn, key: str) -> None:
    """Press a control key, again if nothing happens.

    On a busy machine the prompt is shown before Python waits for the answer; a Ctrl-C in between
    is noticed with the next key.
    """
    for _ in range(6):
        child.sendcontrol(key)
        if child.expect([r"Interrompu\.", pexpect.TIMEOUT], timeout=5) == 0:
            break


@pytest.mark.parametrize("key", ["c", "d"])
def test_control_c_and_the_end_of_input_leave_the_dialogue(sit: Sit, key: str) -> None:
    child = sit(*GIVEN, "--kind", "private", "--on", "hier")
    child.expect(r": $")
    press(child, key)
    assert child.after == "Interrompu."
    assert screen(child) == "\n"
    assert child.exitstatus == 130


def test_a_confirmation_is_asked_and_a_no_stops(sit: Sit) -> None:
    child = sit("invoice")
    child.expect(r"\[o/N\] $")
    child.sendline("")
    assert "confirmed" not in screen(child)


def test_an_error_is_red_and_folded_at_the_words(sit: Sit) -> None:
    child = sit("log-session", "--rate", "x", COACH_LANG="en")
    assert screen(child) == (
        "\x1b[1;31mError:\x1b[0m --rate: “x” is not an amount in euros; write 118.40 or 118,40,"
        " with two\n"
        "decimals at most.\n"
        "  Help: coach log-session --help\n"
    )


def test_a_user_who_wants_no_colours_gets_none(sit: Sit) -> None:
    assert "\x1b" not in screen(sit("check-cadence", NO_COLOR="1"))


def test_a_table_is_drawn_in_colours_and_fits(sit: Sit) -> None:
    text = screen(sit("check-cadence"))
    assert "\x1b[1;31mmanquement\x1b[0m" in text
    assert max(len(re.sub(r"\x1b\[[\d;]*m", "", line)) for line in text.splitlines()) <= 80

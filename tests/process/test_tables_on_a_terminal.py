"""Tables on a real terminal, whose width nobody tells the command but the terminal itself."""

import subprocess
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.cli.commands.test_screens import COMMAND, FIRM, words
from tests.process.conftest import CopyDemo

TODAY = "2026-06-15"
LATER = "2026-12-15"
MADE = (
    ("set-client", "acme", "--name", FIRM),
    *(
        ("receive", "--amount", amount, "--label", "Atelier", "--from", FIRM, "--by", by)
        for amount, by in (("1234567.89", "transfer"), ("900", "cash"))
    ),
)
LOOKED_AT = ("list", "remind", "ledger")


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_value_of_a_table_is_whole_at_each_width(
    language: str, copy_demo: CopyDemo, environ: dict[str, str], tmp_path: Path
) -> None:
    folder = copy_demo("essai", today=TODAY)
    settings = folder / "practice.toml"
    settings.write_text(
        settings.read_text("utf-8").replace('language = "fr"', f'language = "{language}"'), "utf-8"
    )
    environ["COACH_LANG"] = language
    environ["NO_COLOR"] = "1"
    for made in MADE:
        more = ("--on", TODAY) if made[0] == "receive" else ()
        _pipe(tmp_path, {**environ, "COACH_TODAY": TODAY}, *made, *more)
    environ["COACH_TODAY"] = LATER
    for line in LOOKED_AT:
        piped = words(_pipe(tmp_path, environ, *line.split()))
        for width in (60, 80, 120):
            shown = _look(tmp_path, environ, width, *line.split())
            assert sorted((piped - words(shown)).elements()) == [], (line, width)
            too_wide = [it for it in shown.splitlines() if len(it) > width]
            assert [it for it in too_wide if not COMMAND.search(it)] == [], (line, width)


def _pipe(where: Path, environ: dict[str, str], *words: str) -> str:
    ran = subprocess.run(
        [sys.executable, "-m", "phmcoach", "-C", "essai", *words],
        capture_output=True,
        check=False,
        cwd=where,
        encoding="utf-8",
        env=environ,
    )
    assert ran.returncode in {0, 1}, ran.stderr
    return ran.stdout + ran.stderr


def _look(where: Path, environ: dict[str, str], width: int, *words: str) -> str:
    shown = pexpect.run(
        f"{sys.executable} -m phmcoach -C essai {' '.join(words)}",
        cwd=str(where),
        dimensions=(40, width),
        encoding="utf-8",
        env=environ,
        timeout=30,
    )
    return str(shown).replace("\r\n", "\n")

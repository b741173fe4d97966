# ruff: noqa: E501 - command lines as they are typed
"""The keys that a month costs: a session is logged, five clients are billed, who is late is seen.

They are typed one by one into bash, with the completion that `coach` writes for it.
"""

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.cli.commands.remedy_states import PRACTICE_ANSWERS, Folders, State, build
from tests.cli.today_scenes import contract, demand, held

CLIENTS = {"adam": "Élodie Adam", "caron": "Inès Caron", "haas": "Greta Haas", "roy": "Paul Roy"}
LATE = "weil"
MONTH = State(
    None,
    f"@ 2026-01-28\ninit . {PRACTICE_ANSWERS.replace('--language en', '--language fr')}\n"
    + "".join(
        f'new-client {ref} --kind company-fr --name "Société {ref}" --siren 811222330 --address "1 rue" --postcode 69000 --city Lyon --email {ref}@example.org\n'
        + demand(f"{ref}-2026", name, ref)
        + contract(
            f"{ref}-2026",
            "2026-01-05",
            10,
            4,
            f"log-session {ref}-2026 --on 2026-01-07\ninvoice {ref}-2026" if ref == LATE else "",
        )
        for ref, name in {**CLIENTS, LATE: "Simon Weil"}.items()
    )
    + "".join(f"\n@ 2026-02-25\n{held(f'{ref}-2026', '2026-02-24')}" for ref in (*CLIENTS, LATE)),
)
SATURDAY = "2026-02-28"

MOST_TO_LOG = 20
MOST_TO_BILL = 40


class Keyboard:
    """A coach at a shell: counts the keys, and waits for what each shows."""

    def __init__(self, shell: pexpect.spawn) -> None:
        self.shell = shell
        self.count = 0

    def type(self, keys: str, shown: str) -> None:
        self.count += len(keys)
        self.shell.send(keys)
        self.shell.expect(shown)


@pytest.fixture
def folder(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Make a practice with five clients at the end of February."""
    folders: Folders = {}
    made = build(MONTH, folders, lambda: tmp_path_factory.mktemp("state"))
    return shutil.copytree(made, tmp_path / "practice")


@pytest.fixture
def keyboard(folder: Path, environ: dict[str, str]) -> Iterator[Keyboard]:
    """Open a shell in that folder, with the completion of `coach`."""
    shell = pexpect.spawn(
        "/bin/bash",
        ["--norc", "--noprofile"],
        cwd=str(folder),
        env={**environ, "COACH_TODAY": SATURDAY, "INPUTRC": "/dev/null", "PS1": "prêt> "},
        dimensions=(24, 80),
        encoding="utf-8",
        timeout=20,
    )
    shell.expect("prêt> ")
    shell.sendline(
        "bind 'set enable-bracketed-paste off'; . <(coach --show-completion bash); echo $((40+2))"
    )
    shell.expect("42\r\n.*prêt> ")
    yield Keyboard(shell)
    shell.close(force=True)


def test_a_month_costs_few_keys(
    keyboard: Keyboard, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    keyboard.type("coach\r", "Société weil.*1 facture.*retard(?s:.*)prêt> ")
    keyboard.count = 0  # the morning's screen: who is late is read there, for no key more
    keyboard.type("coach log\t", "log-session ")
    keyboard.type("ad\t", "adam-2026 ")
    keyboard.type("\r", r"date(?s:.*): $")
    keyboard.type("\r", r"Durée(?s:.*): $")
    keyboard.type("\r", r"déplacement(?s:.*): $")
    keyboard.type("\r", "prêt> ")
    to_log, keyboard.count = keyboard.count, 0
    assert f"on = {SATURDAY}" in (folder / "engagements" / "adam-2026.toml").read_text("utf-8")

    keyboard.type("coach invoice --all\r", r"\[o/N\] $")
    keyboard.type("o\r", "prêt> ")
    to_bill = keyboard.count
    assert len(list((folder / "ledger" / "2026").glob("*.pdf"))) == 1 + 5
    with capsys.disabled():
        sys.stdout.write(f"\nkeys: {to_log} to log a session, {to_bill} to bill five clients\n")
    assert to_log <= MOST_TO_LOG
    assert to_bill <= MOST_TO_BILL

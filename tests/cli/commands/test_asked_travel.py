"""Which travel costs `log-session` asks a person for, and in which terms."""

import io
import re
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from tests.cli.conftest import Ran, Run

Log = Callable[..., Ran]


class Keyboard(io.StringIO):
    """What a person types on a terminal."""

    def isatty(self) -> bool:
        """Say so."""
        return True


@pytest.fixture
def log(coach: Run, monkeypatch: pytest.MonkeyPatch) -> Log:
    """Log a session of yesterday in the demo, and press Enter at each question that is left."""
    assert coach("demo", "p", language="fr").code == 0

    def run(*words: str) -> Ran:
        monkeypatch.setattr(sys, "stdin", Keyboard("2026-02-02\n\n\n\n"))
        monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
        return coach("-C", "p", "log-session", *words, language="fr")

    return run


def asked(ran: Ran) -> list[str]:
    """Return the question about travel costs, if it was put."""
    return re.findall(r"Frais de déplacement, \w+", ran.err)


def replace_in(name: str, old: str, new: str) -> None:
    path = Path("p", name)
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def test_the_travel_costs_of_an_organisation_are_asked_without_vat(log: Log) -> None:
    assert asked(log("martin")) == ["Frais de déplacement, HT"]


def test_the_travel_costs_of_a_private_client_are_asked_with_vat(log: Log) -> None:
    assert asked(log("petit")) == ["Frais de déplacement, TTC"]


def test_no_travel_costs_are_asked_of_a_contract_at_a_distance(log: Log) -> None:
    replace_in("engagements/petit-2026.toml", 'modes = ["in-person"]', 'modes = ["video"]')
    assert asked(log("petit")) == []
    assert len(asked(log("petit", "--type", "in-person"))) == 1


def test_no_travel_costs_are_asked_of_a_session_that_was_planned_at_a_distance(log: Log) -> None:
    path = Path("p/engagements/petit-2026.toml")
    planned = '[[sessions]]\nid = "s1"\non = 2026-02-02\nminutes = 60\ntype = "video"\n'
    path.write_text(path.read_text("utf-8") + f'\n{planned}status = "planned"\n', "utf-8")
    ran = log("petit")
    assert "[1 h]" in ran.err.replace("\xa0", " ").replace("\u202f", " ")
    assert asked(ran) == []


@pytest.mark.parametrize("answer", ["", "aucun", "non", "n"])
def test_no_is_an_answer_to_what_may_be_left_out(
    coach: Run, monkeypatch: pytest.MonkeyPatch, answer: str
) -> None:
    assert coach("demo", "p", language="fr").code == 0
    monkeypatch.setattr(sys, "stdin", Keyboard(f"2026-02-02\n\n{answer}\n"))
    monkeypatch.setattr("phmcoach.cli.shell.state.is_terminal", lambda _: True)
    ran = coach("-C", "p", "log-session", "martin", language="fr")
    assert (ran.code, "Erreur" in ran.err) == (0, False), ran

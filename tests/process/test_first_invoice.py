"""From an empty folder to the first invoice, on a terminal: commands and answers are counted."""

import shlex
import sys
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.process.test_real_terminal import Spawn, spawn
from tests.process.test_terminal import press

__all__ = ["spawn"]

ROAD: dict[str, tuple[tuple[str, str], ...]] = {
    "init": (
        ("Dans quel dossier .cabinet", ""),
        ("forme juridique", ""),
        ("Nom", "Camille Durand"),
        ("SIRET", "90000000100017"),
        ("rue", "1 rue X"),
        ("Code postal", "75000"),
        ("Ville", "Paris"),
        ("électronique", "a@example.org"),
        ("IBAN", "FR7699999000010000000000115"),
        ("BIC", "TESTFRPPXXX"),
        ("TVA", ""),
        ("imposées", ""),
        ("260,00", ""),
        ("téléphone", "0600000000"),
        ("assureur", "Assur SA"),
        ("assurance", "P-1"),
    ),
    "-C cabinet new-engagement": (
        ("accompagné", "Claire Martin"),
        (r"martin-2026\]", ""),
        ("Qui paie", "Acme SA"),
        ("Type de client", "1"),
        ("SIREN", "811222330"),
        ("rue", "10 avenue X"),
        ("Code postal", "69000"),
        ("Ville", "Lyon"),
        (r"interlocuteur \[plus tard", ""),
        ("Situation", "1, 3"),
        ("reçue", ""),
        (r"SA demande.*plus tard", "03/02/2026"),
        ("dans ses mots", "Trouver ma place."),
        ("disciplinaire", ""),
        (r"objectif du contrat \[plus tard", "Déléguer."),
        ("Résultat", "L’équipe les traite."),
        ("Indicateur", "Dossiers gardés."),
        ("lira-t-elle", "2"),
        ("autre objectif", ""),
        (r"séances \[plus tard", "12"),
        ("Durée", ""),
        ("Premier jour", ""),
        ("mois", ""),
        ("dans ce cas", ""),
        ("contrat à signer", "o"),
    ),
    "-C cabinet sign martin": (("Signé", ""),),
    "-C cabinet log-session martin": (("date", ""), ("Durée", ""), ("déplacement", "")),
    "-C cabinet invoice martin": (("ne pourra plus", "o"),),
}
"""Each command with its questions and the answers; an empty one takes what is proposed."""

MOST_COMMANDS = 5
MOST_ANSWERS = 30


def answer(process: pexpect.spawn, question: str, typed: str) -> None:
    process.expect("(?s)" + question)
    process.expect(r"[:\]] $")
    process.sendline(typed)


def end(process: pexpect.spawn) -> int:
    process.expect(pexpect.EOF)
    return int(process.wait())


def test_the_first_invoice_takes_five_commands_and_thirty_answers(
    spawn: Spawn, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for line, asked in ROAD.items():
        process = spawn(line)
        for question, typed in asked:
            answer(process, question, typed)
        assert end(process) == 0, process.before
    assert list((tmp_path / "cabinet" / "ledger").rglob("facture-SPECIMEN-2026-0001.pdf"))
    typed_answers = sum(1 for asked in ROAD.values() for _, typed in asked if typed)
    with capsys.disabled():
        sys.stdout.write(f"\nfirst invoice: {len(ROAD)} commands, {typed_answers} answers\n")
    assert len(ROAD) <= MOST_COMMANDS
    assert typed_answers <= MOST_ANSWERS


@pytest.mark.parametrize("stop", [2, 5, 9, 13, 16, 17, 21])
def test_an_interview_that_ctrl_c_stops_goes_on_with_the_lines_it_names(
    spawn: Spawn, tmp_path: Path, stop: int
) -> None:
    init, interview, *_ = ROAD
    process = spawn(init)
    for question, typed in ROAD[init]:
        answer(process, question, typed)
    assert end(process) == 0
    left = list(ROAD[interview])
    process = spawn(interview)
    for _ in range(stop):
        answer(process, *left.pop(0))
    process.expect("(?s)" + left[0][0])
    process.expect(r"[:\]] $")
    press(process, "c")
    assert end(process) == 130
    named = (process.before or "").splitlines()
    lines = [line[len("  coach ") :] for line in named if line.startswith("  coach ")]
    for line in lines:
        process = spawn(*shlex.split(line))
        while process.expect([r"[:\]] $", pexpect.EOF]) == 0:
            process.sendline(left.pop(0)[1])
        assert process.wait() == 0
    assert left == []
    assert (tmp_path / "cabinet/documents/martin-2026/contrat-martin-2026.pdf").exists()

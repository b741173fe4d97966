"""The real commands on a terminal 80 wide, in French."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pexpect  # type: ignore[import-untyped]  # it ships no types
import pytest
from tests.process.conftest import CopyDemo

Spawn = Callable[..., pexpect.spawn]

ANSWERS: dict[str, list[tuple[str, str | None]]] = {
    "init cabinet": [
        ("Numéro ou mot", ""),
        ("Nom", "Camille Durand"),
        ("SIRET", "90000000100018"),
        ("Ce n’est pas un SIRET", None),
        ("SIRET", "90000000100017"),
        ("Numéro et rue", "1 rue X"),
        ("Code postal", "75000"),
        ("Ville", "Paris"),
        ("Adresse électronique", "a@example.org"),
        ("IBAN", "FR7699999000010000000000115"),
        ("BIC", "TESTFRPPXXX"),
        ("Numéro ou mot", "1"),
        ("Numéro ou mot", "1"),
        ("heure pour une organisation", "275,50"),
        ("téléphone", "aucun"),
        ("assureur", "Assur SA"),
        ("assurance", "P-1"),
    ],
    "-C cabinet new-client acme": [
        ("Numéro ou mot", "1"),
        ("Nom", "Acme SA"),
        (r"SIREN.*plus tard", ""),
        (r"rue \[plus tard", ""),
    ],
    "-C cabinet set-client acme --siren 811222330 --address X --postcode 69000 --city Y": [],
    "-C cabinet new-engagement martin": [
        ("Qui est accompagné", "Claire Martin"),
        ("Qui paie", "acme"),
        ("Numéros ou mots", "1, 3"),
        ("reçue", ""),
        (r"quel jour \[plus tard", ""),
        (r"objectif du contrat \[plus tard", ""),
        (r"séances \[plus tard", ""),
    ],
    "-C cabinet validate-demand martin": [
        ("validée", "aujourd’hui"),
        ("dans ses mots", "Ma place."),
        ("procédure disciplinaire", "n"),
    ],
    "-C cabinet add-objective martin": [
        ("Objectif", "Déléguer."),
        ("Résultat attendu", "Fait."),
        ("Indicateur", "Dossiers."),
        ("lira-t-elle", "oui, le bénéficiaire accepte ces mots"),
    ],
    "-C cabinet set-terms martin": [
        ("Combien de séances", "12"),
        (r"Durée d’une séance \[2.h\]", ""),
        ("Premier jour", ""),
        (r"Sur combien de mois \[6\]", ""),
        ("salariés", "n"),
    ],
    "-C cabinet sign martin": [("Signé à quelle date", "")],
    "-C cabinet log-session martin": [
        ("À quelle date", ""),
        (r"séance \[2.h\]", "1h30"),
        (r"déplacement, HT \[aucun\]", "42,50"),
        ("Objet des frais", "Train"),
    ],
    "-C cabinet invoice martin": [("ne pourra plus être modifiée", "o")],
}


@pytest.fixture
def spawn(tmp_path: Path, environ: dict[str, str]) -> Iterator[Spawn]:
    """Start a real command on a terminal."""
    begun: list[pexpect.spawn] = []

    def start(line: str, *rest: str, **more: str) -> pexpect.spawn:
        process: pexpect.spawn = pexpect.spawn(
            sys.executable,
            ["-m", "phmcoach", *(line.split() if not rest else (line, *rest))],
            cwd=str(tmp_path),
            env={**environ, **more},
            dimensions=(40, 80),
            encoding="utf-8",
            timeout=30,
        )
        process.ptyproc.delayafterclose = 0  # it is closed when it has ended
        begun.append(process)
        return process

    yield start
    for process in begun:
        process.close(force=True)


def test_a_practice_can_be_run_by_answering_questions(spawn: Spawn, tmp_path: Path) -> None:
    for line, questions in ANSWERS.items():
        process = spawn(line)
        for question, answer in questions:
            process.expect(question)
            if answer is not None:
                process.expect(":|]")
                process.sendline(answer)
        process.expect(pexpect.EOF)
        process.wait()
        assert process.exitstatus == 0, process.before
    assert list((tmp_path / "cabinet" / "ledger").rglob("facture-SPECIMEN-2026-0001.pdf"))


def test_what_was_answered_before_a_ctrl_c_is_kept(spawn: Spawn, copy_demo: CopyDemo) -> None:
    copy_demo("essai")
    process = spawn("-C essai evaluate martin")
    for question, answer in (("Date", ""), ("Numéro ou mot", "1"), ("o1.*ntre.*indicateur", "Oui")):
        process.expect(question)
        process.expect(":|]")
        process.sendline(answer)
    process.expect("o2.*ntre.*indicateur.*:")
    process.sendintr()
    process.expect("gardées dans essai/documents/martin-2026/evaluation.toml")
    process.expect("Interrompu")
    process.expect(pexpect.EOF)
    process.wait()
    assert process.exitstatus == 130
    process = spawn("-C essai evaluate martin --from essai/documents/martin-2026/evaluation.toml")
    process.expect(pexpect.EOF)
    process.wait()
    assert process.exitstatus == 0, process.before


def test_an_answer_of_no_issues_nothing(spawn: Spawn, copy_demo: CopyDemo, tmp_path: Path) -> None:
    copy_demo("essai")
    spawn("-C essai log-session martin --on hier --hours 2").expect(pexpect.EOF)
    before = sorted((tmp_path / "essai" / "ledger").rglob("*.pdf"))
    process = spawn("-C essai invoice martin")
    process.expect(r"\[o/N\]")
    process.sendline("")
    process.expect("Rien n’a été émis")
    process.expect(pexpect.EOF)
    assert sorted((tmp_path / "essai" / "ledger").rglob("*.pdf")) == before


def test_an_edit_that_cannot_be_read_is_opened_again(
    spawn: Spawn, copy_demo: CopyDemo, tmp_path: Path
) -> None:
    copy_demo("essai")
    editor = tmp_path / "editor.sh"
    editor.write_text(
        '#!/bin/sh\nif grep -q "^schema = 1$" "$1"; then s="s/^schema = 1$/schema = one/"; '
        'else s="s/^schema = one$/schema = 1 # vu/"; fi\nsed -i "$s" "$1"\n',
        encoding="utf-8",
    )
    editor.chmod(0o755)
    process = spawn("-C essai edit martin", EDITOR=str(editor))
    process.expect("Rouvrir l’éditeur")
    process.sendline("o")
    process.expect("Le fichier est valable")
    process.expect(pexpect.EOF)
    text = next((tmp_path / "essai" / "engagements").glob("martin-*.toml")).read_text("utf-8")
    assert text.startswith("schema = 1 # vu\n")


def test_a_round_shows_what_it_will_bill_and_how_far_it_is(
    spawn: Spawn, copy_demo: CopyDemo
) -> None:
    copy_demo("essai")
    spawn("-C essai log-session martin --on hier --hours 2").expect(pexpect.EOF)
    process = spawn("-C essai invoice --all")
    process.expect("martin")
    process.expect(r"\[o/N\]")
    process.sendline("o")
    process.expect(r"\d+/\d+")
    process.expect("document émis")
    process.expect(pexpect.EOF)


def test_a_round_that_is_declined_issues_nothing(spawn: Spawn, copy_demo: CopyDemo) -> None:
    copy_demo("essai")
    spawn("-C essai log-session martin --on hier --hours 2").expect(pexpect.EOF)
    process = spawn("-C essai invoice --all")
    process.expect(r"\[o/N\]")
    process.sendline("n")
    process.expect("Rien n’a été émis")
    process.expect(pexpect.EOF)


@pytest.mark.parametrize(
    ("line", "questions", "said"),
    [
        (
            "-C essai pay",
            [
                ("2  SPECIMEN-[0-9]+-0002, Acme SA, 1.560,00.€, échéance le .*Quelle facture", "2"),
                ("À quelle date", ""),
                ("Numéro ou mot", "1"),
            ],
            "Reste à régler sur SPECIMEN-[0-9]+-0002",
        ),
        (
            "-C essai receive",
            [("montant", "90"), ("objet", "Atelier"), ("date", ""), ("ou mot", "3")],
            "Encaissé",
        ),
        ("-C essai credit 2", [("motif", "Erreur"), (r"\[o/N", "o")], "avoir SPECIMEN"),
        ("-C essai credit 2", [("motif", "Erreur"), (r"\[o/N", "n")], "Rien n’a été émis"),
    ],
)
def test_money_is_recorded_by_answering_questions(
    spawn: Spawn, copy_demo: CopyDemo, line: str, questions: list[tuple[str, str]], said: str
) -> None:
    copy_demo("essai")
    process = spawn(line)
    for question, answer in questions:
        process.expect(question)
        process.expect(":|]")
        process.sendline(answer)
    process.expect(said)
    process.expect(pexpect.EOF)

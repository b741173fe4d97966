"""`coach import all` moves a whole practice in with one sheet: three years, 25 engagements."""

import json
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path

import pytest
from tests.cli.conftest import BeginAfter, Run, edit
from tests.cli.road import IN, INIT

HEAD = (
    "Client;Type de client;SIREN;Adresse;Code postal;Ville;Bénéficiaire;Fonction;Demande reçue le;"
    "Demande validée le;Sa demande;Objectif;Résultat attendu;Indicateur;Nombre de séances;"
    "Heures par séance;Début;Mois;Tarif horaire;Signé le;Évalué le;Bilan;Clos le;"
    "Date;Heure;Durée;Statut;Facture;Humeur"
)
IMPORT = (*IN, "import", "tout", "mine.csv")
PEOPLE = [
    "Élodie Roux",
    "Paul Bernard",
    "Zoé Lefèvre",
    "Hugo Petit",
    "Inès Garcia",
    "Noël Durand",
    "Léa Moreau",
    "Loïc Simon",
    "Maël Laurent",
    "Anaïs Michel",
    "Théo Leroy",
    "Chloé Bonnet",
    "Gaël Dupuis",
    "Rémi Fontaine",
    "Aïcha Benali",
    "Clémence Roy",
    "Jérôme Picard",
    "Sólveig Brun",
    "Béatrice Colin",
    "François Masson",
    "Hélène Noël",
    "Régis Aubry",
    "Cécile Perrin",
    "André Blanc",
    "Joël Caron",
]
"""25 people: each seventh pays for themselves, the others work in one of two companies."""
COMPANIES = (("Société des Modèles", "811222330"), ("Atelier Éphémère", "900000001"))
PRIVATE, LAST = (6, 13, 20), 24
"""Who pays for themselves, and whose engagement is still open."""


def begun_on(place: int) -> date:
    """Return the day of a demand: they are six weeks apart, from March 2023 to December 2025."""
    return date(2023, 3, 1) + timedelta(days=42 * place)


def typed(on: date) -> str:
    return f"{on:%d/%m/%Y}"


def rows_of(place: int, person: str) -> Iterator[list[str]]:
    """Yield ten sessions of 1 h 30, the fifth missed; only the first row says the contract."""
    start = begun_on(place)
    on, end = typed(start), typed(start + timedelta(days=140))
    is_private = place in PRIVATE
    name, siren = ("", "") if is_private else COMPANIES[place % 2]
    kind = "entreprise" if place < 2 else ""
    address = ["1 rue de l’Étang", "69000", "Lyon"] if place == 0 else [""] * 3
    contract = [
        *("Cadre", on, on, "Oser déléguer", "Déléguer", "Deux dossiers", "Dossiers suivis"),
        *("10", "1,5", on, "6", "180" if is_private else "260,00", on),
        *(("", "", "") if place == LAST else (end, "Délègue", end)),
    ]
    for number in range(10):
        held = start + timedelta(days=14 * number)
        status = "absent" if number == 4 else "tenue"
        session = [typed(held), "9h30", "1,5", status, f"F-{held:%Y-%m}", "bonne"]
        if number == 0:
            yield [name, kind, siren, *address, person, *contract, *session]
        else:
            yield [name, "", "", "", "", "", person, *[""] * len(contract), *session]
    if place % 5 == 0:  # typed twice
        yield [name, "", "", "", "", "", person, *[""] * len(contract), *session]


def sheet_of_three_years() -> list[list[str]]:
    rows = [row for place, person in enumerate(PEOPLE) for row in rows_of(place, person)]
    return [HEAD.split(";"), *rows, [""] * 5]


def write_sheet(rows: list[list[str]]) -> None:
    text = "\r\n".join(";".join(row) for row in rows)
    Path("mine.csv").write_bytes(text.encode("cp1252"))


@pytest.fixture
def practice(begin_after: BeginAfter, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = begin_after(INIT) / "practice"
    edit(folder / "practice.toml", 'language = "en"', 'language = "fr"')
    monkeypatch.setenv("COACH_TODAY", "2026-06-15")
    return folder


def files_of(practice: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in practice.rglob("*.toml")}


def test_a_practice_of_three_years_moves_in_with_one_command_after_a_preview(
    coach: Run, practice: Path
) -> None:
    write_sheet(sheet_of_three_years())
    before = files_of(practice)
    preview = coach(*IMPORT)
    first = preview.out.replace("\xa0", " ").splitlines()[:3]
    assert (preview.code, files_of(practice)) == (0, before)
    assert first == [
        "Ligne  Référence            Contenu",
        "    2  societe-des-modeles  Société des Modèles",
        (
            "    2  roux-2023            Élodie Roux, demande validée le 1er mars 2023,"
            " un objectif, 10 séances de 1 h 30, signé le 1er mars 2023, évalué le 19 juillet 2023,"
            " clos le 19 juillet 2023, 10 séances à noter"
        ),
    ]
    assert preview.err == (
        "À créer\u202f: 250. Déjà là\u202f: 5.\n"
        "Colonnes inconnues, laissées de côté\u202f: Humeur.\n"
        "Rien n’est encore écrit. Pour créer ces lignes\u202f:"
        " coach -C practice import tout mine.csv --yes\n"
    )
    made = coach(*IMPORT, "--yes")
    assert (made.code, made.err.splitlines()[-1]) == (0, "Créées\u202f: 250.")
    after = files_of(practice)
    again = coach(*IMPORT, "--yes")
    assert (again.code, again.out, files_of(practice)) == (0, "", after)
    assert again.err.startswith("À créer\u202f: 0. Déjà là\u202f: 255.\n")

    assert len(list((practice / "clients").iterdir())) == len(COMPANIES) + len(PRIVATE)
    billed = coach(*IN, "invoice", "--all")
    nothing = "0 document émis, 0,00\u202f€ à régler\u202f; accompagnements en échec\u202f: 0.\n"
    assert (billed.code, billed.out, billed.err) == (0, nothing, "")
    assert list((practice / "ledger").rglob("0*.toml")) == []
    numbers = {
        path.stem: tomllib.loads(path.read_text("utf-8")) for path in engagements_of(practice)
    }
    given = {ref: data["contract_reference"] for ref, data in numbers.items()}
    assert (given["roux-2023"], given["bernard-2023"], given["caron-2025"]) == (
        "A-2023-01",
        "A-2023-02",
        "A-2025-09",
    )
    # 25 people, 10 sessions of 1 h 30, one of them missed: 225 sessions, 337 h 30.
    hours = json.loads(coach(*IN, "export", "hours", "--json").out)["lines"][-1]
    assert (hours["people"], hours["sessions"], hours["paid_hours"]) == (25, 225, "337.50")
    assert coach(*IN, "doctor").code == 0
    waiting = json.loads(coach(*IN, "list", "--json").out)["engagements"]
    assert [each["ref"] for each in waiting if each["state"] != "closed"] == ["caron-2025"]


def engagements_of(practice: Path) -> list[Path]:
    return sorted((practice / "engagements").glob("*.toml"))


ONE = "Client;Type de client;Bénéficiaire;Demande reçue le;Date;Facture"


def test_without_the_day_of_a_signature_nothing_is_signed_and_its_sessions_wait(
    coach: Run, practice: Path
) -> None:
    rows = [
        "Atelier;entreprise;Zoé Roux;05/01/2026;12/01/2026;A-1",
        "Atelier;;Zoé Roux;;19/01/2026;",
    ]
    write_sheet([ONE.split(";"), *(row.split(";") for row in rows)])
    waits = coach(*IMPORT, "--yes")
    assert waits.code == 4
    assert waits.err.count("coach -C practice validate-demand roux-2026") == 1
    file = practice / "engagements" / "roux-2026.toml"
    assert tomllib.loads(file.read_text("utf-8"))["demand"].keys().isdisjoint({"validated_on"})

    # The same sheet, once it says more, completes what is there.
    more = ";Sa demande;Demande validée le;Objectif;Résultat;Indicateur;Séances;Heures par séance"
    more += ";Début;Fin;Signé le"
    texts = ";Déléguer;06/01/2026;A;B;C;10;2;08/01/2026;07/07/2026;07/01/2026"
    empty = ";" * 11
    heads = (ONE + more, rows[0] + texts, rows[1] + empty)
    write_sheet([row.split(";") for row in heads])
    done = coach(*IMPORT, "--yes")
    assert (done.code, done.err.splitlines()[-1]) == (0, "Créées\u202f: 2."), done
    data = tomllib.loads(file.read_text("utf-8"))
    assert data["signatures"] == dict.fromkeys(
        ("coach", "sponsor", "beneficiary"), date(2026, 1, 7)
    )
    assert [(each["on"], each.get("earlier_invoice")) for each in data["sessions"]] == [
        (date(2026, 1, 12), "A-1"),
        (date(2026, 1, 19), None),
    ]
    assert coach(*IMPORT, "--yes").err.startswith("À créer\u202f: 0. Déjà là\u202f: 2.")


def test_two_rows_that_contradict_each_other_are_reported_with_both_lines(
    coach: Run, practice: Path
) -> None:
    rows = (
        "Bénéficiaire;Fonction;Demande reçue le",
        "Zoé Roux;Cadre;5/1/2026",
        "Zoé Roux;cadre;",
        "Zoé Roux;Directrice;",
    )
    write_sheet([row.split(";") for row in rows])
    ran = coach(*IMPORT)
    assert ran.code == 4
    assert (
        "Erreur\u202f: Colonne Fonction\u202f: la ligne 2, du même accompagnement, dit autre chose."
        "\n  mine.csv:4\n"
    ) in ran.err
    assert list((practice / "engagements").glob("*.toml")) == []


def test_terms_that_the_profile_forbids_are_refused_and_nothing_that_follows_from_them_is_made(
    coach: Run, practice: Path
) -> None:
    head = "Bénéficiaire;Demande reçue le;Séances;Heures par séance;Début;Mois;Tarif;Signé le;Date"
    row = "Zoé Roux;5/1/2026;40;2;8/1/2026;6;180;7/1/2026;12/1/2026"
    write_sheet([head.split(";"), row.split(";")])
    ran = coach(*IMPORT, "--yes")
    assert (ran.code, ran.err.count("Erreur"), "20" in ran.err) == (4, 1, True), ran
    made = tomllib.loads((practice / "engagements" / "roux-2026.toml").read_text("utf-8"))
    assert made.keys() == {"schema", "client", "profile", "beneficiary", "demand"}
    client = tomllib.loads((practice / "clients" / "zoe-roux.toml").read_text("utf-8"))
    assert client == {"schema": 1, "kind": "private", "name": "Zoé Roux"}


def test_terms_without_their_columns_say_which_column_is_missing(
    coach: Run, practice: Path
) -> None:
    write_sheet([["Bénéficiaire", "Demande", "Séances"], ["Zoé Roux", "5/1/2026", "12"]])
    ran = coach(*IMPORT, "--yes")
    assert (ran.code, "duree-d-une-seance" in ran.err) == (4, True), ran
    assert list((practice / "engagements").glob("*.toml")) == []


CONTRACT = (
    "Sa demande;Demande validée le;Objectif;Résultat;Indicateur;Séances;Heures par séance;Début;Fin"
    ";Signé le;Tarif horaire"
)
AGREED = "Déléguer;06/01/2026;A;B;C;10;2;08/01/2026;07/07/2026;07/01/2026;180"


def test_a_reference_of_another_person_brings_nothing_into_their_engagement(
    coach: Run, practice: Path
) -> None:
    head = f"Référence;Bénéficiaire;Demande reçue le;Date;{CONTRACT}"
    write_sheet([head.split(";"), f"roux;Zoé Roux;5/1/2026;12/1/2026;{AGREED}".split(";")])
    assert coach(*IMPORT, "--yes").code == 0
    file = practice / "engagements" / "roux.toml"
    before = file.read_bytes()

    write_sheet([head.split(";"), f"roux;Paul Roux;2/2/2026;9/2/2026;{AGREED}".split(";")])
    ran = coach(*IMPORT, "--yes")
    assert (ran.code, file.read_bytes() == before) == (4, True), ran
    assert (
        "Erreur\u202f: roux est l’accompagnement de Zoé Roux, client zoe-roux\u202f: "
        "une autre personne a une autre référence.\n  mine.csv:2\n"
    ) in ran.err
    assert not (practice / "clients" / "paul-roux.toml").exists()

    write_sheet([head.split(";"), ["roux", "zoé roux", "7/1/2026", "19/1/2026"]])
    assert coach(*IMPORT, "--yes").code == 0  # who they are is enough: the day may be another one
    days = [each["on"] for each in tomllib.loads(file.read_text("utf-8"))["sessions"]]
    assert days == [date(2026, 1, 12), date(2026, 1, 19)]


def test_an_engagement_with_a_session_that_is_refused_is_neither_evaluated_nor_closed(
    coach: Run, practice: Path
) -> None:
    head = f"Bénéficiaire;Demande reçue le;Date;{CONTRACT};Évalué le;Bilan;Clos le"
    over = "1/6/2026;Délègue;2/6/2026"
    first = f"Zoé Roux;5/1/2026;12/1/2026;{AGREED};{over}"
    early, right = ["Zoé Roux", "", "6/1/2026"], ["Zoé Roux", "", "16/1/2026"]
    write_sheet([head.split(";"), first.split(";"), early])
    ran = coach(*IMPORT, "--yes")
    assert (ran.code, "mine.csv:3" in ran.err) == (4, True), ran
    file = practice / "engagements" / "roux-2026.toml"
    assert tomllib.loads(file.read_text("utf-8")).keys().isdisjoint({"outcome"})

    write_sheet([head.split(";"), first.split(";"), right])
    assert coach(*IMPORT, "--yes").code == 0
    data = tomllib.loads(file.read_text("utf-8"))
    assert [each["on"] for each in data["sessions"]] == [date(2026, 1, 12), date(2026, 1, 16)]
    assert data["outcome"]["closed_on"] == date(2026, 6, 2)

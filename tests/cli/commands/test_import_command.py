"""`coach import` reads a coach's own sheets: a preview first, nothing twice, no signature."""

import tomllib
from collections.abc import Sequence
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook
from tests.cli.conftest import BeginAfter, Run, edit
from tests.cli.road import IN, INIT, ROAD

from phmcoach.actions.context import Context
from phmcoach.actions.documents import NewFile
from phmcoach.actions.moving.known_rows import Known, read_cell_word
from phmcoach.actions.practice.practice import new_client
from phmcoach.errors import StorageError
from phmcoach.i18n import Translator
from phmcoach.words import (
    CLIENT_KINDS,
    LANGUAGES,
    SESSION_STATUSES,
    SESSION_TYPES,
    SITUATIONS,
    Language,
)

CLIENTS = """Nom;Type;SIREN;Adresse;Code postal;Ville;Courriel;Couleur
Société des Modèles;entreprise;811222330;10 avenue Y;69000;Lyon;a@example.org;bleu

Hugo Petit;particulier;;3 rue Z;75011;Paris;hugo@example.org;
Hugo Petit;particulier;;3 rue Z;75011;Paris;hugo@example.org;
"""
ENGAGEMENTS = """Bénéficiaire;Client;Demande reçue le;Situation;Fonction;Séances déjà tenues
Élodie Roux;Société des Modèles;05/01/2026;délégation;Directrice;3
Hugo Petit;hugo-petit;3/2/2026;;;
"""
SESSIONS = """Accompagnement;Date;Heure;Durée;Type;Statut;Facture
martin;14/01/2026;9h30;1,5;visio;tenue;F-2025-0031
martin;14/01/2026;9h30;1,5;visio;tenue;F-2025-0031
martin;20/01/2026;;2;;absent;
"""
WAITS = "Rien n’est encore écrit. Pour créer ces lignes\u202f: coach -C practice import"


def french(practice: Path) -> Path:
    edit(practice / "practice.toml", 'language = "en"', 'language = "fr"')
    return practice


@pytest.fixture
def practice(begin_after: BeginAfter) -> Path:
    return french(begin_after(INIT) / "practice")


@pytest.fixture
def signed(begin_after: BeginAfter) -> Path:
    return french(begin_after(*ROAD) / "practice")


def sheet(text: str, name: str = "mine.csv", encoding: str = "utf-8") -> str:
    Path(name).write_bytes(text.replace("\n", "\r\n").encode(encoding))
    return name


def files_of(practice: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in practice.rglob("*.toml")}


def read(practice: Path, name: str) -> dict[str, object]:
    return tomllib.loads((practice / f"{name}.toml").read_text("utf-8"))


def test_a_preview_says_what_would_be_made_and_writes_nothing(coach: Run, practice: Path) -> None:
    before = files_of(practice)
    ran = coach(*IN, "import", "clients", sheet(CLIENTS))
    assert ran.code == 0
    assert ran.out == (
        "Ligne  Référence            Contenu\n"
        "    2  societe-des-modeles  Société des Modèles\n"
        "    4  hugo-petit           Hugo Petit\n"
    )
    assert ran.err == (
        "À créer\u202f: 2. Déjà là\u202f: 1.\n"
        "Colonnes inconnues, laissées de côté\u202f: Couleur.\n"
        f"{WAITS} clients mine.csv --yes\n"
    )
    assert files_of(practice) == before


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252"])
def test_clients_are_made_once_whatever_the_encoding(
    coach: Run, practice: Path, encoding: str
) -> None:
    name = sheet(CLIENTS, encoding=encoding)
    assert coach(*IN, "import", "clients", name, "--yes").code == 0
    assert read(practice, "clients/societe-des-modeles") == {
        "schema": 1,
        "kind": "company-fr",
        "name": "Société des Modèles",
        "siren": "811222330",
        "email": "a@example.org",
        "address": {"street": "10 avenue Y", "postcode": "69000", "city": "Lyon"},
    }
    after = files_of(practice)
    again = coach(*IN, "import", "clients", name, "--yes")
    assert (again.code, again.out) == (0, "")
    assert again.err.startswith("À créer\u202f: 0. Déjà là\u202f: 3.\n")
    assert files_of(practice) == after


def test_an_engagement_is_a_demand_that_nobody_validated_or_signed(
    coach: Run, practice: Path
) -> None:
    coach(*IN, "import", "clients", sheet(CLIENTS), "--yes")
    name = sheet(ENGAGEMENTS)
    assert coach(*IN, "import", "accompagnements", name, "--yes").code == 0
    assert read(practice, "engagements/roux-2026") == {
        "schema": 1,
        "client": "societe-des-modeles",
        "profile": "standard",
        "already_held": 3,
        "beneficiary": {"id": "elodie-roux", "name": "Élodie Roux", "role": "Directrice"},
        "demand": {
            "received_on": date(2026, 1, 5),
            "requested_by": "beneficiary",
            "situations": ["delegation"],
        },
    }
    assert read(practice, "engagements/petit-2026")["client"] == "hugo-petit"
    again = coach(*IN, "import", "engagements", name, "--yes")
    assert again.err.startswith("À créer\u202f: 0. Déjà là\u202f: 2.")


def test_sessions_of_an_earlier_tool_are_recorded_once_and_never_billed(
    coach: Run, signed: Path
) -> None:
    name = sheet(SESSIONS)
    assert coach(*IN, "import", "séances", name, "--yes").code == 0
    assert coach(*IN, "import", "sessions", name, "--yes").code == 0
    sessions = read(signed, "engagements/martin")["sessions"]
    assert isinstance(sessions, list)
    assert [(each["on"], each["status"], each["minutes"]) for each in sessions] == [
        (date(2026, 1, 13), "held", 120),
        (date(2026, 1, 14), "held", 90),
        (date(2026, 1, 20), "no-show", 120),
    ]
    assert (sessions[1]["at"], sessions[1]["earlier_invoice"]) == (time(9, 30), "F-2025-0031")
    billed = coach(*IN, "invoice", "martin", "--dry-run")
    assert "14 janvier" not in billed.out


def test_sessions_before_a_signature_are_refused_with_the_way_to_it(
    coach: Run, practice: Path
) -> None:
    coach(*IN, "import", "clients", sheet(CLIENTS), "--yes")
    coach(*IN, "import", "engagements", sheet(ENGAGEMENTS), "--yes")
    text = SESSIONS.replace("martin", "roux-2026")
    before = files_of(practice)
    ran = coach(*IN, "import", "sessions", sheet(text), "--yes")
    assert ran.code == 4
    assert ran.err.count("coach -C practice validate-demand roux-2026") == 1
    assert "mine.csv:2" in ran.err
    assert files_of(practice) == before


def test_rows_with_a_mistake_are_named_with_their_line_and_the_others_are_made(
    coach: Run, practice: Path
) -> None:
    rows = "Nom;Type;SIREN\nLéa;particulier;\nX;truc;\n;particulier;\nY;;123456789\nZ;;\n"
    ran = coach(*IN, "import", "clients", sheet(rows), "--yes")
    assert ran.code == 4
    assert [line for line in ran.err.splitlines() if line.startswith("  mine")] == [
        f"  mine.csv:{line}" for line in (3, 4, 5, 6)
    ]
    assert "«\u202ftruc\u202f»" in ran.err
    assert sorted(path.name for path in (practice / "clients").iterdir()) == ["lea.toml"]


@pytest.mark.parametrize(
    ("text", "reported"),
    [
        ("", "aucune ligne"),
        ("Nom;Date\nX;1/2/2026\n", "Il manque une colonne"),
        ("Client;Bénéficiaire;Demande\nNobody;X;1/2/2026\n", "Nobody"),
        ("Client;Bénéficiaire;Demande\nNobody;X;32/02/2026\n", "32/02/2026"),
    ],
)
def test_a_sheet_that_makes_nothing_says_why(
    coach: Run, practice: Path, text: str, reported: str
) -> None:
    before = files_of(practice)
    ran = coach(*IN, "import", "engagements", sheet(text), "--yes")
    assert (ran.code, reported in ran.err) == (4, True), ran
    assert files_of(practice) == before


def workbook(name: str, rows: Sequence[Sequence[object]]) -> str:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    book.save(name)
    return name


def test_a_workbook_has_the_same_rows_as_a_csv(coach: Run, signed: Path) -> None:
    name = workbook(
        "mine.xlsx",
        [
            ("Engagement", "Date", "Heure", "Durée", "Statut"),
            ("martin", date(2026, 1, 14), time(9, 30), 1.5, "tenue"),
            (None, None, None, None, None),
            ("martin", "20/01/2026", None, 2, "absent"),
        ],
    )
    assert coach(*IN, "import", "séances", name, "--yes").code == 0
    sessions = read(signed, "engagements/martin")["sessions"]
    assert isinstance(sessions, list)
    assert [(each["on"], each.get("at"), each["minutes"]) for each in sessions[1:]] == [
        (date(2026, 1, 14), time(9, 30), 90),
        (date(2026, 1, 20), None, 120),
    ]


@pytest.mark.usefixtures("practice")
def test_what_is_no_sheet_is_refused(coach: Run) -> None:
    Path("mine.xlsx").write_bytes(b"PK nothing")
    ran = coach(*IN, "import", "clients", "mine.xlsx")
    assert (ran.code, "mine.xlsx" in ran.err) == (4, True)
    assert coach(*IN, "import", "clients", "none.csv").code == 3


def test_a_full_disk_stops_the_import_and_what_was_made_stays(
    coach: Run, practice: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def write(context: Context, **given: Any) -> NewFile:  # noqa: ANN401
        if given["ref"] == "hugo-petit":
            raise StorageError.of("store.disk-full", path="clients/hugo-petit.toml")
        return new_client(context, **given)

    name = sheet(CLIENTS)
    with monkeypatch.context() as patch:
        patch.setattr("phmcoach.actions.moving.importing.new_client", write)
        ran = coach(*IN, "import", "clients", name, "--yes")
    assert (ran.code, "Créées\u202f: 1." in ran.err) == (7, True), ran
    assert [path.name for path in (practice / "clients").iterdir()] == ["societe-des-modeles.toml"]
    assert coach(*IN, "import", "clients", name, "--yes").code == 0
    assert (practice / "clients" / "hugo-petit.toml").exists()


def test_people_and_clients_of_one_name_get_references_of_their_own(
    coach: Run, practice: Path
) -> None:
    rows = "Nom;Type;SIREN\nMartin;particulier;\nMartin;association;\n"
    assert coach(*IN, "import", "clients", sheet(rows), "--yes").code == 0
    assert sorted(path.stem for path in (practice / "clients").iterdir()) == ["martin", "martin-2"]
    demands = "Client;Bénéficiaire;Demande\nmartin;Paul Roux;5/1/2026\nmartin-2;Zoé Roux;5/1/2026\n"
    for made in (2, 0):
        ran = coach(*IN, "import", "engagements", sheet(demands), "--yes")
        assert (ran.code, f"À créer\u202f: {made}." in ran.err) == (0, True), ran
    names = sorted(path.stem for path in (practice / "engagements").iterdir())
    assert names == ["roux-2026", "roux-2026-2"]


@pytest.mark.usefixtures("practice")
def test_two_rows_with_one_typed_reference_are_not_one_client(coach: Run) -> None:
    rows = "Référence;Nom;Type\nx;Léa;particulier\nx;Zoé;particulier\n"
    ran = coach(*IN, "import", "clients", sheet(rows))
    assert (ran.code, "mine.csv:3" in ran.err) == (4, True), ran


@pytest.mark.usefixtures("practice")
def test_an_engagement_that_another_tool_began_is_shown_as_such(coach: Run) -> None:
    coach(*IN, "import", "clients", sheet(CLIENTS), "--yes")
    ran = coach(*IN, "import", "engagements", sheet(ENGAGEMENTS))
    assert "Élodie Roux, commencé avant (3 séances)" in ran.out


def test_another_meeting_of_the_day_is_another_session(coach: Run, signed: Path) -> None:
    rows = "Accompagnement;Date;Type;Durée\nmartin;13/01/2026;téléphone;30min\n"
    assert coach(*IN, "import", "sessions", sheet(rows), "--yes").code == 0
    sessions = read(signed, "engagements/martin")["sessions"]
    assert isinstance(sessions, list)
    assert [each["type"] for each in sessions] == ["in-person", "phone"]


def test_a_planned_session_becomes_what_the_sheet_says_of_it(coach: Run, signed: Path) -> None:
    edit(signed / "engagements" / "martin.toml", 'status = "held"', 'status = "planned"')
    rows = "Accompagnement;Date\nmartin;13/01/2026\n"
    for made in (1, 0):
        ran = coach(*IN, "import", "sessions", sheet(rows), "--yes")
        assert (ran.code, f"À créer\u202f: {made}." in ran.err) == (0, True), ran
    sessions = read(signed, "engagements/martin")["sessions"]
    assert isinstance(sessions, list)
    assert [each["status"] for each in sessions] == ["held"]


def test_people_of_one_surname_have_a_reference_each(coach: Run, practice: Path) -> None:
    coach(*IN, "import", "clients", sheet(CLIENTS), "--yes")
    name = sheet(
        "Client;Bénéficiaire;Demande\n"
        "hugo-petit;Paul Dupont;5/1/2026\n"
        "hugo-petit;Marie Dupont;6/1/2026\n"
        "hugo-petit;Marie Dupont;6/1/2026\n"
    )
    ran = coach(*IN, "import", "engagements", name, "--yes")
    assert (ran.code, ran.out) == (
        0,
        (
            "Ligne  Référence      Contenu\n"
            "    2  dupont-2026    Paul Dupont\n"
            "    3  dupont-2026-2  Marie Dupont\n"
        ),
    )
    assert ran.err.startswith("À créer\u202f: 2. Déjà là\u202f: 1.\n")
    more = sheet("Client;Bénéficiaire;Demande\nhugo-petit;Anne Dupont;7/1/2026\n", "more.csv")
    coach(*IN, "import", "engagements", more, "--yes")
    for ref, who in (("", "Paul"), ("-2", "Marie"), ("-3", "Anne")):
        made = tomllib.loads((practice / f"engagements/dupont-2026{ref}.toml").read_text("utf-8"))
        assert made["beneficiary"]["name"] == f"{who} Dupont"
    again = coach(*IN, "import", "engagements", name, "--yes")
    assert again.err.startswith("À créer\u202f: 0. Déjà là\u202f: 3.\n")


def test_clients_of_one_name_and_two_kinds_have_a_reference_each(
    coach: Run, practice: Path
) -> None:
    name = sheet("Nom;Type\nLéa Roux;particulier\nLéa Roux;entreprise\n")
    assert coach(*IN, "import", "clients", name, "--yes").code == 0
    kinds = [read(practice, f"clients/{ref}")["kind"] for ref in ("lea-roux", "lea-roux-2")]
    assert kinds == ["private", "company-fr"]
    demand = sheet("Client;Bénéficiaire;Demande\nLéa Roux;Léa Roux;5/1/2026\n")
    ran = coach(*IN, "import", "engagements", demand)
    assert "Plusieurs clients s’appellent Léa Roux" in ran.err
    assert "lea-roux et lea-roux-2" in ran.err


def test_a_reference_that_two_rows_give_to_two_people_is_refused_with_the_second(
    coach: Run, practice: Path
) -> None:
    coach(*IN, "import", "clients", sheet(CLIENTS), "--yes")
    name = sheet(
        "Référence;Client;Bénéficiaire;Demande\n"
        "d1;hugo-petit;Paul Dupont;5/1/2026\n"
        "d1;hugo-petit;Marie Dupont;6/1/2026\n"
        "D 2;hugo-petit;Anne Dupont;7/1/2026\n"
    )
    ran = coach(*IN, "import", "engagements", name, "--yes")
    assert (ran.code, "mine.csv:3" in ran.err, "mine.csv:4" in ran.err) == (4, True, True)
    assert "Une ligne précédente porte déjà la référence d1." in ran.err
    assert read(practice, "engagements/d1")["beneficiary"] == {
        "id": "paul-dupont",
        "name": "Paul Dupont",
    }


def test_a_client_whose_file_is_broken_stops_no_row(coach: Run, practice: Path) -> None:
    coach(*IN, "import", "clients", sheet(CLIENTS), "--yes")
    (practice / "clients" / "broken.toml").write_text("kind = 3\n", "utf-8")
    assert coach(*IN, "import", "engagements", sheet(ENGAGEMENTS), "--yes").code == 0


@pytest.mark.usefixtures("practice")
def test_a_quote_that_is_never_closed_makes_no_sheet(coach: Run) -> None:
    Path("mine.csv").write_text('Nom\n"' + "a;b\n" * 60_000, "utf-8")
    ran = coach(*IN, "import", "clients", "mine.csv")
    assert (ran.code, "mine.csv" in ran.err) == (4, True)


def test_a_mistake_names_the_column_of_the_sheet_and_no_option(coach: Run, signed: Path) -> None:
    name = sheet("Nom;Type;Courriel;N° SIREN\nA;particulier;a;\nB;;;12\n")
    ran = coach(*IN, "import", "clients", name)
    said = [line for line in ran.err.splitlines() if line.startswith("Erreur")]
    assert [line.split("\u202f: ")[1] for line in said] == ["Courriel", "N° SIREN"]
    name = sheet("Nom;Type;Ville\nA;particulier;Lyon\n")
    assert "«\u202faddress\u202f» manque." in coach(*IN, "import", "clients", name).err
    name = sheet("Engagement;Date;Durée\nmartin;14/01/2026;40\n")
    ran = coach(*IN, "import", "sessions", name, "--yes")
    assert (ran.code, "«\u202fDurée\u202f» ne peut pas dépasser 1440." in ran.err) == (4, True), ran
    assert len((signed / "engagements" / "martin.toml").read_text("utf-8").split("[[sess")) == 2


SPREADSHEET = {
    "Client": "Évreux",
    "Type de client": "Organisme public",
    "SIRET": "90000000100017",
    "Adresse": "1 place X",
    "CP": "27000",
    "Ville": "Évreux",
    "Bénéficiaire": "Zoé Roux",
    "Demande": "05.01.26",
    "Sa demande": "Oser",
    "Validée le": "05.01.26",
    "Objectif": "Déléguer",
    "Résultat": "Deux dossiers",
    "Indicateur": "Dossiers",
    "Séances": "10",
    "Heures par séance": "1:30",
    "Début": "08/01/26",
    "Mois": "6",
    "Tarif": "150,00 €",
    "Signé le": "07/01/26 00:00",
    "Date": "12-01-2026",
    "Heure": "09:30:00",
    "Durée": "01:30:00",
    "Type": "Visioconférence",
    "Statut": "Réalisée",
}


def test_days_lengths_and_words_are_read_as_spreadsheets_and_our_own_tables_write_them(
    coach: Run, practice: Path
) -> None:
    text = "\n".join((";".join(SPREADSHEET), ";".join(SPREADSHEET.values())))
    ran = coach(*IN, "import", "all", sheet(text), "--yes")
    assert (ran.code, read(practice, "clients/evreux")["kind"]) == (0, "public"), ran
    made: Any = read(practice, "engagements/roux-2026")
    assert made["demand"]["received_on"] == date(2026, 1, 5)
    assert made["terms"]["session_minutes"] == 90
    assert made["sessions"] == [
        {
            "id": "s1",
            "on": date(2026, 1, 12),
            "at": time(9, 30),
            "minutes": 90,
            "type": "video",
            "status": "held",
        }
    ]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("words", [CLIENT_KINDS, SITUATIONS, SESSION_TYPES, SESSION_STATUSES])
def test_each_word_that_the_program_shows_is_read_in_a_cell(
    words: tuple[str, ...], language: Language
) -> None:
    known = Known("all", date(2026, 6, 15), {}, {}, {})
    shown = [Translator(language).word(word) for word in words]
    read = [read_cell_word(known, "kind", each, words) for each in shown]
    assert read == [*words]


@pytest.mark.usefixtures("practice")
def test_what_several_rows_have_wrong_is_said_once_with_their_lines(
    coach: Run,
) -> None:
    rows = [f"Hugo {name};perso;{name}@example.org" for name in "abcd"]
    rows.insert(3, "Zoé;particulier;z@example.org")
    ran = coach(*IN, "import", "clients", sheet("\n".join(["Nom;Type;Courriel", *rows])))
    assert ran.code == 4
    assert ran.err == (
        "À créer\u202f: 1. Déjà là\u202f: 0.\n"
        f"{WAITS} clients mine.csv --yes\n"
        "Erreur\u202f: Colonne Type\u202f: «\u202fperso\u202f» ne fait pas partie de\u202f:"
        " entreprise, particulier, entreprise-ue, public et association.\n"
        "  mine.csv:2\n"
        "Erreur\u202f: De même à d’autres lignes\u202f: 3–4 et 6.\n"
    )

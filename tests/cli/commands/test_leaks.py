"""No output shows a reader more than they may see: every command runs over markers in every field.

Each output of a command, and each view that a template gets, has a line here that names its
reader. It may contain only what this reader may see by the audiences of the fields, and only of
the engagement and the client that it is about. An output without a line fails, so that a new
command, a new document or a new file in an archive cannot be forgotten.
"""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.cli.commands.leak_outputs import Left, Practice, open_world
from tests.cli.commands.leak_scenes import ALL, ENDED, SCENES, Scene
from tests.cli.commands.leak_walk import live, walk
from tests.markers import Sight, all_keys, fields_of, filled_fields, keys_in, keys_of, open_keys

from phmcoach.cli import app
from phmcoach.domain.base import Reader, Record
from phmcoach.domain.records import engagement as engagements
from phmcoach.domain.records import parties, practice
from phmcoach.domain.records.practice import Address
from phmcoach.store.records import load_record
from phmcoach.words import PARTIES

SHARED = frozenset({"shared"})
PRINTED = frozenset(
    {
        *("Terms.start_on", "Terms.end_on", "Terms.place", "Terms.late_cancel_percent"),
        *("Engagement.amendments", "Amendment.effective_on", "Amendment.place"),
        *("Amendment.late_cancel_percent", "Engagement.signatures", "Signatures.beneficiary"),
        *("Practice.mediator", "Mediator.name", "Mediator.address", "Mediator.website"),
    }
)
"""Fields that a paper about money prints besides those for accounting."""

DATED = frozenset({"Session.on"})
"""The ledger also keeps the day of a billed session, to notice a later change. A paper prints it
for a private client, and for an organisation if the contract discloses it."""

COACH = Sight(Reader.COACH)
BENEFICIARY = Sight(Reader.BENEFICIARY)
SPONSOR = Sight(Reader.SPONSOR, SHARED)
OF_SERVICE = frozenset(
    {
        *("Terms.hourly_rate", "Terms.package_price", "Terms.late_cancel_percent"),
        *("Terms.schedule", "Terms.purchase_order", "Terms.contract_number"),
        *("Amendment.hourly_rate", "Amendment.package_price", "Amendment.late_cancel_percent"),
        *("QuoteAcceptance.number", "QuoteAcceptance.accepted_on"),
    }
)
"""The price of a pair and how it is paid: only the service agreement contains it."""

OF_PAIR = Sight(Reader.SPONSOR, SHARED, without=OF_SERVICE)
"""The beneficiary's contract of a pair: no price, and nothing that is the beneficiary's alone."""

AGREED = Sight(Reader.SPONSOR, SHARED | {"agreed"})
ATTENDANCE = Sight(Reader.BENEFICIARY, frozenset({"sessions"}))
"""For the beneficiary, and for the sponsor too if the contract discloses the days of sessions."""

PAPER = Sight(Reader.ACCOUNTING, besides=PRINTED)
LEDGER = Sight(Reader.ACCOUNTING, besides=PRINTED | DATED)
BOOKS = Sight(Reader.ACCOUNTING)

DAYS = frozenset(
    {
        *("Engagement.terms", "Engagement.amendments", "Engagement.pauses"),
        *("Terms.start_on", "Terms.end_on", "Amendment.start_on", "Amendment.end_on"),
        *("Pause.start_on", "Pause.end_on", "Engagement.sessions", "Session.on"),
    }
)
MODELS = (practice.Practice, parties.Client, engagements.Engagement)
FIELDS = frozenset[str]().union(*(fields_of(model) for model in MODELS))
NAMELESS = Sight(Reader.COACH, without=FIELDS - DAYS)
"""The dashboard without names: of all fields, the days of contracts, pauses and sessions alone."""

CALENDAR = Sight(
    Reader.COACH,
    without=FIELDS - {"Engagement.sessions", "Session.on", "Engagement.contract_reference"},
)
"""The calendar, which others may see too: the days of sessions under the numbers of contracts."""

CONTROLLER = {"Practice.name", "Practice.email", "Practice.address", "Practice.company"}
OF_CONTACT = frozenset({"Amendment.contact", "Amendment.contact_role"})
OF_PRACTICE = frozenset(fields_of(practice.Practice)) - CONTROLLER - fields_of(Address)
OF_CLIENT = frozenset(fields_of(parties.Client)) - fields_of(Address) - {"Client.name"}
GIVEN = Sight(Reader.COACH, without=OF_PRACTICE | OF_CLIENT | OF_CONTACT)
"""What a beneficiary is given on request: all that is held of them, the coach’s words too."""

GIVEN_CLIENT = Sight(Reader.COACH, without=OF_PRACTICE)
"""The same of a private client, who is given what is held of them as such."""

GIVEN_PAIR = replace(
    GIVEN,
    without=GIVEN.without
    | OF_SERVICE
    | {"Terms.payment_days", "TravelCost.amount", "TravelCost.label"},
)
TOLD = Sight(
    Reader.COACH,
    without=FIELDS
    - CONTROLLER
    - fields_of(Address)
    - {"Client.name", "Client.contact", "Client.contact_role", "Client.email"}
    - {"Client.billing_email", "Engagement.amendments", "Engagement.evaluation"}
    - {"Engagement.signatures", *(f"Signatures.{party}" for party in PARTIES)}
    - {"Engagement.contract_reference", "Evaluation.observations", *OF_CONTACT},
)
"""What the contact of an organisation is given: nothing of the beneficiary."""

NOBODY = Sight(Reader.ACCOUNTING, frozenset({"nobody"}))
"""May be sent to the developers: contains no field at all."""

SENT = "{paper}-{contract}.pdf"
XML = f"{SENT}!factur-x.xml"
PAPERS = (
    *("facture", "facture-acompte", "avoir", "devis"),
    *("invoice", "deposit-invoice", "credit-note", "quote"),
)
LETTERS = ("relance-amicale", "mise-en-demeure", "friendly-reminder", "formal-notice")
REMINDERS = tuple(f"{letter}-{{number}}-{{day}}" for letter in LETTERS)
VIEWS_AS_PDF = (
    "recettes-2026",
    "ventes-2026",
    "chiffre-d-affaires-2026",
    "tva-2026",
    "declaration-2026",
    "impayes-{day}",
)
MAILS = {
    "courriel-contrat-{ref}-organisation": (SPONSOR, ("contrat-{ref}",)),
    "courriel-contrat-{ref}-beneficiaire": (
        BENEFICIARY,
        ("contrat-{ref}", "annexe-personnelle-{ref}", "choix-du-beneficiaire-{ref}"),
    ),
    "mail-contract-{ref}-organisation": (SPONSOR, ("service-agreement-{ref}",)),
    "mail-contract-{ref}-beneficiary": (
        BENEFICIARY,
        ("beneficiary-contract-{ref}", "personal-annex-{ref}"),
    ),
    "courriel-avenant-1-{ref}-organisation": (SPONSOR, ("avenant-1-{ref}",)),
    "courriel-avenant-1-{ref}-beneficiaire": (BENEFICIARY, ("avenant-1-{ref}",)),
    "mail-amendment-1-{ref}-organisation": (SPONSOR, ("amendment-1-services-{ref}",)),
    "mail-amendment-1-{ref}-beneficiary": (BENEFICIARY, ("amendment-1-beneficiary-{ref}",)),
    "courriel-emargement-{ref}-organisation": (ATTENDANCE, ("emargement-{ref}",)),
    "courriel-emargement-{ref}-beneficiaire": (ATTENDANCE, ("emargement-{ref}",)),
    "mail-attendance-{ref}-organisation": (ATTENDANCE, ("attendance-{ref}",)),
    "courriel-bilan-{ref}-organisation": (AGREED, ("bilan-{ref}-organisation",)),
    "courriel-bilan-{ref}-beneficiaire": (BENEFICIARY, ("bilan-{ref}-beneficiaire",)),
    "mail-evaluation-{ref}-organisation": (AGREED, ("evaluation-{ref}-organisation",)),
    "mail-evaluation-{ref}-beneficiary": (BENEFICIARY, ("evaluation-{ref}-beneficiary",)),
}
"""The drafts with papers of an engagement: who reads each, and what is attached to it."""

MONTHS = ("courriel-factures-{month}-{client}", "mail-invoices-{month}-{client}")
ARCHIVE = "practice/exports/archive-2026-au-{day}.zip!"
LINES = {
    "practice/practice.toml": COACH,
    "practice/.undo/{kept}-{day}.json": COACH,
    "practice/.coach.lock": NOBODY,
    "practice/.gitattributes": NOBODY,
    "practice/.gitignore": NOBODY,
    "practice/backup.toml": NOBODY,
    "kept.zip": COACH,
    "given-{ref}.zip!index.html": GIVEN,
    "given-{ref}.zip!data.json": GIVEN,
    "given-{ref}.zip!SHA256SUMS": GIVEN,
    "given-{ref}.zip!papers": BENEFICIARY,
    "told-{ref}.zip!index.html": TOLD,
    "told-{ref}.zip!data.json": TOLD,
    "told-{ref}.zip!SHA256SUMS": NOBODY,
    "phmcoach/coach-trace-{name}.txt": NOBODY,
    ".cache/phmcoach/accepted-files": COACH,
    "practice/clients/{client}.toml": COACH,
    "practice/engagements/{ref}.toml": COACH,
    "practice/archive/2026/{ref}.toml": COACH,
    "practice/documents/{ref}/evaluation.toml": COACH,
    "practice/documents/{ref}/contract.signed.toml": COACH,
    "practice/documents/{ref}/amendment-1.signed.toml": COACH,
    "practice/templates/fr/clauses/25-amendments.md.j2": SPONSOR,
    # The contract and what changes it.
    "practice/documents/{ref}/contrat-{ref}.pdf": SPONSOR,
    "practice/documents/{ref}/service-agreement-{ref}.pdf": SPONSOR,
    "practice/documents/{ref}/beneficiary-contract-{ref}.pdf": OF_PAIR,
    "practice/documents/{ref}/annexe-personnelle-{ref}.pdf": BENEFICIARY,
    "practice/documents/{ref}/personal-annex-{ref}.pdf": BENEFICIARY,
    "practice/documents/{ref}/choix-du-beneficiaire-{ref}.pdf": SPONSOR,
    "practice/documents/{ref}/avenant-1-{ref}.pdf": SPONSOR,
    "practice/documents/{ref}/avenant-2-{ref}.pdf": SPONSOR,
    "practice/documents/{ref}/amendment-1-services-{ref}.pdf": SPONSOR,
    "practice/documents/{ref}/amendment-1-beneficiary-{ref}.pdf": OF_PAIR,
    "practice/documents/{ref}/contrat-{ref}-copie.pdf": SPONSOR,
    "practice/documents/{ref}/service-agreement-{ref}-copy.pdf": SPONSOR,
    "practice/documents/{ref}/beneficiary-contract-{ref}-copy.pdf": OF_PAIR,
    "practice/documents/{ref}/avenant-1-{ref}-copie.pdf": SPONSOR,
    "practice/documents/{ref}/amendment-1-services-{ref}-copy.pdf": SPONSOR,
    "practice/documents/{ref}/amendment-1-beneficiary-{ref}-copy.pdf": OF_PAIR,
    "practice/documents/{ref}/contrat-{ref}-signe.pdf": SPONSOR,
    "practice/documents/{ref}/service-agreement-{ref}-signed.pdf": SPONSOR,
    "practice/documents/{ref}/beneficiary-contract-{ref}-signed.pdf": OF_PAIR,
    "practice/documents/{ref}/annexe-personnelle-{ref}-signe.pdf": BENEFICIARY,
    "practice/documents/{ref}/personal-annex-{ref}-signed.pdf": BENEFICIARY,
    "practice/documents/{ref}/avenant-1-{ref}-signe.pdf": SPONSOR,
    "practice/documents/{ref}/amendment-1-services-{ref}-signed.pdf": SPONSOR,
    "practice/documents/{ref}/amendment-1-beneficiary-{ref}-signed.pdf": OF_PAIR,
    # The sessions and the evaluation.
    "practice/documents/{ref}/emargement-{ref}.pdf": ATTENDANCE,
    "practice/documents/{ref}/attendance-{ref}.pdf": ATTENDANCE,
    "practice/documents/{ref}/emargement-{ref}-du-{day}-au-{day}.pdf": ATTENDANCE,
    "practice/documents/{ref}/attendance-{ref}-from-{day}-to-{day}.pdf": ATTENDANCE,
    "practice/documents/{ref}/bilan-{ref}-beneficiaire.pdf": BENEFICIARY,
    "practice/documents/{ref}/bilan-{ref}-organisation.pdf": AGREED,
    "practice/documents/{ref}/evaluation-{ref}-beneficiary.pdf": BENEFICIARY,
    "practice/documents/{ref}/evaluation-{ref}-organisation.pdf": AGREED,
    # Papers about money, and the messages that carry them.
    "practice/documents/{ref}/projet-devis-{ref}.pdf": PAPER,
    "practice/documents/{ref}/draft-quote-{ref}.pdf": PAPER,
    "practice/documents/{ref}/brouillon-facture-{ref}.pdf": PAPER,
    "practice/documents/{ref}/draft-invoice-{ref}.pdf": PAPER,
    "practice/documents/{ref}/{paper}-duplicata.pdf": PAPER,
    "practice/documents/{ref}/{paper}-duplicate.pdf": PAPER,
    "practice/documents/{ref}/{paper}-portail.pdf": PAPER,
    "practice/documents/{ref}/{paper}-portal.pdf": PAPER,
    "practice/documents/{ref}/{paper}-portail.xml": PAPER,
    "practice/documents/{ref}/{paper}-portal.xml": PAPER,
    "practice/documents/{ref}/{paper}.eml": PAPER,
    f"practice/documents/{{ref}}/{{paper}}.eml!{SENT}": PAPER,
    f"practice/documents/{{ref}}/{{paper}}.eml!{SENT}!factur-x.xml": PAPER,
    "practice/documents/{ref}/{paper}.eml!{paper}.pdf": PAPER,
    **{f"practice/documents/{{ref}}/{name}.pdf": PAPER for name in REMINDERS},
    **{f"practice/documents/{{ref}}/{name}.eml": PAPER for name in REMINDERS},
    **{f"practice/documents/{{ref}}/{name}.eml!{name}.pdf": PAPER for name in REMINDERS},
    **{f"practice/documents/{{ref}}/{name}.eml!{SENT}": PAPER for name in REMINDERS},
    **{f"practice/documents/{{ref}}/{name}.eml!{XML}": PAPER for name in REMINDERS[:2]},
    **{f"practice/documents/{{ref}}/{name}.eml": sight for name, (sight, _) in MAILS.items()},
    **{
        f"practice/documents/{{ref}}/{name}.eml!{attached}.pdf": sight
        for name, (sight, files) in MAILS.items()
        for attached in files
    },
    **{f"practice/documents/{{ref}}/{name}.eml": PAPER for name in MONTHS},
    **{f"practice/documents/{{ref}}/{name}.eml!{SENT}": PAPER for name in MONTHS},
    **{f"practice/documents/{{ref}}/{name}.eml!{XML}": PAPER for name in MONTHS[:1]},
    # The ledger, its views and its archive: about all clients, for the accountant.
    "practice/ledger/head.toml": BOOKS,
    "practice/ledger/2026/{place}.toml": LEDGER,
    "practice/ledger/2026/{paper}.pdf": PAPER,
    "practice/ledger/2026/{paper}.pdf!factur-x.xml": PAPER,
    **{f"practice/documents/ledger/{view}.pdf": BOOKS for view in VIEWS_AS_PDF},
    "practice/exports/archives.toml": BOOKS,
    "practice/exports/calendar.toml": COACH,
    "practice/exports/coach.ics": CALENDAR,
    "practice/exports/seances.csv": COACH,
    "practice/exports/heures.csv": COACH,
    "practice/exports/factures.csv": BOOKS,
    "practice/exports/reglements.csv": BOOKS,
    "practice/exports/tableau-de-bord.html": COACH,
    "practice/exports/tableau-de-bord-sans-noms.html": NAMELESS,
    f"{ARCHIVE}LISEZMOI.txt": BOOKS,
    f"{ARCHIVE}SHA256SUMS": BOOKS,
    f"{ARCHIVE}etats/chiffre-d-affaires-2026.csv": BOOKS,
    f"{ARCHIVE}etats/journal-des-ventes-2026.csv": BOOKS,
    f"{ARCHIVE}etats/livre-des-recettes-2026.csv": BOOKS,
    f"{ARCHIVE}etats/tva-exigible-2026.csv": BOOKS,
    f"{ARCHIVE}registre/head.toml": BOOKS,
    f"{ARCHIVE}registre/2026/{{place}}.toml": LEDGER,
    f"{ARCHIVE}registre/2026/{{paper}}.pdf": PAPER,
    f"{ARCHIVE}registre/2026/{{paper}}.pdf!factur-x.xml": PAPER,
    f"{ARCHIVE}registre/2026/{{paper}}.xml": PAPER,
    # What is printed: the ledger is for the accountant; SCREENS are for the coach alone.
    **{f"{stream} of {name}": BOOKS for stream in ("stdout", "stderr") for name in ("ledger",)},
    **{f"QR code of {name}": PAPER for name in ("invoice", "remind", "mail")},
}
VIEWS = {
    COACH: ("evaluation-form.txt.j2",),
    SPONSOR: (
        *("contract.md.j2", "contract.typ.j2", "annexes.md.j2", "withdrawal-form.md.j2"),
        *("choices.md.j2", "choices.typ.j2", "amendment.md.j2", "amendment.typ.j2"),
        "paper-mail.txt.j2 (sponsor)",
    ),
    OF_PAIR: (
        *("contract.md.j2 (beneficiary)", "contract.typ.j2 (beneficiary)"),
        *("annexes.md.j2 (beneficiary)",),
        *("amendment.md.j2 (beneficiary)", "amendment.typ.j2 (beneficiary)"),
    ),
    BENEFICIARY: (
        "paper-mail.txt.j2 (beneficiary)",
        *("personal-annex.typ.j2", "report-beneficiary.md.j2", "report.typ.j2 (beneficiary)"),
    ),
    AGREED: ("report-sponsor.md.j2", "report.typ.j2 (sponsor)"),
    ATTENDANCE: ("attendance.typ.j2",),
    PAPER: (
        *("quote.typ.j2", "invoice.typ.j2", "mail.txt.j2", "month-mail.txt.j2"),
        *("letter.typ.j2", "letter-mail.txt.j2"),
        *("letter-several.typ.j2", "letter-several-mail.txt.j2"),
    ),
    BOOKS: ("sheet.typ.j2", "archive-notice.txt.j2"),
}
"""The values that templates get, printed or not: the coach's own template may print all of them."""

LINES |= {f"view for {name}": sight for sight, names in VIEWS.items() for name in names}
SCREENS = """
add-objective amend archive attendance cancel-session check-cadence
close contract credit dashboard decline doctor edit end evaluate export init import invoice
list log-session mail new-client new-engagement note pause pay plan prepare quote receive
backup privacy recover remind report reschedule restore set-client set-practice set-terms show sign
templates today undo validate-demand
"""
LINES |= {
    f"{stream} of {name}": COACH for stream in ("stdout", "stderr") for name in SCREENS.split()
}
BARE = {
    "practice/.coach.lock",
    "practice/.gitattributes",
    "practice/.gitignore",
    "phmcoach/coach-trace-{name}.txt",
    ".cache/phmcoach/accepted-files",
    "practice/templates/fr/clauses/25-amendments.md.j2",
    "practice/ledger/head.toml",
    "practice/exports/archives.toml",
    "practice/backup.toml",
    f"{ARCHIVE}registre/head.toml",
    f"{ARCHIVE}SHA256SUMS",
    "told-{ref}.zip!SHA256SUMS",
    f"{ARCHIVE}etats/chiffre-d-affaires-2026.csv",
    f"{ARCHIVE}etats/tva-exigible-2026.csv",
}
"""Outputs without any field of a record: digests, sums, an unchanged clause."""


class Seen(NamedTuple):
    """One output, its line here, and the markers in it that its reader may see."""

    left: Left
    line: str
    open: frozenset[str]


@dataclass
class Kept:
    """The records of a folder, and what each reader may see of them."""

    records: dict[str, Record]
    _seen: dict[tuple[Scene | None, Sight], frozenset[str]] = field(default_factory=dict)

    def keys_for(self, scene: Scene | None, sight: Sight) -> frozenset[str]:
        """Return the markers that an output about one engagement, or about all, may contain."""
        if (scene, sight) not in self._seen:
            own = [] if sight is NOBODY else list(self.records.values())
            if sight not in (COACH, NOBODY) and scene is not None:
                own = [self.records[name] for name in ("practice", scene.client, scene.ref)]
            keys = (open_keys(each, sight) for each in own)
            self._seen[scene, sight] = frozenset().union(*keys)
        return self._seen[scene, sight]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Practice:
    root = tmp_path_factory.mktemp("leaks") / "world"
    root.mkdir()
    with open_world(root) as found:
        walk(found)
    return found


@pytest.fixture(scope="module")
def kept(world: Practice) -> Kept:
    """Read every record of the folder after the walk."""
    found: dict[str, Record] = {
        "practice": load_record(world.folder / "practice.toml", practice.Practice).value
    }
    for path in world.folder.glob("clients/*.toml"):
        found[path.stem] = load_record(path, parties.Client).value
    for path in (*world.folder.glob("engagements/*.toml"), *world.folder.glob("archive/*/*.toml")):
        found[path.stem] = load_record(path, engagements.Engagement).value
    return Kept(found)


@pytest.fixture(scope="module")
def seen(world: Practice, kept: Kept) -> list[Seen]:
    """Return each output with the allowed markers that it contains."""
    abouts = {
        Path(each.name).stem: each.about
        for each in world.left
        if each.name.startswith("practice/ledger/")
    }
    return [
        Seen(left, line, left.keys & kept.keys_for(scene, sight_of(line, scene)))
        for left in world.left
        if (line := line_of(left)) in LINES
        for scene in [scene_of(left, abouts)]
    ]


def line_of(left: Left) -> str:
    """Return the name of an output with placeholders for numbers, days and references."""
    name = re.sub(r"SPECIMEN(-D)?-2026-\d{4}", "{number}", left.name)
    name = re.sub(rf"(?<![a-z-])(?:{'|'.join(PAPERS)})-{{number}}", "{paper}", name)
    name = re.sub(r"A-2026-\d\d", "{contract}", name)
    name = re.sub(r"\d{4}-\d\d-\d\d", "{day}", name)
    name = re.sub(r"(-factures|-invoices)-\d{4}-\d\d-[a-z]+", r"\1-{month}-{client}", name)
    name = re.sub(r"(?<=/)\d{6}(?=\.toml)", "{place}", name)
    name = re.sub(r"(?<=\.undo/)\d{6}", "{kept}", name)
    name = re.sub(r"(?<=clients/)[a-z]+", "{client}", name)
    name = re.sub(r"(?<=given-)([a-z]+-2026\.zip!)(documents|ledger)/.*", r"\1papers", name)
    is_view = "/documents/ledger/" in name
    return name if is_view else re.sub(r"[a-z]+-2026(?!-au|\.csv)", "{ref}", name)


def scene_of(left: Left, abouts: dict[str, str | None]) -> Scene | None:
    """Return the engagement that an output is about; a copy in the archive is about the same.

    An e-mail for a month has the invoices of several.
    """
    about = left.about
    if "!registre/" in left.name:
        about = abouts[left.name.split("/")[-1].split(".")[0]]
    elif about is None and (found := re.search(r"eml!([a-z-]+-SPECIMEN-2026-\d{4})", left.name)):
        about = abouts[found[1]]
    return next((scene for scene in ALL if scene.ref == about), None)


def sight_of(line: str, scene: Scene | None) -> Sight:
    """Return what the reader of an output may see, given what its contract discloses."""
    sight = LINES[line]
    if scene is not None and sight is GIVEN:
        return GIVEN_CLIENT if scene.private else GIVEN_PAIR if scene.pair else GIVEN
    if scene is not None and scene.private and sight.reader is Reader.SPONSOR:
        return BENEFICIARY
    if scene is not None and scene.pair and sight is BENEFICIARY:
        return replace(sight, without=OF_SERVICE)
    if scene is not None and scene.dates_open and sight is ATTENDANCE:
        return Sight(Reader.SPONSOR, SHARED | {"dates_disclosed"})
    if scene is not None and (scene.dates_open or scene.private) and sight is PAPER:
        return LEDGER
    return sight


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Zq12-place-qZ", "à Zq12-place-qZ."),
        ("Zq12-place-qZ", "contrat-zq12_pla.pdf"),
        ("Zq12-place-qZ", "ZQ12\\-PLACE\\-QZ"),
        ("Zq12-place-qZ", "Zq12-\npla"),
        (date(2026, 2, 3), "le 3\u202ffévrier\u00a02026"),
        (date(2026, 2, 3), "mardi 3 février"),
        (date(2026, 8, 1), "1er août 2026"),
        (date(2026, 2, 3), "3 February 2026"),
        (date(2026, 2, 3), "03/02/2026"),
        (date(2026, 2, 3), '"2026-02-03"'),
        (date(2026, 2, 3), ">20260203<"),
        (datetime(2026, 2, 3, 9, 7), "9\u00a0h\u00a007"),  # noqa: DTZ001 - a local time
        (time(9, 7), "09:07"),
        (Decimal("1250.40"), "1\u202f250,40\u202f€"),
        (Decimal("1250.40"), "€1,250.40"),
        (Decimal("137.25"), "137.25"),
        ("a3" * 32, f"sha256 = {'a3' * 32}"),
    ],
)
def test_a_marker_is_found_however_it_is_written(value: object, written: str) -> None:
    assert keys_of(value) & keys_in(written)


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("Zq12-place-qZ", "Zq123-place-qZ"),
        (date(2026, 2, 3), "13 février 2026"),
        (date(2026, 2, 3), "3 février 2027"),
        (time(9, 7), "19:07"),
        (Decimal("137.25"), "1137,25"),
    ],
)
def test_a_marker_is_not_confused_with_another(value: object, written: str) -> None:
    assert not keys_of(value) & keys_in(written)


def test_every_field_of_every_stored_record_holds_a_marker(kept: Kept) -> None:
    stored = set().union(*(fields_of(model) for model in MODELS))
    filled = {name for record in kept.records.values() for name in filled_fields(record)}
    # These are not filled: ids of objectives and sessions, a start that has passed, the number of
    # an association, which no scene has, and the withdrawal of a consumer, who has no sponsor.
    ids = {"Amendment.dropped", "Engagement.removed_sessions", "Client.rna"}
    assert stored - filled == {*ids, "Amendment.start_on", "Outcome.withdrawal"}


def test_every_command_was_run(world: Practice) -> None:
    known = {name for panel in app.PANELS for name in panel.names}
    # `demo` makes its own folder with invented people, `help` reads none, `sync` sends all files.
    assert known - world.commands == {"demo", "help", "sync"}


def test_every_output_has_a_line_and_every_line_an_output(world: Practice) -> None:
    found = {line_of(left) for left in world.left}
    assert (found - LINES.keys(), LINES.keys() - found) == (set(), set())


def test_no_output_shows_what_its_reader_may_not_see(kept: Kept, seen: list[Seen]) -> None:
    fields = {
        key: f"{name}: {path}"
        for name, record in kept.records.items()
        for key, path in all_keys(record).items()
    }
    leaks = {
        (each.line, each.left.about, fields[key])
        for each in seen
        for key in each.left.keys - each.open
        if key in fields
    }
    assert leaks == set()


def test_every_line_meets_a_marker_that_its_reader_may_see(seen: list[Seen]) -> None:
    """A line that never meets a marker would check nothing."""
    met = {each.line for each in seen if each.open}
    assert {line for line in LINES.keys() - met if not line.startswith("std")} == BARE


def test_hidden_fields_that_cannot_be_marked_change_no_paper_for_others(
    world: Practice, tmp_path_factory: pytest.TempPathFactory
) -> None:
    """Turn every hidden level, yes and ground: no paper for a sponsor or accountant changes."""
    root = tmp_path_factory.mktemp("turned") / "world"
    root.mkdir()
    with open_world(root, turned=True) as turned:
        live(turned, SCENES[:1])

    assert {line for line, text in papers_of(turned) ^ papers_of(world)} == set()


def papers_of(world: Practice) -> set[tuple[str, str]]:
    """Return what sponsors and accountants read of two engagements, without its numbering."""
    found = set()
    for left in world.left:
        line = line_of(left)
        scene = next((each for each in (SCENES[0], ENDED) if each.ref == left.about), None)
        sight = sight_of(line, scene)
        if (
            scene
            and left.command not in ("pay", "close")
            and sight.reader
            in (
                Reader.SPONSOR,
                Reader.ACCOUNTING,
            )
        ):
            found.add((line, NUMBERING.sub("", left.text)))
    return found


NUMBERING = re.compile(
    r"<svg.*?</svg>|SPECIMEN(-D)?-2026-\d{4}|Zq\d+-typed-qZ|[0-9a-f]{64}"
    r'|boundary="[^"]*"|^(place|entries|SPECIMEN-(D-)?2026) = \d+',
    re.DOTALL | re.MULTILINE,
)
"""Parts that depend on earlier papers of the folder: numbers, digests."""

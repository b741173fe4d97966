"""Make practices of a given size, in seconds.

The product itself makes the patterns: the demo, and for each past year one engagement from its
demand to the archive, by the commands that a coach types. The other engagements and entries are
copies of these files, with their own references, numbers and places in the ledger. `coach doctor`
finds nothing wrong in them, as a test checks.

    python -m benchmarks.folders FOLDER "10 open"
"""

import os
import re
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import redirect_stderr, redirect_stdout
from hashlib import sha256
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple
from unittest.mock import patch

from benchmarks.sizes import OPEN_ENGAGEMENT, SIZES, TODAY, Size

from phmcoach.cli.app import main
from phmcoach.domain.money.ledger import GENESIS, LedgerHead
from phmcoach.exits import ExitCode
from phmcoach.paper_names import paper_stem
from phmcoach.store.folder import Folder
from phmcoach.store.ledger_chain import render_head

OPEN_ENTRIES = 4
LAST_YEAR = 2025
PER_YEAR = 60
MONTHS = range(1, 6)
ENTRIES_OF_A_LIFE = 2 * len(MONTHS)
SESSIONS = (
    "01-13",
    "01-27",
    "02-10",
    "02-24",
    "03-10",
    "03-24",
    "04-07",
    "04-21",
    "05-12",
    "05-26",
)


class _Entry(NamedTuple):
    """An entry: its year, its text after the place, the number it bills or pays, and its PDF."""

    year: int
    text: str
    number: str
    pdf: Path | None


def make_folder(root: Path, size: Size) -> Path:
    """Make a practice of this size at `root`, which must not exist yet."""
    with TemporaryDirectory(prefix="coach-patterns-") as directory:
        patterns = Path(directory)
        demo = patterns / "demo"
        _coach(TODAY, "demo", str(demo))
        for day in ("2026-06-03", "2026-06-10"):
            paid = ("SPECIMEN-2026-0001", "--on", day, "--amount", "100", "--by", "transfer")
            _coach(TODAY, "-C", str(demo), "pay", *paid)
        root.mkdir(mode=0o700, parents=True)
        shutil.copytree(demo / "clients", root / "clients")
        # Thousands of invoices pass the limits of the franchise, which then bills nothing unasked.
        kept = f'\n[[franchise_kept]]\non = {TODAY}\nreason = "A generated practice."\n'
        practice = (demo / "practice.toml").read_text("utf-8")
        (root / "practice.toml").write_text(practice + kept, "utf-8")
        _copy_open(demo, root, size.open)
        years = {
            LAST_YEAR - before: _live(patterns / str(before), LAST_YEAR - before)
            for before in range(-(-size.archived // PER_YEAR))
        }
        _copy_archived(years, root, size.archived)
        past = list(_past_entries(years, size.entries - OPEN_ENTRIES))
        _write_ledger(Folder(root), [*past[: size.entries - OPEN_ENTRIES], *_entries_of(demo)])
    return root


def _coach(today: str, *words: str) -> str:
    """Run a command in this process, on that day, and return what it prints."""
    printed, said = StringIO(), StringIO()
    with (
        TemporaryDirectory() as cache,
        patch.dict(os.environ, {"COACH_TODAY": today, "COACH_LANG": "en", "XDG_CACHE_HOME": cache}),
        patch.object(sys, "argv", ["coach", *words]),
        redirect_stdout(printed),
        redirect_stderr(said),
    ):
        code = main()
    if code != ExitCode.OK:
        message = f"coach {' '.join(words)} exits with {code}: {said.getvalue()}"
        raise RuntimeError(message)
    return printed.getvalue()


def _live(root: Path, year: int) -> Path:
    """Make a practice whose one engagement was lived in one year: billed, paid, ended, archived."""
    ref, at, end = f"life-{year}", ("-C", str(root)), f"{year}-12-31"
    _coach(
        *(end, "init", str(root), "--name", "Camille Durand", "--siret", "90000000100017"),
        *("--address", "1 rue de l’Exemple", "--postcode", "75000", "--city", "Paris"),
        *("--email", "camille.durand@example.org", "--iban", "FR7699999000010000000000115"),
        *("--bic", "TESTFRPPXXX", "--vat-regime", "franchise"),
    )
    _coach(
        *(end, *at, "new-client", "acme", "--kind", "company-fr", "--name", "Acme SA"),
        *("--siren", "811222330", "--address", "10 avenue des Modèles"),
        *("--postcode", "69000", "--city", "Lyon"),
    )
    _coach(
        *(end, *at, "new-engagement", ref, "--client", "acme", "--beneficiary", "Paul Roux"),
        *("--situation", "delegation", "--received-on", f"{year}-01-05"),
    )
    request = "Apprendre à déléguer."
    _coach(
        *(end, *at, "validate-demand", ref, "--on", f"{year}-01-08"),
        *("--request", request, "--shared-request", request),
    )
    _coach(
        *(
            end,
            *at,
            "add-objective",
            ref,
            "--shared",
            "--statement",
            "Déléguer les dossiers courants.",
        ),
        *("--result", "L’équipe les traite seule.", "--indicator", "Dossiers gardés par semaine."),
    )
    _coach(
        *(end, *at, "set-terms", ref, "--sessions", str(len(SESSIONS)), "--hours", "2"),
        *("--start", f"{year}-01-12", "--months", "6", "--rate", "260"),
    )
    _coach(end, *at, "sign", ref, "--on", f"{year}-01-10")
    for day in SESSIONS:
        _coach(end, *at, "log-session", ref, "--on", f"{year}-{day}")
    for month in MONTHS:
        issued = _coach(f"{year}-{month + 1:02}-01", *at, "invoice", ref, "--yes")
        paid_on = f"{year}-{month + 1:02}-20"
        number = Path(issued.splitlines()[-1]).stem
        _coach(paid_on, *at, "pay", number, "--on", paid_on, "--by", "transfer")
    _coach(end, *at, "end", ref, "--on", f"{year}-06-30", "--by", "coach", "--reason", "Fini.")
    _coach(end, *at, "close", ref, "--on", f"{year}-12-30")
    _coach(end, *at, "archive", ref)
    return root


def _copy_open(demo: Path, root: Path, count: int) -> None:
    """Copy the main engagement of the demo, and `count` - 1 like it of other people, unbilled."""
    (root / "engagements").mkdir()
    for rank in range(count):
        name = f"person-{rank:05d}" if rank else OPEN_ENGAGEMENT
        person = (name, f"Person {rank}") if rank else ("claire-martin", "Claire Martin")
        source = demo / "engagements" / f"{OPEN_ENGAGEMENT}.toml"
        _copy_signed(source, demo, root / "engagements" / f"{name}.toml", root, person, rank)


def _copy_archived(years: Mapping[int, Path], root: Path, count: int) -> None:
    for life in range(count):
        year, rank = LAST_YEAR - life // PER_YEAR, life % PER_YEAR
        source = years[year] / "archive" / str(year) / f"life-{year}.toml"
        path = root / "archive" / str(year) / f"life-{year}-{rank:03d}.toml"
        path.parent.mkdir(parents=True, exist_ok=True)
        person = (f"paul-roux-{life}", "Paul Roux")
        _copy_signed(source, years[year], path, root, person, rank)


def _copy_signed(
    source: Path, practice: Path, path: Path, root: Path, person: tuple[str, str], rank: int
) -> None:
    """Copy an engagement for another person, with its papers and a record that its seal names.

    `person` is their id and their name: the same hours of the same name are billed once. A contract
    has a number of its own: the copy with a `rank` has another one than its source.
    """
    text = _numbered(source.read_text("utf-8"), rank)
    mark = re.compile(r'^id = "(?:claire-martin|paul-roux)"\nname = ".*"$', re.MULTILINE)
    named = f'id = "{person[0]}"\nname = "{person[1]}"'
    for paper in sorted((practice / "documents" / source.stem).iterdir()):
        target = root / "documents" / path.stem / paper.name
        target.parent.mkdir(parents=True, exist_ok=True)
        if paper.name.endswith(".signed.toml"):
            was = paper.read_text("utf-8")
            own = mark.sub(named, _numbered(was, rank))
            own = own.replace(f'reference = "{source.stem}"', f'reference = "{path.stem}"')
            target.write_text(own, "utf-8")
            text = text.replace(_digest(was), _digest(own))
        else:
            _link(str(paper), str(target))
    path.write_text(mark.sub(named, text), "utf-8")


def _numbered(text: str, rank: int) -> str:
    number = rf"\g<1>{100 + rank}" if rank else r"\g<0>"
    return re.sub(r'^(contract_reference = "A-[0-9]{4}-)[0-9]+', number, text, flags=re.MULTILINE)


def _digest(text: str) -> str:
    return sha256(text.encode()).hexdigest()


def _past_entries(years: Mapping[int, Path], count: int) -> Iterator[_Entry]:
    """Yield the entries of as many lives as `count` needs, in the order of their days."""
    lives = -(-count // ENTRIES_OF_A_LIFE)
    for year in sorted(years):
        copies = min(PER_YEAR, lives - (LAST_YEAR - year) * PER_YEAR)
        for entry in _entries_of(years[year]):
            for rank in range(copies):
                yield _of_another(entry, rank, copies)


def _entries_of(practice: Path) -> Iterator[_Entry]:
    for path in sorted((practice / "ledger").glob("*/*.toml")):
        text = path.read_text("utf-8").split("\n", 2)[2]  # without `schema` and `place`
        number = _number_in(text)
        pdf = (
            path.with_name(f"{paper_stem('fr', 'invoice', number)}.pdf")
            if 'kind = "invoice"' in text
            else None
        )
        yield _Entry(int(path.parent.name), text, number, pdf)


def _number_in(text: str) -> str:
    """Return the number of the invoice: its own, or the one that a receipt pays."""
    key = "number" if "\nnumber = " in text else "document"
    return text.split(f'\n{key} = "', 1)[1].split('"', 1)[0]


def _of_another(entry: _Entry, rank: int, copies: int) -> _Entry:
    """Return the entry of the `rank`-th of the engagements that live the same days."""
    series, rank_of_pattern = entry.number.rsplit("-", 1)
    number = f"{series}-{(int(rank_of_pattern) - 1) * copies + rank + 1:04d}"
    text = entry.text.replace(f'"{entry.number}"', f'"{number}"')
    text = text.replace(f'"life-{entry.year}"', f'"life-{entry.year}-{rank:03d}"')
    return entry._replace(text=text, number=number)


def _write_ledger(folder: Folder, entries: list[_Entry]) -> None:
    previous = GENESIS
    last_numbers: dict[str, int] = {}
    for place, entry in enumerate(entries, 1):
        before, _, after = entry.text.partition('previous_sha256 = "')
        text = f'{before}previous_sha256 = "{previous}{after[len(GENESIS) :]}'
        content = f"schema = 1\nplace = {place}\n{text}".encode()
        year = folder.ledger_dir / str(entry.year)
        year.mkdir(parents=True, exist_ok=True)
        (year / f"{place:06d}.toml").write_bytes(content)
        (year / f"{place:06d}.toml").chmod(0o400)
        previous = sha256(content).hexdigest()
        if entry.pdf is not None:
            _link(str(entry.pdf), str(year / f"{paper_stem('fr', 'invoice', entry.number)}.pdf"))
            series, rank = entry.number.rsplit("-", 1)
            last_numbers[series] = int(rank)
    head = LedgerHead(
        schema_version=1, entries=len(entries), last_sha256=previous, last_numbers=last_numbers
    )
    folder.ledger_head.write_bytes(render_head(head))


def _link(source: str, target: str) -> str:
    """Give a file another name; where the file system has no hard links, copy it."""
    try:
        os.link(source, target)
    except OSError:
        shutil.copy2(source, target)
    return target


if __name__ == "__main__":
    make_folder(Path(sys.argv[1]), SIZES[sys.argv[2]])

"""Three years of a practice: each view of each period says what the oracle finds in its files."""

import csv
import io
import json
import shutil
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from tests.cli.years.conftest import YEAR_PERIODS, Lived
from tests.oracle import returns
from tests.oracle.books import Books, Line, Sums, first_day

WORDS = (
    "month",
    "received_on",
    "issued_on",
    "due_on",
    "recorded_on",
    "voucher",
    "invoice",
    "client",
)


def lines_in(shown: Any) -> list[dict[str, object]]:  # noqa: ANN401 - JSON
    """Return the lines of a view, with its amounts as numbers."""
    return [plain(line) for line in shown["lines"]]


def plain(line: Line) -> dict[str, object]:
    """Return what a line says, with its amounts as numbers; -0.00 is 0.00."""
    return {
        name: Decimal(str(value)) if name not in WORDS and is_number(value) else value
        for name, value in line.items()
        if value is not None
    }


def is_number(value: object) -> bool:
    return isinstance(value, str) and value.lstrip("-").replace(".", "").isdigit()


def sums_in(shown: Any) -> dict[tuple[str, date], dict[str, Decimal]]:  # noqa: ANN401 - JSON
    """Return the sums of a view by span and first day."""
    start = date.fromisoformat(shown["from"])
    return {
        (span, start if span == "period" else first_day(on, span)): {
            name: Decimal(amount) for name, amount in total.items() if name not in ("span", "on")
        }
        for total in shown["totals"]
        for span, on in ((total["span"], date.fromisoformat(total["on"])),)
    }


def same_sums(shown: Any, sums: Sums) -> bool:  # noqa: ANN401 - JSON
    """Return whether each sum that a view shows is that of the oracle."""
    return all(
        amount == Decimal(sums.get(key, {}).get(name, 0))
        for key, row in sums_in(shown).items()
        for name, amount in row.items()
    )


def period_of(start: date, end: date) -> tuple[str, ...]:
    return "--from", str(start), "--to", str(end)


def test_the_receipts_book_of_each_period_is_that_of_the_oracle(lived: Lived) -> None:
    for start, end in lived.periods:
        shown = lived.see("--view", "receipts", *period_of(start, end))
        lines, sums = lived.books.receipts(start, end)
        assert lines_in(shown) == list(map(plain, lines)), (start, end)
        assert same_sums(shown, sums), (start, end)


def test_the_sales_book_of_each_period_is_that_of_the_oracle(lived: Lived) -> None:
    for start, end in lived.periods:
        shown = lived.see("--view", "sales", *period_of(start, end))
        lines, sums = lived.books.sales(start, end)
        assert lines_in(shown) == list(map(plain, lines)), (start, end)
        assert same_sums(shown, sums), (start, end)


def test_the_turnover_of_each_period_is_that_of_the_oracle(lived: Lived) -> None:
    for start, end in lived.periods:
        shown = lived.see("--view", "turnover", *period_of(start, end))
        lines, sums = lived.books.turnover(start, end)
        moving = [line for line in lines_in(shown) if any(amounts_of(line))]
        assert moving == list(map(plain, lines)), (start, end)
        assert same_sums(shown, sums), (start, end)


def amounts_of(line: Mapping[str, object]) -> Iterator[Decimal]:
    return (value for value in line.values() if isinstance(value, Decimal))


def test_the_vat_of_each_period_is_that_of_the_oracle_also_in_whole_euros(lived: Lived) -> None:
    for start, end in lived.periods:
        shown = lived.see("--view", "vat", *period_of(start, end))
        lines = list(map(plain, returns.vat_lines(lived.books, start, end)))
        assert lines_in(shown) == lines, (start, end)
        for name in ("base", "vat", "typed_base", "typed_vat", "rounding"):
            whole = sum(Decimal(str(line.get(name, 0))) for line in lines)
            assert [Decimal(total.get(name, 0)) for total in shown["totals"][-1:]] in ([], [whole])


@pytest.mark.parametrize("rhythm", ["monthly", "quarterly"])
def test_each_declaration_to_the_urssaf_is_that_of_the_oracle(
    lived: Lived, rhythm: str, tmp_path: Path
) -> None:
    shutil.copytree(lived.folder, tmp_path / "practice")
    there = ("-C", str(tmp_path / "practice"))
    since = str(date(YEAR_PERIODS[0][0].year, 1, 1))
    lived.coach(*there, "set-practice", "--declaration", rhythm, "--from", since)
    declared = returns.declarations(lived.books, rhythm)
    for start, end in YEAR_PERIODS:
        shown = json.loads(
            lived.coach(
                *there, "ledger", "--view", "declaration", "--year", str(start.year), "--json"
            )
        )
        expected = [plain(line) for day, line in declared.items() if start <= day <= end]
        assert lines_in(shown) == expected
        for name, amount in sums_in(shown)["year", start].items():
            assert amount == sum(Decimal(str(line[name])) for line in expected), name


def test_what_is_unpaid_on_a_day_is_what_the_oracle_finds_in_the_ledger_of_that_day(
    lived: Lived,
) -> None:
    for seen in lived.seen:
        then = Books(lived.books.files.until(seen.entries))
        lines, totals = then.unpaid(seen.on)
        assert by_invoice(lines_in(seen.unpaid)) == by_invoice(map(plain, lines)), seen.on
        (total,) = seen.unpaid["totals"]
        assert {name: total[name] for name in totals} == totals, seen.on


def by_invoice(lines: Any) -> list[dict[str, object]]:  # noqa: ANN401 - an iterator or a list
    return sorted(lines, key=lambda line: (line["invoice"], "owed_to_client" in line))


def test_the_limits_on_a_day_and_what_counts_for_them_are_those_of_the_oracle(
    lived: Lived,
) -> None:
    for seen in lived.seen:
        then = Books(lived.books.files.until(seen.entries))
        assert seen.receipts["limits"] == returns.limits(then, seen.on), seen.on


FIGURES = {
    2025: ("44354.55", "0.00", "25718.42", "0.00", "25718.42"),
    2026: ("58153.30", "3723.42", "13011.63", "1992.53", "15004.16"),
    2027: ("108501.12", "18073.91", "3844.54", "768.94", "4613.48"),
}
"""Of each year: what was received and its VAT, what was invoiced and its VAT."""

VIEWS = {
    "livre-des-recettes": ("receipts", {"Montant": "received", "TVA": "vat"}),
    "journal-des-ventes": ("sales", {"HT": "net", "TVA": "vat", "TTC": "gross"}),
    "chiffre-d-affaires": (
        "turnover",
        {"Encaissé": "turnover_received", "Facturé": "turnover_invoiced"},
    ),
}
"""The statements of an archive, with their columns of amounts."""


def test_the_statements_in_the_archives_add_up_to_the_same(lived: Lived) -> None:
    for start, end in YEAR_PERIODS:
        with ZipFile(lived.archives[start.year]) as archive:
            for name, (view, columns) in VIEWS.items():
                rows = statement(archive, f"etats/{name}-{start.year}.csv")
                _, sums = getattr(lived.books, view)(start, end)
                for column, amount in columns.items():
                    added = sum(number(row.get(column, "0")) for row in rows)
                    assert added == Decimal(sums["year", start][amount]), (start.year, name, column)
            vat = returns.vat_lines(lived.books, start, end)
            rows = statement(archive, f"etats/tva-exigible-{start.year}.csv")
            assert sum(number(row["TVA"]) for row in rows) == sum(
                Decimal(str(line["vat"])) for line in vat
            )


def statement(archive: ZipFile, name: str) -> list[dict[str, str]]:
    text = archive.read(name).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text), delimiter=";"))


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", ".") or 0)


def test_each_entry_of_the_ledger_is_in_the_archive_of_its_year_as_it_is(lived: Lived) -> None:
    books = lived.books
    for start, end in YEAR_PERIODS:
        places = {each.place for each in books.moves if start <= each.on <= end}
        places |= {each.place for each in books.papers if start <= each.issued_on <= end}
        with ZipFile(lived.archives[start.year]) as archive:
            kept = {
                int(Path(name).stem): archive.read(name)
                for name in archive.namelist()
                if name.startswith("registre/") and Path(name).stem.isdigit()
            }
        missing = places - set(kept)
        assert missing == set(), start.year
        for path in lived.folder.glob("ledger/*/*.toml"):
            if path.stem.isdigit() and int(path.stem) in places:
                assert kept[int(path.stem)] == path.read_bytes()


def test_the_papers_bear_the_amounts_that_the_oracle_computes(lived: Lived) -> None:
    for paper in lived.books.papers:
        found = lived.books.files.entries[paper.place - 1]["invoice"]
        (group,) = found["vat"]
        assert (
            (found["total_net"], found["total_vat"], found["total_gross"]),
            (group["category"], group["rate"]),
        ) == ((paper.net, paper.vat, paper.gross), (paper.category, paper.rate)), paper.number


def test_a_contract_deducts_its_own_deposits_and_never_more_than_it_bills(lived: Lived) -> None:
    papers = {
        entry["invoice"]["number"]: entry["invoice"]
        for entry in lived.books.files.entries
        if "invoice" in entry
    }
    joint = [each for each in papers.values() if "contracts" in each and each["type"] == "invoice"]
    assert [len({taken["engagement"] for taken in each["deductions"]}) for each in joint] == [2, 1]
    for paper in joint:
        for engagement in {line["engagement"] for line in paper["lines"]}:
            own = [each for each in paper["deductions"] if each["engagement"] == engagement]
            billed = sum(line["net"] for line in paper["lines"] if line["engagement"] == engagement)
            assert {papers[each["number"]]["engagement"] for each in own} <= {engagement}
            assert sum(each["net"] for each in own) <= billed


def test_the_life_has_each_kind_of_client_paper_and_money(lived: Lived) -> None:
    entries = lived.books.files.entries
    papers = [entry["invoice"] for entry in entries if "invoice" in entry]
    receipts = [entry["receipt"] for entry in entries if "receipt" in entry]
    assert {paper["buyer"]["kind"] for paper in papers} == {
        *("company-fr", "company-eu", "association", "private", "public"),
    }
    assert {line["kind"] for paper in papers for line in paper["lines"]} == {
        *("hours", "reserved", "travel", "package", "instalment"),
    }
    assert {(paper["type"], bool(paper["deductions"])) for paper in papers} == {
        *(("invoice", False), ("invoice", True), ("deposit", False)),
        *(("credit", False), ("credit", True)),
    }
    assert {(receipt["nature"], receipt["direction"]) for receipt in receipts} == {
        *(("opening", "in"), ("fees", "in"), ("fees", "out"), ("other", "in")),
        *(("penalties", "in"), ("indemnity", "in")),
    }
    assert {paper["seller"]["vat_regime"] for paper in papers} == {
        *("franchise", "quarterly", "monthly"),
    }


def test_the_oracle_notices_an_entry_that_is_missing(lived: Lived) -> None:
    files = lived.books.files
    start, end = YEAR_PERIODS[1]
    shown = lived.see("--view", "receipts", *period_of(start, end))
    last = max(each.place for each in lived.books.moves if start <= each.on <= end)
    _, sums = Books(files.until(last - 1)).receipts(start, end)
    assert not same_sums(shown, sums)


def test_the_three_years_add_up_to_the_same_figures_in_both_languages(lived: Lived) -> None:
    found = {}
    for start, end in YEAR_PERIODS:
        (receipts, sales) = (
            sums_in(lived.see("--view", view, *period_of(start, end)))["year", start]
            for view in ("receipts", "sales")
        )
        found[start.year] = (
            *(str(receipts[name]) for name in ("received", "vat")),
            *(str(sales[name]) for name in ("net", "vat", "gross")),
        )
    assert found == FIGURES

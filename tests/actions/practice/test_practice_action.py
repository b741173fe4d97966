from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from tests.actions.conftest import bill, on_day
from tests.builders import billed_ids
from tests.commands import flags_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.contracting import add_objective, set_terms, usual_rate
from phmcoach.actions.contract.demands import new_engagement, validate_demand
from phmcoach.actions.money.invoices import Request, draft
from phmcoach.actions.practice.demo import make_demo
from phmcoach.actions.practice.identifiers import check_identifier
from phmcoach.actions.practice.practice import (
    init_practice,
    new_client,
    set_client,
)
from phmcoach.actions.sessions.recording import log_session, travel_cost
from phmcoach.errors import (
    CoachError,
    ConflictError,
    MissingError,
    Problem,
    RuleRefusedError,
    UsageError,
)
from phmcoach.store.folder import Folder
from phmcoach.value import replace

Signed = Callable[..., Path]


def messages(error: pytest.ExceptionInfo[CoachError]) -> list[str]:
    return [problem.message for problem in error.value.problems]


def begin_another(place: Path) -> None:
    init_practice(
        place,
        name="Autre",
        siret="90000000100017",
        address="x",
        postcode="1",
        city="y",
        email="z@example.org",
        iban="FR7699999000010000000000115",
        bic=None,
        vat_regime="franchise",
    )


def test_a_practice_is_never_made_over_another(context: Context) -> None:
    with pytest.raises(ConflictError) as refused:
        begin_another(context.folder.root)
    assert messages(refused) == ["practice.exists"]


def test_a_practice_is_never_made_over_one_whose_file_has_another_name(context: Context) -> None:
    file = context.folder.practice_file
    file.rename(file.with_name("practice-DESKTOP-AB12.toml"))
    with pytest.raises(MissingError) as refused:
        begin_another(context.folder.root)
    assert messages(refused) == ["store.practice-misnamed"]


def test_git_changes_no_line_end_of_a_new_practice(tmp_path: Path) -> None:
    given = {
        "name": "Camille Durand",
        "siret": "90000000100017",
        "address": "1 rue X",
        "postcode": "75000",
        "city": "Paris",
        "email": "a@example.org",
        "iban": "FR7699999000010000000000115",
        "bic": None,
    }
    init_practice(tmp_path / "new", vat_regime="franchise", **given)  # type: ignore[arg-type]  # as typed
    assert (tmp_path / "new" / ".gitattributes").read_bytes() == b"* -text\n"
    (tmp_path / "own").mkdir()
    (tmp_path / "own" / ".gitattributes").write_bytes(b"*.pdf -text\n")
    init_practice(tmp_path / "own", vat_regime="franchise", **given)  # type: ignore[arg-type]  # as typed
    assert (tmp_path / "own" / ".gitattributes").read_bytes() == b"*.pdf -text\n* -text\n"


def test_a_demo_folder_issues_specimens_whatever_the_clock(
    context: Context, signed: Signed
) -> None:
    signed()
    log_session(context, ref="martin", on=date(2026, 1, 13))
    practice = context.folder.practice_file
    text = practice.read_text("utf-8").replace('language = "fr"', 'language = "fr"\ndemo = true')
    practice.write_text(text, "utf-8")
    issued = bill(context, ref="martin")
    assert (issued.number, issued.invoice.specimen) == ("SPECIMEN-2026-0001", True)


def test_sessions_after_the_date_of_an_invoice_are_never_on_it(
    context: Context, signed: Signed
) -> None:
    signed()
    for on in (date(2026, 1, 13), date(2026, 2, 10)):
        log_session(context, ref="martin", on=on)
    january = on_day(context, date(2026, 1, 31))
    early = draft(january, Request("martin", through=date(2026, 6, 1)))
    assert [billed_ids(each) for each in early.invoices] == [{"s1"}]


@pytest.mark.parametrize(
    ("on", "message"),
    [
        (date(2026, 1, 1), "gate.validated-before-received"),
        (date(2026, 6, 16), "gate.in-the-future"),
    ],
)
def test_a_demand_is_validated_between_its_reception_and_today(
    context: Context, open_demand: Callable[[str], Path], on: date, message: str
) -> None:
    path = open_demand("martin-2026")
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as refused:
        validate_demand(context, ref="martin", on=on, request="Ma place.")
    assert messages(refused) == [message]
    assert path.read_bytes() == before


def test_a_demand_names_a_profile_and_a_client_that_exist(context: Context) -> None:
    with pytest.raises(UsageError) as refused:
        new_engagement(
            context,
            ref="x",
            client="acme",
            beneficiary="A",
            situations=["other"],
            profile="long",
        )
    assert messages(refused) == ["profile.unknown"]
    with pytest.raises(MissingError):
        new_engagement(context, ref="x", client="nobody", beneficiary="A", situations=["other"])
    assert list(context.folder.engagements_dir.iterdir()) == []


def test_a_second_engagement_of_a_person_needs_a_justification(
    signed: Signed, open_demand: Callable[..., Path]
) -> None:
    signed("martin-2026")
    with pytest.raises(RuleRefusedError) as refused:
        open_demand("martin-bis", beneficiary_id="martin-2026", received_on=date(2026, 6, 1))
    assert flags_of(refused.value.problems) == ['--justification "…"']
    open_demand(
        "martin-bis",
        beneficiary_id="martin-2026",
        received_on=date(2026, 6, 1),
        justification="Nouvelle fonction.",
    )


def test_a_renewal_is_found_after_the_name_of_the_person_was_corrected(
    context: Context, open_demand: Callable[..., Path]
) -> None:
    open_demand("first", beneficiary="Lea Durant", received_on=date(2026, 1, 2))
    validate_demand(
        context, ref="first", on=date(2026, 1, 5), request="X.", beneficiary="Lea Durand"
    )
    with pytest.raises(RuleRefusedError) as refused:
        open_demand("second", beneficiary="Léa Durand", received_on=date(2026, 6, 1))
    assert messages(refused) == ["gate.renewal-without-justification"]


def test_a_company_has_the_rate_of_the_rate_card_and_a_person_has_none(
    context: Context, open_demand: Callable[..., Path]
) -> None:
    open_demand("company")
    new_client(context, ref="hugo", kind="private", name="Hugo Petit", details={})
    open_demand("person", client="hugo", beneficiary="Hugo Petit")
    rates = [usual_rate(context, ref=ref, on=date(2026, 6, 1)) for ref in ("company", "person")]
    assert [str(rate) for rate in rates] == ["260.00", "None"]
    terms = set_terms(
        context, ref="company", sessions=12, minutes=120, start_on=date(2026, 6, 1), months=6
    )
    assert str(terms.hourly_rate) == "260.00"
    with pytest.raises(UsageError) as refused:
        set_terms(
            context, ref="person", sessions=12, minutes=120, start_on=date(2026, 6, 1), months=6
        )
    assert messages(refused) == ["terms.no-rate"]


def test_an_objective_in_two_lines_is_kept_as_typed(
    context: Context, open_demand: Callable[[str], Path]
) -> None:
    path = open_demand("martin-2026")
    add_objective(context, ref="martin", statement="Un.\nDeux.", result="R", indicator="I")
    assert "Un.\\nDeux." in path.read_text("utf-8") or "Un.\nDeux." in path.read_text("utf-8")


def test_changing_nothing_of_a_client_is_refused(context: Context) -> None:
    with pytest.raises(UsageError) as refused:
        set_client(context, ref="acme", details={"city": None})
    assert messages(refused) == ["client.nothing-given"]


def test_a_travel_cost_has_a_label_of_one_line() -> None:
    with pytest.raises(UsageError) as refused:
        travel_cost(Decimal(10), "Train\nTaxi")
    (reported,) = refused.value.problems
    assert reported.args["option"] == "--travel-label"
    assert isinstance(problem := reported.args["problem"], Problem)
    assert problem.message == "shape.several-lines"


@pytest.mark.parametrize(
    ("kind", "text", "message"),
    [
        ("siret", "90000000100018", "shape.bad-siret"),
        ("iban", "FR00", "shape.bad-iban"),
        ("bic", "X", "shape.bad-bic"),
        ("vat-number", "FR00900000001", "shape.bad-vat-number"),
    ],
)
def test_an_identifier_is_checked_as_it_is_typed(kind: str, text: str, message: str) -> None:
    with pytest.raises(UsageError) as refused:
        check_identifier(kind, text)  # type: ignore[arg-type]  # drawn from the closed list
    assert messages(refused) == [message]
    assert check_identifier("siret", "900 000 001 00017") == "90000000100017"


def test_every_file_is_readable_only_by_its_owner(context: Context, tmp_path: Path) -> None:
    demo = replace(context, folder=Folder(tmp_path / "demo"))
    make_demo(demo)
    modes = {
        (path.is_dir(), path.stat().st_mode & 0o777)
        for root in (context.folder.root, demo.folder.root)
        for path in (root, *root.rglob("*"))
    }
    assert modes == {(True, 0o700), (False, 0o600), (False, 0o400)}


def test_a_second_demand_is_not_validated_in_the_words_and_on_the_days_of_the_first(
    context: Context, signed: Signed, open_demand: Callable[..., Path]
) -> None:
    signed("martin-2026")
    path = open_demand("martin-bis", beneficiary_id="martin-2026", justification="Autre poste.")
    before = path.read_bytes()
    validate = partial(validate_demand, context, ref="martin-bis", on=date(2026, 1, 5))
    with pytest.raises(RuleRefusedError) as refused:
        validate(request="Trouver ma place.")
    assert messages(refused) == ["engagement.two-files"]
    assert path.read_bytes() == before
    validate(request="Tenir mon poste.")

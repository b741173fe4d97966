"""The papers of a contract, and the two forms that an organisation may choose."""

import re
import tomllib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import partial
from pathlib import Path

import pytest
from tests.actions.conftest import ADDRESS, TODAY, on_day
from tests.commands import command_of, flags_of

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend
from phmcoach.actions.contract.amendment_keys import PartyChange
from phmcoach.actions.contract.contracting import BillingTerms, add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.papers import write_contract
from phmcoach.actions.contract.signed_files import read_signed_files
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.contract.taking_back import take_back_validation
from phmcoach.actions.money.quotes import QuoteRequest, accept_quote, issue_quote
from phmcoach.actions.practice.doctor import examine
from phmcoach.actions.practice.practice import new_client
from phmcoach.errors import RuleRefusedError, UsageError
from phmcoach.words import Conclusion, Party

OpenDemand = Callable[..., Path]
TERMS = {"sessions": 12, "minutes": 120, "start_on": date(2026, 1, 12), "months": 6}


def prepare(context: Context, open_demand: OpenDemand, client: str = "acme") -> Path:
    path = open_demand("roche-2026", client=client)
    validate_demand(context, ref="roche", on=date(2026, 1, 5), request="Ma place.")
    for personal in (False, True):
        add_objective(
            context, ref="roche", statement="A", result="B", indicator="C", personal=personal
        )
    return path


def test_a_pair_is_two_contracts_and_the_personal_annex(
    context: Context, open_demand: OpenDemand
) -> None:
    path = prepare(context, open_demand)
    set_terms(context, ref="roche", contract="pair", **TERMS)  # type: ignore[arg-type]  # tests choose

    papers = write_contract(context, ref="roche")

    assert tomllib.loads(path.read_text("utf-8"))["terms"]["contract"] == "pair"
    assert [each.name for each in papers.paths] == [
        "contrat-prestation-roche-2026.pdf",
        "contrat-beneficiaire-roche-2026.pdf",
        "annexe-personnelle-roche-2026.pdf",
    ]
    assert all(each.read_bytes().startswith(b"%PDF") for each in papers.paths)
    assert examine(context).is_healthy


def test_an_earlier_paper_of_another_form_is_reported_and_left_alone(
    context: Context, open_demand: OpenDemand
) -> None:
    prepare(context, open_demand)
    set_terms(context, ref="roche", **TERMS)  # type: ignore[arg-type]  # tests choose
    old = [path.name for path in write_contract(context, ref="roche").paths]
    set_terms(context, ref="roche", contract="pair", **TERMS)  # type: ignore[arg-type]  # as above

    papers = write_contract(context, ref="roche")

    left = ["choix-du-beneficiaire-roche-2026.pdf", "contrat-roche-2026.pdf"]
    assert old == [left[1], "annexe-personnelle-roche-2026.pdf", left[0]]
    assert [(each.message, each.args) for each in papers.warnings] == [
        ("documents.paper-left", {"names": left})
    ]
    assert all((papers.paths[0].parent / name).exists() for name in left)


def test_the_choices_of_a_contract_that_was_signed_are_no_paper_of_another_form(
    context: Context, open_demand: OpenDemand
) -> None:
    prepare(context, open_demand)
    set_terms(context, ref="roche", **TERMS)  # type: ignore[arg-type]  # tests choose
    write_contract(context, ref="roche")
    sign(context, ref="roche", on=date(2026, 2, 2), party="coach")
    assert write_contract(context, ref="roche").warnings == ()
    sign(context, ref="roche", on=date(2026, 2, 2))
    assert write_contract(context, ref="roche").warnings == ()


def test_three_parties_are_the_default_and_need_no_key(
    context: Context, open_demand: OpenDemand
) -> None:
    path = prepare(context, open_demand)
    set_terms(context, ref="roche", contract="pair", **TERMS)  # type: ignore[arg-type]  # tests choose
    set_terms(context, ref="roche", contract="three-party", **TERMS)  # type: ignore[arg-type]  # as above

    assert "contract" not in tomllib.loads(path.read_text("utf-8"))["terms"]


@pytest.mark.parametrize("kind", ["pair", "three-party"])
def test_a_private_client_cannot_choose_the_form_of_contract(
    context: Context, open_demand: OpenDemand, kind: str
) -> None:
    new_client(context, ref="roche", kind="private", name="Anne Roche", details=ADDRESS)
    path = prepare(context, open_demand, client="roche")
    before = path.read_bytes()

    with pytest.raises(RuleRefusedError) as refused:
        set_terms(context, ref="roche", contract=kind, rate=Decimal(90), **TERMS)  # type: ignore[arg-type]  # as above

    assert [problem.message for problem in refused.value.problems] == ["terms.private-contract"]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("place", "message"),
    [
        (BillingTerms(concluded="at-distance"), "terms.concluded-organisation"),
        (BillingTerms(concluded="off-premises"), "terms.small-company-unsaid"),
        (
            BillingTerms(concluded="on-premises", small_company=True),
            "terms.small-company-elsewhere",
        ),
    ],
)
def test_the_place_of_an_organisation_only_matters_off_the_premises_where_its_size_does(
    context: Context, open_demand: OpenDemand, place: BillingTerms, message: str
) -> None:
    path = prepare(context, open_demand)
    before = path.read_bytes()
    with pytest.raises(RuleRefusedError) as refused:
        set_terms(context, ref="roche", billing=place, **TERMS)  # type: ignore[arg-type]  # as above
    assert [each.message for each in refused.value.problems] == [message]
    assert path.read_bytes() == before


@pytest.mark.parametrize(
    ("place", "kept"),
    [
        (BillingTerms(concluded="off-premises", small_company=True), ("off-premises", True)),
        (BillingTerms(small_company=True), ("off-premises", True)),
        (BillingTerms(concluded="off-premises", small_company=False), ("off-premises", None)),
        (BillingTerms(concluded="on-premises", small_company=False), (None, None)),
    ],
)
def test_the_terms_say_where_an_organisation_signs_and_that_it_is_small(
    context: Context,
    open_demand: OpenDemand,
    place: BillingTerms,
    kept: tuple[Conclusion | None, bool | None],
) -> None:
    path = prepare(context, open_demand)
    set_terms(context, ref="roche", billing=place, **TERMS)  # type: ignore[arg-type]  # as above
    terms = tomllib.loads(path.read_text("utf-8"))["terms"]
    assert (terms.get("concluded"), terms.get("small_company")) == kept


def test_the_terms_name_another_client_until_someone_signs(
    context: Context, open_demand: OpenDemand
) -> None:
    new_client(context, ref="roche", kind="private", name="Anne Roche", details=ADDRESS)
    path = prepare(context, open_demand)
    set_terms(context, ref="roche", contract="pair", **TERMS)  # type: ignore[arg-type]  # as above
    set_terms(context, ref="roche", client="roche", rate=Decimal(90), **TERMS)  # type: ignore[arg-type]  # as above
    written = tomllib.loads(path.read_text("utf-8"))
    assert (written["client"], "contract" in written["terms"]) == ("roche", False)
    assert examine(context).is_healthy
    with pytest.raises(RuleRefusedError) as refused:
        amend(context, ref="roche", on=TODAY, parties=PartyChange(client="acme"))
    assert [command_of(each) for each in refused.value.problems] == [
        "coach set-terms roche-2026 --client acme"
    ]
    sign(context, ref="roche", on=date(2026, 1, 10), party="coach")
    with pytest.raises(RuleRefusedError, match=r"terms\.partly-signed"):
        set_terms(context, ref="roche", client="acme", **TERMS)  # type: ignore[arg-type]  # as above


def test_the_client_who_accepted_a_quote_stays_until_that_is_taken_back(
    context: Context, open_demand: OpenDemand
) -> None:
    new_client(context, ref="roche", kind="private", name="Anne Roche", details=ADDRESS)
    prepare(context, open_demand)
    set_terms(context, ref="roche", **TERMS)  # type: ignore[arg-type]  # as above
    issue_quote(context, QuoteRequest("roche"))
    accept_quote(context, name="roche", on=TODAY)
    with pytest.raises(RuleRefusedError) as refused:
        set_terms(context, ref="roche", client="roche", rate=Decimal(90), **TERMS)  # type: ignore[arg-type]  # as above
    assert [command_of(each) for each in refused.value.problems] == [
        "coach quote roche-2026 --accept --take-back"
    ]


def test_the_day_of_a_demand_is_corrected_with_its_validation(
    context: Context, open_demand: OpenDemand
) -> None:
    path = prepare(context, open_demand)
    take_back_validation(context, ref="roche")
    right, on = date(2026, 1, 4), date(2026, 1, 5)
    validate_demand(context, ref="roche", on=on, request="Ma place.", received_on=right)
    assert tomllib.loads(path.read_text("utf-8"))["demand"]["received_on"] == right
    take_back_validation(context, ref="roche")
    with pytest.raises(RuleRefusedError, match=r"gate\.validated-before-received"):
        validate_demand(
            context, ref="roche", on=on, request="Ma place.", received_on=date(2026, 1, 6)
        )


def test_the_name_of_the_beneficiary_and_the_id_made_of_it_are_corrected_with_the_validation(
    context: Context, open_demand: OpenDemand
) -> None:
    path = prepare(context, open_demand)
    take_back_validation(context, ref="roche")
    known = tomllib.loads(path.read_text("utf-8"))["beneficiary"]
    on = date(2026, 1, 5)
    validate_demand(context, ref="roche", on=on, request="Ma place.", beneficiary="Anne Rocher")
    corrected = tomllib.loads(path.read_text("utf-8"))["beneficiary"]
    assert corrected == known | {"name": "Anne Rocher", "id": "anne-rocher"}


def test_a_pair_written_by_hand_for_a_private_client_is_refused_and_reported(
    context: Context, open_demand: OpenDemand
) -> None:
    new_client(context, ref="roche", kind="private", name="Anne Roche", details=ADDRESS)
    path = prepare(context, open_demand, client="roche")
    set_terms(context, ref="roche", rate=Decimal(90), **TERMS)  # type: ignore[arg-type]  # tests choose
    text = path.read_text("utf-8").replace("notice_hours", 'contract = "pair"\nnotice_hours')
    path.write_text(text, "utf-8")

    with pytest.raises(RuleRefusedError) as refused:
        write_contract(context, ref="roche")

    assert [problem.message for problem in refused.value.problems] == ["gate.pair-private"]
    found = [finding.message for finding in examine(context).findings]
    assert found == ["gate.pair-private"]
    assert not context.folder.documents_dir("roche-2026").exists()


def test_a_small_company_asks_that_sessions_begin_at_once_as_the_sponsor(
    context: Context, open_demand: OpenDemand
) -> None:
    path = prepare(context, open_demand)
    billing = BillingTerms(concluded="off-premises", small_company=True)
    set_terms(context, ref="roche", billing=billing, **TERMS)  # type: ignore[arg-type]  # as above
    asked = partial(sign, context, ref="roche", on=date(2026, 1, 10), express_request=True)
    with pytest.raises(UsageError):
        asked(party="beneficiary")
    assert asked(party="sponsor").parties == ("sponsor",)
    signatures = tomllib.loads(path.read_text("utf-8"))["signatures"]
    assert signatures == dict.fromkeys(("sponsor", "express_request_on"), date(2026, 1, 10))


def test_the_client_signs_and_asks_in_one_command_that_sessions_begin_at_once(
    context: Context, open_demand: OpenDemand
) -> None:
    new_client(context, ref="petit", kind="private", name="Hugo Petit", details=ADDRESS)
    path = prepare(context, open_demand, client="petit")
    day = date(2026, 1, 10)

    def ask(party: Party | None = None) -> tuple[Party, ...]:
        return sign(context, ref="roche", on=day, party=party, express_request=True).parties

    def signatures() -> dict[str, date]:
        found: dict[str, date] = tomllib.loads(path.read_text("utf-8")).get("signatures", {})
        return found

    def offer(concluded: Conclusion) -> None:
        billing = BillingTerms(concluded=concluded)
        set_terms(context, ref="roche", rate=Decimal(120), billing=billing, **TERMS)  # type: ignore[arg-type]  # tests choose

    def refused() -> list[str]:
        with pytest.raises(RuleRefusedError) as error:
            ask()
        return [problem.message for problem in error.value.problems]

    assert refused() == ["gate.no-terms"]
    offer("on-premises")
    assert refused() == ["sign.no-withdrawal"]
    offer("at-distance")
    with pytest.raises(UsageError):
        ask("coach")
    assert signatures() == {}
    assert ask("beneficiary") == ("beneficiary",)
    assert signatures() == {"beneficiary": day, "express_request_on": day}
    assert ask() == ("coach",)
    assert ask() == ()
    assert signatures() == {"coach": day, "beneficiary": day, "express_request_on": day}
    assert examine(context).is_healthy


@pytest.fixture
def asking(context: Context, open_demand: OpenDemand) -> Path:
    """Return the file of a private client's contract at a distance, ready to be signed."""
    new_client(context, ref="petit", kind="private", name="Hugo Petit", details=ADDRESS)
    path = prepare(context, open_demand, client="petit")
    billing = BillingTerms(concluded="at-distance")
    set_terms(context, ref="roche", rate=Decimal(120), billing=billing, **TERMS)  # type: ignore[arg-type]  # tests choose
    return path


def test_the_first_express_request_stays_if_it_is_recorded_again(
    context: Context, asking: Path
) -> None:
    first, later = date(2026, 1, 10), date(2026, 1, 14)
    sign(context, ref="roche", on=first, express_request=True)
    sign(on_day(context, later), ref="roche", on=later, express_request=True)
    signatures = tomllib.loads(asking.read_text("utf-8"))["signatures"]
    assert signatures["express_request_on"] == first


def test_a_scan_with_the_express_request_seals_a_contract_that_has_no_seal(
    context: Context, asking: Path, tmp_path: Path
) -> None:
    day = date(2026, 1, 10)
    sign(context, ref="roche", on=day)
    text = asking.read_text("utf-8")
    asking.write_text(re.sub(r"(?s)\[seal\].*?(?=\n\[|\Z)", "", text), "utf-8")
    (context.folder.documents_dir("roche-2026") / "contract.signed.toml").unlink()
    scan = tmp_path / "page.jpg"
    scan.write_bytes(b"\xff\xd8\xff")

    given = read_signed_files((), (scan,))
    sign(context, ref="roche", on=day, express_request=True, given=given)

    assert "record" in tomllib.loads(asking.read_text("utf-8"))["seal"]
    assert examine(context).findings == ()


def test_no_scan_is_attached_with_the_express_request_to_a_contract_that_was_changed(
    context: Context, asking: Path, tmp_path: Path
) -> None:
    day = date(2026, 1, 10)
    sign(context, ref="roche", on=day)
    text = asking.read_text("utf-8")
    asking.write_text(text.replace("hourly_rate = 120", "hourly_rate = 130"), "utf-8")
    scan = tmp_path / "page.jpg"
    scan.write_bytes(b"\xff\xd8\xff")

    given = read_signed_files((), (scan,))
    with pytest.raises(RuleRefusedError, match=r"seal\.contract-changed"):
        sign(context, ref="roche", on=day, express_request=True, given=given)


def test_a_broken_bound_names_what_is_typed_otherwise(
    context: Context, open_demand: OpenDemand
) -> None:
    prepare(context, open_demand)
    with pytest.raises(RuleRefusedError) as refused:
        set_terms(context, ref="roche", **TERMS | {"sessions": 30, "minutes": 20})  # type: ignore[arg-type]  # tests choose
    assert [each.message for each in refused.value.problems] == [
        "bounds.sessions",
        "bounds.session-length",
    ]
    assert flags_of(refused.value.problems) == ["--sessions N", "--hours H"]

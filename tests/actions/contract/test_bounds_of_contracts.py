"""Pydantic checks the bounds wherever a contract is set, printed, changed or signed."""

from collections.abc import Callable
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from tests.actions.conftest import TODAY

from phmcoach.actions.context import Context
from phmcoach.actions.contract.amending import amend, sign_amendment
from phmcoach.actions.contract.amendment_keys import TermsChange
from phmcoach.actions.contract.contracting import add_objective, set_terms
from phmcoach.actions.contract.demands import validate_demand
from phmcoach.actions.contract.overview import show_engagement
from phmcoach.actions.contract.papers import write_amendment, write_contract
from phmcoach.actions.contract.signing import sign
from phmcoach.actions.practice.doctor import examine
from phmcoach.domain.base import Record
from phmcoach.domain.contract import bounds
from phmcoach.domain.shape.validation import validate
from phmcoach.errors import RuleRefusedError

OpenDemand = Callable[..., Path]
DAY = date(2026, 1, 10)


@pytest.fixture
def agreed(context: Context, open_demand: OpenDemand) -> Path:
    """Return the file of an engagement whose contract lacks terms and signatures."""
    path = open_demand("martin-2026")
    validate_demand(context, ref="martin", on=date(2026, 1, 5), request="Trouver ma place.")
    add_objective(context, ref="martin", statement="Déléguer.", result="Fait.", indicator="Un.")
    return path


def agree(context: Context) -> None:
    start, rate = date(2026, 1, 12), Decimal(260)
    set_terms(context, ref="martin", sessions=12, minutes=120, start_on=start, months=6, rate=rate)


@pytest.mark.usefixtures("agreed")
def test_pydantic_checks_the_bounds_of_every_contract_that_is_made(
    context: Context, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked: list[str] = []
    steps: dict[str, Callable[[], object]] = {
        "set-terms": lambda: agree(context),
        "contract": lambda: write_contract(context, ref="martin"),
        "sign": lambda: sign(context, ref="martin", on=DAY),
        "show": lambda: show_engagement(context, ref="martin"),
        "amend": lambda: amend(
            context, ref="martin", on=TODAY, terms=TermsChange(sessions=14, months=5)
        ),
        "contract --amendment": lambda: write_amendment(context, ref="martin", number=1),
        "sign --amendment": lambda: sign_amendment(context, ref="martin", number=1, on=TODAY),
        "doctor": lambda: examine(context),
    }
    for name, step in steps.items():

        def check(kind: type[Record], data: object, name: str = name) -> Record:
            checked.append(name)
            return validate(kind, data)

        monkeypatch.setattr(bounds, "validate", check)
        step()
    assert checked == [name for name in steps if name not in ("show", "doctor")]


@pytest.mark.parametrize("step", [sign, write_contract])
def test_terms_that_were_edited_by_hand_are_refused_with_every_broken_bound(
    context: Context, agreed: Path, step: Callable[..., object]
) -> None:
    agree(context)
    text = agreed.read_text("utf-8")
    edited = text.replace("\nsessions = 12\n", "\nsessions = 4\n")
    agreed.write_text(edited.replace("session_minutes = 120", "session_minutes = 20"), "utf-8")
    options = {"on": DAY} if step is sign else {}
    with pytest.raises(RuleRefusedError) as refused:
        step(context, ref="martin", **options)
    assert [each.message for each in refused.value.problems] == [
        "bounds.sessions",
        "bounds.session-length",
        "bounds.sessions-per-month",
    ]

"""Checks and defaults of the questions about a new practice."""

from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from phmcoach.actions.practice.identifiers import (
    check_identifier,
    propose_vat_number,
    read_own_vat_number,
)
from phmcoach.actions.practice.practice import refuse_known_practice
from phmcoach.cli.shell.kinds import AMOUNT, TEXT
from phmcoach.domain.records.practice import DEFAULT_RATES
from phmcoach.errors import UsageError
from phmcoach.remedy import quote_word
from phmcoach.words import CompanyForm

if TYPE_CHECKING:
    from phmcoach.cli.shell.prompts import Asking
    from phmcoach.cli.shell.state import CliState


def check_folder(answer: str) -> str:
    """Return the folder of a new practice; refuse one that has a practice."""
    refuse_known_practice(Path(answer))
    return answer


def usual_rate() -> Decimal:
    """Return the price of an hour for an organisation, without VAT, of the offer."""
    return DEFAULT_RATES[0].hourly


def ask_vat_number(ask: "Asking", given: str | None, siret: str) -> str:
    """Return the practice's VAT number, by default the one that its SIRET leads to."""
    usual = None if given else propose_vat_number(siret)
    check = partial(read_own_vat_number, siret)
    return ask.text("--vat-number", given, default=usual, check=check)


def ask_policy(
    ask: "Asking", state: "CliState", insurer: str | None, policy: str | None
) -> str | None:
    """Return the number of an insurer's policy; the answer may be left for later.

    Raises UsageError for a policy of no insurer.
    """
    if insurer is None and policy is not None:
        explained = state.tr.text("option.insurer")
        raise UsageError.of("usage.missing", label="--insurer", help=explained)
    if insurer is None:
        return None
    line = partial(check_identifier, "line")
    if not state.interactive:
        return ask.text("--policy", policy, check=line)
    return ask.optional("--policy", TEXT, policy, question="ask.policy", read=line)


def say_put_off(state: "CliState", directory: str, insurer: str | None, policy: str | None) -> None:
    """Say what records an insurer without the number of the policy, which is not recorded."""
    if insurer is not None and policy is None:
        state.out.say("said.insurer-later", directory=directory, insurer=quote_word(insurer))


def ask_company(
    ask: "Asking",
    form: CompanyForm,
    capital: Decimal | None,
    rcs: str | None,
    represented_by: str | None,
    title: str | None,
) -> dict[str, object]:
    """Return what the papers of a company state."""
    line = partial(check_identifier, "line")
    capital = ask.value("--capital", AMOUNT, capital, example="1000")
    return {
        "form": form,
        "capital": capital if capital % 1 else int(capital),
        "rcs": ask.text("--rcs", rcs, check=line),
        "represented_by": ask.text("--represented-by", represented_by, check=line),
        "title": ask.text("--title", title, check=line),
    }

"""The cadence check of one engagement or of all."""

from collections.abc import Sequence
from datetime import date

from phmcoach.actions.context import Context
from phmcoach.actions.money.invoiced import Invoiced
from phmcoach.actions.opening import (
    Opened,
    open_all,
    open_practice,
    read_engagement,
    report_other_files,
)
from phmcoach.domain.cadence.report import CadenceReport, assess_cadence
from phmcoach.domain.contract.gates import demand_warnings
from phmcoach.errors import Problem, about
from phmcoach.store.folder import Listing
from phmcoach.value import Value
from phmcoach.words import State


class Checked(Value):
    """The cadence of one engagement on a day, and other warnings about it."""

    ref: str
    beneficiary: str
    state: State
    report: CadenceReport
    warnings: tuple[Problem, ...] = ()


class Check(Value):
    """The cadence of each engagement that could be read, and the problems of other files."""

    checked: tuple[Checked, ...]
    problems: tuple[Problem, ...] = ()
    refused: bool = False


def check_cadence(context: Context, *, refs: Sequence[str] = ()) -> Check:
    """Check the named engagements, or every one of the folder that is not closed."""
    practice = open_practice(context.folder, context.known)
    invoiced = Invoiced(context.folder, context.known)
    problems: tuple[Problem, ...] = ()
    refused = False
    if refs:
        listing = Listing(context.folder)
        opened = [
            read_engagement(context.folder, ref, practice, context.known, listing) for ref in refs
        ]
        copies = (report_other_files(listing, each, "warning") for each in opened)
        problems = tuple(problem for found in copies for problem in found)
    else:
        everything = open_all(context.folder, practice, known=context.known)
        opened = [each for each in everything.opened if _is_open(each, context.today)]
        problems, refused = everything.problems, everything.refused
    checked = tuple(
        Checked(
            ref=each.ref,
            beneficiary=each.case.beneficiary.name,
            state=each.state(context.today),
            report=assess_cadence(each.case, habits=practice.cadence, as_of=context.today),
            warnings=about(each.ref, demand_warnings(each.case)),
        )
        for each in (found.with_billed(invoiced.of(found)) for found in opened)
    )
    return Check(checked, (*problems, *invoiced.damage), refused)


def _is_open(opened: Opened, as_of: date) -> bool:
    return opened.state(as_of) not in ("closed", "declined")

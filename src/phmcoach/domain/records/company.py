"""The facts that papers state of a company; an entrepreneur of their own name has none."""

from typing import Annotated

from phmcoach.domain.base import ACCOUNTING, Line, Money, Record
from phmcoach.domain.values.marks import Limits
from phmcoach.words import CompanyForm


class Company(Record):
    """A company of one member: its papers state form, capital and register (C. com. R123-237).

    `rcs` is the town of the register of companies, `title` what the person who represents the
    company is called: gérante, président.
    """

    form: Annotated[CompanyForm, ACCOUNTING]
    capital: Annotated[Money, Limits(gt=0), ACCOUNTING]
    rcs: Annotated[Line, ACCOUNTING]
    represented_by: Annotated[Line, ACCOUNTING]
    title: Annotated[Line, ACCOUNTING]


def printed_name(name: str, company: Company | None) -> str:
    """Return a name as on every paper: "EI" follows that of a sole trader (C. com. R526-27)."""
    return f"{name} EI" if company is None else name

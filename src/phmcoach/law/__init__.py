"""The law that ships with the program, as dated TOML files beside this module."""

from decimal import Decimal
from functools import cache
from pathlib import Path

import tomli

from phmcoach.domain.records.law import Law
from phmcoach.domain.shape.accepted import build_accepted

_FILES = ("vat", "mentions", "limits", "rates", "filing", "late-payment", "durations", "duties")


@cache
def load_law() -> Law:
    """Read the dated law data, which a test validates: an error in it is a bug in coach."""
    here = Path(__file__).parent
    data: dict[str, object] = {}
    for name in _FILES:
        data |= tomli.loads(here.joinpath(f"{name}.toml").read_text("utf-8"), parse_float=Decimal)
    return build_accepted(Law, data)

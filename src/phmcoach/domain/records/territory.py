"""Where a client is, as far as VAT asks: in France, overseas, in the Union or outside of it."""

from collections.abc import Iterator

from phmcoach.domain.records.parties import Client
from phmcoach.domain.records.practice import Practice
from phmcoach.errors import Problem

# fmt: off
UNION = frozenset(
    ("AT", "BE", "BG", "CY", "CZ", "DE", "DK", "EE", "ES", "FI", "FR", "GR", "HR", "HU",
     "IE", "IT", "LT", "LU", "LV", "MT", "NL", "PL", "PT", "RO", "SE", "SI", "SK")
)
# fmt: on
"""The member states since 2021, by ISO 3166 (directive 2006/112/EC, art. 5)."""


def is_overseas(postcode: str) -> bool:
    """Whether a French postcode is of an overseas department or territory (97…, 98…)."""
    return postcode.startswith(("97", "98"))


def territory_problems(client: Client, ref: str) -> Iterator[Problem]:
    """Yield why a client's place keeps him from being billed; nothing where it is unknown."""
    if client.address is None:
        return
    country, postcode = client.address.country, client.address.postcode
    named: dict[str, object] = {"name": client.name, "country": country}
    if country not in UNION:
        yield Problem("gate.client-outside-eu", named, ref=ref)
    elif client.kind == "company-eu" and country == "FR":
        yield Problem("gate.client-in-france", named, ref=ref)
    elif client.kind in ("company-fr", "public") and country != "FR":
        yield Problem("gate.client-of-another-country", named, ref=ref)
    elif client.kind in ("company-fr", "public") and is_overseas(postcode):
        yield Problem("gate.client-overseas", {"name": client.name, "postcode": postcode})
    if client.kind == "company-eu" and country in UNION - {"FR"} and client.vat_number:
        prefix = "EL" if country == "GR" else country
        if not client.vat_number.startswith(prefix):
            args = named | {"prefix": prefix, "vat_number": client.vat_number}
            yield Problem("gate.vat-number-of-another-country", args, ref=ref)


def practice_problems(practice: Practice) -> Iterator[Problem]:
    """Yield why the coach's own place keeps him from billing: overseas, VAT has other rates.

    In franchise there is none, wherever he is (CGI 293 B, 294, 296).
    """
    postcode = practice.address.postcode
    if practice.vat_regime != "franchise" and is_overseas(postcode):
        yield Problem("gate.practice-overseas", {"postcode": postcode})

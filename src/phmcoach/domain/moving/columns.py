"""Which column of a coach's own sheet holds what, by its heading in French or English."""

import re
from collections.abc import Mapping, Sequence

from phmcoach.typed_words import fold
from phmcoach.value import Value
from phmcoach.words import Import

Headings = Mapping[str, tuple[str, ...]]
"""The headings that a key may have, as `plain_heading` returns them."""

HEADINGS: Mapping[Import, Headings] = {
    "clients": {
        "ref": ("reference", "ref", "code-client"),
        "name": ("name", "client", "nom", "raison-sociale", "societe", "organisation", "company"),
        "kind": ("kind", "type", "genre", "type-de-client"),
        "siren": ("siren", "n-siren"),
        "siret": ("siret", "n-siret"),
        "vat_number": ("vat-number", "tva", "n-tva", "numero-de-tva", "tva-intracommunautaire"),
        "street": ("address", "adresse", "street", "rue"),
        "postcode": ("postcode", "code-postal", "cp"),
        "city": ("city", "ville"),
        "country": ("country", "pays"),
        "email": ("email", "e-mail", "mail", "courriel", "adresse-e-mail"),
        "contact": ("contact", "interlocuteur"),
        "contact_role": ("contact-role", "fonction-du-contact"),
    },
    "engagements": {
        "ref": ("reference", "ref", "engagement", "accompagnement"),
        "client": ("client", "organisation", "societe", "company"),
        "beneficiary": ("beneficiary", "beneficiaire", "coachee", "coache", "nom", "name"),
        "role": ("role", "fonction", "poste"),
        "email": ("email", "e-mail", "mail", "courriel", "adresse-e-mail"),
        "received_on": ("received-on", "demande-recue-le", "date-de-la-demande", "demande"),
        "situations": ("situation", "situations"),
        "profile": ("profile", "profil"),
        "already_held": ("already-held", "already", "seances-deja-tenues", "deja-tenues"),
    },
    "sessions": {
        "ref": ("engagement", "accompagnement", "reference", "ref"),
        "on": ("date", "on", "jour", "day", "date-de-la-seance"),
        "at": ("hour", "heure", "at", "time"),
        "minutes": ("length", "duree", "hours", "heures", "duree-h"),
        "kind": ("type", "kind", "mode"),
        "status": ("status", "statut"),
        "earlier_invoice": ("invoice", "facture", "n-facture", "billed-on", "facturee-sur"),
    },
}
"""The headings of each sheet by what they hold; the first one that fits a key is taken."""

NEEDED: Mapping[Import, tuple[str, ...]] = {
    "clients": ("name",),
    "engagements": ("client", "beneficiary", "received_on"),
    "sessions": ("ref", "on"),
}
"""What a row cannot do without."""


class Columns(Value):
    """The place of each known key, the headings that are not understood, the keys that are missing.

    A heading that names what another column holds already is not understood either.
    """

    places: Mapping[str, int]
    unknown: tuple[str, ...]
    missing: tuple[str, ...]


def plain_heading(text: str) -> str:
    """Return a heading without accents, marks and capitals: « N° SIREN » is n-siren."""
    return re.sub("[^a-z0-9]+", "-", fold(text)).strip("-")


def match_columns(what: Import, headings: Sequence[str]) -> Columns:
    """Find the keys of a sheet in its headings, in any order."""
    places: dict[str, int] = {}
    unknown: list[str] = []
    for place, heading in enumerate(headings):
        key = next((each for each in _keys_named(what, heading) if each not in places), None)
        if key is not None:
            places[key] = place
        elif plain_heading(heading):
            unknown.append(heading)
    missing = tuple(key for key in NEEDED[what] if key not in places)
    return Columns(places, tuple(unknown), missing)


def name_column(what: Import, titles: Mapping[str, str], option: str) -> str:
    """Return the title of the column that holds what an option sets: for `--email`, « Courriel ».

    If the sheet has none, it is a title that it could have; what no column holds stays an option.
    """
    keys = _keys_named(what, option)
    return titles.get(keys[0], plain_heading(option)) if keys else option


def _keys_named(what: Import, heading: str) -> list[str]:
    """Return the keys that a heading may name."""
    plain = plain_heading(heading)
    return [key for key, names in HEADINGS[what].items() if plain in names]

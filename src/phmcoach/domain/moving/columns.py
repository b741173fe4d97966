"""The columns of a coach's own sheet, known by their heading in French or English."""

import re
from collections.abc import Mapping, Sequence

from phmcoach.typed_words import fold
from phmcoach.value import Value
from phmcoach.words import Import

Headings = Mapping[str, tuple[str, ...]]
"""The headings that a key may have, as `plain_heading` returns them."""

_NAMES = ("name", "nom", "raison-sociale", "societe", "organisation", "company")
_MAIL = ("email", "e-mail", "mail", "courriel", "adresse-e-mail")

_CLIENT: Headings = {
    "kind": ("kind", "type", "genre", "type-de-client", "client-kind"),
    "siren": ("siren", "n-siren"),
    "siret": ("siret", "n-siret"),
    "vat_number": ("vat-number", "tva", "n-tva", "numero-de-tva", "tva-intracommunautaire"),
    "street": ("address", "adresse", "street", "rue"),
    "postcode": ("postcode", "code-postal", "cp"),
    "city": ("city", "ville"),
    "country": ("country", "pays"),
    "contact": ("contact", "interlocuteur"),
    "contact_role": ("contact-role", "fonction-du-contact"),
}
"""What a sheet says of a client, besides its reference, its name and its address of e-mail."""

_DEMAND: Headings = {
    "ref": ("reference", "ref", "engagement", "accompagnement"),
    "client": ("client", "organisation", "societe", "company"),
    "beneficiary": ("beneficiary", "beneficiaire", "coachee", "coache", "nom", "name"),
    "role": ("role", "fonction", "poste"),
    "email": _MAIL,
    "received_on": ("received-on", "demande-recue-le", "date-de-la-demande", "demande"),
    "situations": ("situation", "situations"),
    "profile": ("profile", "profil"),
    "already_held": ("already-held", "already", "seances-deja-tenues", "deja-tenues"),
}

_CONTRACT: Headings = {
    "request": ("request", "demande-personnelle", "sa-demande", "demande-du-beneficiaire"),
    "validated_on": ("validated-on", "demande-validee-le", "validee-le", "validation"),
    "objective": ("objective", "objectif", "statement"),
    "result": ("result", "resultat", "resultat-attendu", "expected-result"),
    "indicator": ("indicator", "indicateur"),
    "sessions": ("sessions", "seances", "nombre-de-seances", "seances-prevues", "nb-seances"),
    "session_minutes": ("session-length", "duree-d-une-seance", "heures-par-seance"),
    "start_on": ("start", "debut", "date-de-debut", "start-on"),
    "end_on": ("end", "fin", "date-de-fin", "end-on"),
    "months": ("months", "mois", "duree-en-mois", "nombre-de-mois"),
    "rate": ("rate", "tarif", "tarif-horaire", "taux-horaire", "prix-de-l-heure"),
    "signed_on": ("signed-on", "signe-le", "contrat-signe-le", "signature"),
    "evaluated_on": ("evaluated-on", "evalue-le", "evaluation", "date-du-bilan"),
    "changed": ("changed", "ce-qui-a-change", "bilan"),
    "closed_on": ("closed-on", "clos-le", "cloture-le", "cloture"),
}
"""What a sheet says of a contract, to its end; nothing else makes a validation or a signature."""

_SESSION: Headings = {
    "on": ("date", "on", "jour", "day", "date-de-la-seance"),
    "at": ("hour", "heure", "at", "time"),
    "minutes": ("length", "duree", "hours", "heures", "duree-h"),
    "kind": ("type", "kind", "mode"),
    "status": ("status", "statut"),
    "earlier_invoice": ("invoice", "facture", "n-facture", "billed-on", "facturee-sur"),
}

OF_CLIENT = "client_"
"""What the name of a client's key begins with in a sheet of everything."""

HEADINGS: Mapping[Import, Headings] = {
    "clients": {
        "ref": ("reference", "ref", "code-client"),
        "name": ("client", *_NAMES),
        **_CLIENT,
        "email": _MAIL,
    },
    "engagements": {**_DEMAND, **_CONTRACT},
    "sessions": {"ref": _DEMAND["ref"][2:] + _DEMAND["ref"][:2], **_SESSION},
    "all": {
        **_DEMAND,
        **_CONTRACT,
        **_SESSION,
        **{OF_CLIENT + key: names for key, names in _CLIENT.items()},
        OF_CLIENT + "kind": _CLIENT["kind"][3:],
        OF_CLIENT + "email": (
            "client-email",
            "client-e-mail",
            "courriel-du-client",
            "e-mail-du-client",
        ),
    },
}
"""The headings of each sheet by what they hold; the first one that fits a key is taken."""

OF_ENGAGEMENT = frozenset(key for key in HEADINGS["all"] if key not in _SESSION)
"""What the rows of one engagement say once: another row may leave its cell empty."""

NEEDED: Mapping[Import, tuple[str, ...]] = {
    "clients": ("name",),
    "engagements": ("client", "beneficiary", "received_on"),
    "sessions": ("ref", "on"),
    "all": ("beneficiary", "received_on"),
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

"""The names of countries, as papers print them: a postal address ends in a word, not in a code."""

from collections.abc import Mapping

from phmcoach.words import Language

_NAMES: Mapping[str, Mapping[Language, str]] = {
    code: {"fr": french, "en": english}
    for code, french, english in (
        ("AT", "Autriche", "Austria"),
        ("BE", "Belgique", "Belgium"),
        ("BG", "Bulgarie", "Bulgaria"),
        ("CH", "Suisse", "Switzerland"),
        ("CY", "Chypre", "Cyprus"),
        ("CZ", "Tchéquie", "Czechia"),
        ("DE", "Allemagne", "Germany"),
        ("DK", "Danemark", "Denmark"),
        ("EE", "Estonie", "Estonia"),
        ("ES", "Espagne", "Spain"),
        ("FI", "Finlande", "Finland"),
        ("FR", "France", "France"),
        ("GB", "Royaume-Uni", "United Kingdom"),
        ("GR", "Grèce", "Greece"),
        ("HR", "Croatie", "Croatia"),
        ("HU", "Hongrie", "Hungary"),
        ("IE", "Irlande", "Ireland"),
        ("IT", "Italie", "Italy"),
        ("LT", "Lituanie", "Lithuania"),
        ("LU", "Luxembourg", "Luxembourg"),
        ("LV", "Lettonie", "Latvia"),
        ("MC", "Monaco", "Monaco"),
        ("MT", "Malte", "Malta"),
        ("NL", "Pays-Bas", "Netherlands"),
        ("PL", "Pologne", "Poland"),
        ("PT", "Portugal", "Portugal"),
        ("RO", "Roumanie", "Romania"),
        ("SE", "Suède", "Sweden"),
        ("SI", "Slovénie", "Slovenia"),
        ("SK", "Slovaquie", "Slovakia"),
    )
}
"""The Union, whose companies can be billed, and the neighbours of France."""


def name_country(code: str, language: Language) -> str:
    """Return the name of a country, or its code if it is not known here."""
    return _NAMES[code][language] if code in _NAMES else code

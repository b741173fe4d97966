"""References that are made of names."""

import pytest

from phmcoach.references import is_reference, name_reference


@pytest.mark.parametrize(
    ("name", "made"),
    [
        ("Société Générale", "societe-generale"),
        ("Compagnie générale d’électricité de Bourgogne", "compagnie-generale-d-electricite-de"),
        ("A" * 70, "a" * 40),
        ("Hôpital Saint-Jean-de-Dieu de Villefranche", "hopital-saint-jean-de-dieu-de"),
        ("日本", ""),
    ],
)
def test_a_reference_has_the_first_whole_words_of_a_name(name: str, made: str) -> None:
    assert name_reference(name) == made
    assert not made or is_reference(f"{made}-2")

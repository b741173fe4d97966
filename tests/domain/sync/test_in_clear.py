"""What a remote will hold in clear is named before anything is sent."""

from phmcoach.domain.sync.in_clear import InClear, find_in_clear


def test_each_file_is_counted_in_its_part_and_the_others_are_named() -> None:
    found = find_in_clear(
        (
            *(".gitattributes", ".gitignore", "practice.toml", "later.toml"),
            *("clients/acme.toml", "engagements/martin-2026.toml", "archive/2025/x-2025.toml"),
            *("documents/martin-2026/contrat.pdf", "documents/perso/lettre.odt"),
            *("ledger/head.toml", "ledger/writer.toml", "ledger/2026/000001.toml"),
            *("ledger/2026/facture-F-2026-0001.pdf", "notes/keys.toml", "notes/identity.age"),
            *("notes/martin-2026/2026-02-03.age", "exports/calendar.toml", "mots de passe.txt"),
        )
    )
    assert found == InClear(
        {
            "practice": 2,
            "clients": 1,
            "engagements": 2,
            "documents": 2,
            "ledger": 1,
            "notes": 2,
        },
        ("exports/calendar.toml", "mots de passe.txt"),
    )
    assert found.locked == 2


def test_a_practice_without_notes_has_none_that_are_locked() -> None:
    assert find_in_clear(("practice.toml",)).locked == 0

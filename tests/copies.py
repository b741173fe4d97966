"""The names that people, systems and synchronising programs give to a copy of a file."""

COPIES = {
    "Dropbox": "{ref} (conflicted copy 2026-06-01).toml",
    "Dropbox in French": "{ref} (Copie en conflit de PC-de-Camille 2026-06-01).toml",
    "Syncthing": "{ref}.sync-conflict-20260601-120000-ABCDEFG.toml",
    "OneDrive": "{ref}-DESKTOP-AB12.toml",
    "Finder": "{ref} 2.toml",
    "a browser": "{ref} (1).toml",
    "Explorer in French": "{ref} - Copie.toml",
    "a desktop in French": "Copie de {ref}.toml",
    "an office program": "~{ref}.toml",
    "an editor": "{ref}.toml~",
    "a system without small letters": "{big}.TOML",
}
"""Eleven names of copies that are no references, by what makes them."""


def copy_names(ref: str) -> tuple[str, ...]:
    """Return the names of copies of a record's file."""
    return tuple(name.format(ref=ref, big=ref.upper()) for name in COPIES.values())

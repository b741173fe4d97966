"""Write the table of docs/wheels.md: which wheels an installation gets, system by system.

    python tools/write_wheels_page.py

It asks the package index through `uv`, which resolves for systems other than this one.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[1]
PAGE = ROOT / "docs" / "wheels.md"
VERSIONS = ("3.11", "3.12", "3.13", "3.14")
SYSTEMS = (
    ("Windows 10 and 11 (x86-64)", "x86_64-pc-windows-msvc", ""),
    ("macOS 13 or newer, Intel", "x86_64-apple-darwin", "13.0"),
    ("macOS 14 or newer, Apple", "aarch64-apple-darwin", "14.0"),
    ("Linux, glibc 2.28 (x86-64)", "x86_64-manylinux_2_28", ""),
    ("Linux, glibc 2.28 (ARM)", "aarch64-manylinux_2_28", ""),
)
COMPILED = (
    *("lxml", "markupsafe", "pikepdf", "pillow", "pydantic-core", "pyrage", "python-calamine"),
    *("tomli", "typst"),
)
"""The libraries whose wheels are made for one system; all others are pure Python."""

BEGIN, END = "<!-- table -->\n", "<!-- end of the table -->\n"


def main() -> None:
    """Write the table into the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(BEGIN)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{BEGIN}{render_table()}{END}{after}", encoding="utf-8")


def render_table() -> str:
    """Return a row for each system; a version that differs between Pythons fails the command."""
    lines = [f"| system | {' | '.join(COMPILED)} |", f"|---|{'---|' * len(COMPILED)}"]
    for title, platform, oldest in SYSTEMS:
        found = {version: resolve(platform, version, oldest) for version in VERSIONS}
        first = found[VERSIONS[0]]
        if different := [version for version in VERSIONS if found[version] != first]:
            sys.exit(f"{title}: other wheels for Python {', '.join(different)}")
        lines.append(f"| {title} | {' | '.join(first[name] for name in COMPILED)} |")
    return "\n".join(lines) + "\n"


def resolve(platform: str, python: str, oldest_macos: str) -> dict[str, str]:
    """Return the version of each library that has a wheel; fail if one has none."""
    done = subprocess.run(  # noqa: S603 - our own list of words
        [
            *("uv", "pip", "compile", "--quiet", "--only-binary", ":all:", "--no-header"),
            *("--no-annotate", "--python-platform", platform, "--python-version", python),
            ROOT / "pyproject.toml",
        ],
        env={**os.environ, **({"MACOSX_DEPLOYMENT_TARGET": oldest_macos} if oldest_macos else {})},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        sys.exit(f"{platform}, Python {python}: {done.stderr}")
    pins = (line.partition("==") for line in done.stdout.splitlines() if "==" in line)
    found = {name: version.partition(" ")[0] for name, _, version in pins}
    return {name: found[name] for name in COMPILED}


if __name__ == "__main__":
    main()

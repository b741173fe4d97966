"""Write the picture of an invoice that the README shows, from a practice of `coach demo`.

python tools/write_invoice_picture.py
"""

import os
import subprocess
import sys
import tempfile
from pathlib import Path

import pypdfium2

PICTURE = Path(__file__).parents[1] / "docs" / "images" / "invoice.png"
TODAY = "2026-06-15"
WIDTH = 900
"""In pixels: the text can be read, and the file is small."""


def main() -> None:
    """Make a practice, and draw the first page of its first invoice."""
    with tempfile.TemporaryDirectory() as place:
        practice = Path(place) / "essai"
        subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-m", "phmcoach", "demo", practice],
            env={**os.environ, "COACH_TODAY": TODAY, "COACH_LANG": "fr"},
            stdout=subprocess.DEVNULL,
            check=True,
        )
        invoice = min(practice.glob("ledger/*/facture-*.pdf"))
        page = pypdfium2.PdfDocument(invoice)[0]
        drawn = page.render(scale=WIDTH / page.get_width(), may_draw_forms=False)
        drawn.to_pil().quantize(64).save(PICTURE, optimize=True)


if __name__ == "__main__":
    main()

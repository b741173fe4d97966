"""Keep a practice: back it up, and bring it back."""

"""The practice itself: its records, its health, its templates."""

"""Values that know nothing of coaching: money, VAT, months, pauses, identifiers."""

"""General values that do not depend on coaching: money, VAT, months, pauses, identifiers."""

"""Quotes, invoices, payments and the ledger."""

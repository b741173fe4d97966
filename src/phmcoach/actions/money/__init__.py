"""Quotes, invoices, payments and reminders."""

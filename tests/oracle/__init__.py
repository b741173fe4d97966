"""The books of a practice, computed a second time from its files, by nothing but Python itself.

This package was written from docs/money.md and from the law, not from the program, and an
import-linter contract keeps `phmcoach` out of it. It trusts what a coach typed (terms, sessions,
deposits, payments) and which deposits a paper deducts. The rest is computed again: the amounts of
each paper, the VAT in each receipt, and what the books and the declarations add up to.
"""

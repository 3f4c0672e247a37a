"""The ledger: a taxonomy is the fold of its changes. Pure.

It knows labels, changes and how one taxonomy differs from another. It does not know documents, teachers,
runs or where anything is kept.
"""

"""A taxonomy on its way out: one version of it in the forms in which people and programs keep such lists. Pure.

It knows labels, their history and the forms. It does not know files, documents or where anything is kept.
"""

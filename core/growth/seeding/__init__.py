"""A given list of labels to start from: a file in, seeds out. Pure.

It knows the forms in which people keep such lists: tables, texts with indentation, JSON, SKOS. It does not know what
becomes of the labels.
"""

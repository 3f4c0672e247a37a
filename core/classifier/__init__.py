"""Light classifiers: trained on labelled documents, measured against people's labels, bundled to travel. Pure.

It knows texts, label ids and numbers. It does not know teachers, runs or where anything is kept.
"""

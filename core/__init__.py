"""Everything but the screens: from a heap of text to a taxonomy, labels and a classifier.

Read in this order: taxonomy (the ledger), corpus, teachers, growth, labelling, agreement, classifier (pure
stages); then store (what is remembered) and work (the runs that join them). Nothing here knows Streamlit.
"""

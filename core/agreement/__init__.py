"""How far judges agree, and what a sample says about the whole. Pure: numpy and scipy.

It knows judgements as plain labels, side by side. It does not know who judged, documents' texts, taxonomies or
where anything is kept; labelling/pairs.py decides which judgements may be compared at all.
"""

"""Advice on labels that are there: what a teacher would have people change, and why.

Five questions: better wording, labels that overlap, labels that hide several topics, labels for what is uncovered, and
rules for pairs that are taken for one another. Each is answered by the offline teacher and by a language model, always
as remedies that a person accepts, changes or declines one by one. Knows no store and no pages.
"""

"""Phase two: judgements of documents, what they mean after edits, and which of them train and which measure. Pure.

It knows verdicts (a teacher's) and annotations (a person's) and follows the ledger to say what they mean now. It
does not know how a teacher comes to a verdict, where anything is kept, or what a classifier does with a row.
"""

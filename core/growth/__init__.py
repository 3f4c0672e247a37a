"""Phase one: grow a taxonomy from documents, a minibatch at a time. Pure but for the teacher it is given.

It knows documents, taxonomies and teachers. It does not know where changes are kept or who is watching.
"""

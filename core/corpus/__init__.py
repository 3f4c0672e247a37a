"""Files in, documents out. Pure: bytes come in, nothing is kept.

It knows file formats, columns and duplicates. It does not know projects, labels or where documents go.
"""

"""Teachers: whatever can propose labels and assign them.

protocol.py is all that the rest of the house knows; connection.py is the only file that knows openai; offline.py needs
neither key nor network. None of them knows the store: what has to be remembered is given to them.
"""

"""The work itself: pure stages joined to teachers and the store, in parts that may be repeated without harm.

settings.py says what can be asked for, requests.py writes it down, stages.py knows how each is done; worker.py
does it durably in a process of its own, here.py in this one. It does not know pages.
"""

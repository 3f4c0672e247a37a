"""What the command line does, a file a command. Each calls the same functions as the pages.

A command says on standard error what it is doing, writes files, and answers its exit code: 0 done, 2 bad input,
3 partial and resumable. It does not parse arguments; __main__.py does.
"""

"""Which version of TnT Studio this is."""

from importlib.metadata import version

VERSION = version("tnt-studio")

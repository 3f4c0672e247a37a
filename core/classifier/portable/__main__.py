"""`python -m portable texts.csv` does what `python predict.py texts.csv` does."""

import sys

from .command import main

sys.exit(main())

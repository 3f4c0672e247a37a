"""Label texts with this classifier: python predict.py texts.csv --out labels.csv (needs Python 3.11+ and NumPy).

In a bundle this file stands beside the folder `portable`, which does the work.
"""

import runpy

if __name__ == "__main__":
    runpy.run_module("portable", run_name="__main__", alter_sys=True)

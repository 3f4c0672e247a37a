"""The worker that an app keeps beside itself: it leaves when its standard input ends, which is when the app does."""

import os

from core.work.stages import STAGES
from core.work.worker import work_forever

if __name__ == "__main__":
    work_forever(os.environ, STAGES, with_parent=True)

"""A worker that asks a busy teacher no second time: python -m tests.faults.impatient"""

import os

from core.work.stages import STAGES
from core.work.worker import work_forever

if __name__ == "__main__":
    work_forever(os.environ, STAGES, pauses=())

"""An app that does nothing but keep a worker that counts: python -m tests.faults.small_app"""

import asyncio
import os
import sys

from core.work.supervise import a_worker


async def main():
    async with a_worker(os.environ, (sys.executable, "-m", "tests.faults.counted", "--with-parent")):
        await asyncio.sleep(3600)


if __name__ == "__main__":
    asyncio.run(main())

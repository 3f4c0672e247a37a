"""`tnt app`: serve the app and open it in the browser."""

import os
import sys
from pathlib import Path

APP = Path(__file__).resolve().parents[2] / "app.py"


def app(port: int) -> int:
    """Become the server, so that stopping this process stops it. Settings come from .streamlit/config.toml."""
    os.chdir(APP.parent)
    sys.stderr.write(f"TnT Studio is starting at http://127.0.0.1:{port}. Stop it with Ctrl+C.\n")
    sys.stderr.flush()
    arguments = [sys.executable, "-m", "streamlit", "run", str(APP), "--server.port", str(port)]
    os.execv(sys.executable, arguments)

"""The shape of the house: the README's tree, the size of files, the rules of who may import whom."""

import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
ROOMS = ("core", "pages", "prompts", "benchmarks")


def kept_files() -> set[str]:
    """Files of the rooms that the README shows one by one."""
    found = (
        path for room in ROOMS for path in (ROOT / room).rglob("*") if path.suffix in {".py", ".md", ".js", ".css"}
    )
    return {str(path.relative_to(ROOT)) for path in found if path.name != "__init__.py"}


def drawn_files() -> set[str]:
    """Files in the README's annotated tree, each with the folders it is indented under."""
    block = re.search(r"```\n(app\.py.*?)```", (ROOT / "README.md").read_text(encoding="utf-8"), re.DOTALL)
    assert block, "the README has a tree that begins with app.py"
    folders: list[str] = []
    found = set()
    for line in block.group(1).splitlines():
        drawn = re.match(r"( *)(\S+)", line)
        if drawn is None:
            continue
        depth = len(drawn.group(1)) // 2
        folders = folders[:depth]
        name = drawn.group(2)
        if name.endswith("/"):
            folders.append(name.rstrip("/"))
        else:
            found.add("/".join([*folders, name]))
    return found


def test_the_readme_draws_every_file_of_the_house_and_no_other():
    drawn, kept = drawn_files(), kept_files()
    in_rooms = {path for path in drawn if path.split("/")[0] in ROOMS}
    assert kept - in_rooms == set(), "in the house, not in the README"
    assert in_rooms - kept == set(), "in the README, not in the house"
    assert {path for path in drawn if not (ROOT / path).exists()} == set()


def test_no_file_of_the_house_is_longer_than_three_hundred_lines():
    long = {
        str(path.relative_to(ROOT)): lines
        for room in ("core", "pages")
        for path in (ROOT / room).rglob("*.py")
        if (lines := len(path.read_text(encoding="utf-8").splitlines())) > 300
    }
    assert long == {}


def test_every_file_says_what_it_is():
    silent = [
        str(path.relative_to(ROOT))
        for path in [ROOT / "app.py", *(ROOT / "core").rglob("*.py"), *(ROOT / "pages").rglob("*.py")]
        if not path.read_text(encoding="utf-8").startswith('"""')
    ]
    assert silent == []


def test_locked_requirements_name_versions_and_hashes_and_no_address():
    for name in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / name).read_text(encoding="utf-8")
        assert "://" not in text
        pinned = [line for line in text.splitlines() if line and not line.startswith((" ", "#"))]
        assert pinned
        assert all("==" in line for line in pinned)
        assert text.count("--hash=sha256:") >= len(pinned)


def test_the_lock_holds_everything_the_project_asks_for():
    asked = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    lock = (ROOT / "requirements.lock").read_text(encoding="utf-8").casefold()
    for requirement in asked["dependencies"]:
        name = re.split(r"[<>=\[ ]", requirement)[0].casefold()
        assert re.search(rf"^{re.escape(name)}==", lock, re.MULTILINE), name


@pytest.mark.parametrize(
    "command",
    [["ruff", "check", "."], ["ruff", "format", "--check", "."], ["lint-imports"], ["mypy"]],
    ids=["lint", "format", "imports", "types"],
)
def test_the_code_keeps_its_own_rules(command):
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run([tool, *command[1:]], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr

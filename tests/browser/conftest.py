"""The app and a browser for it: Chromium as Debian packages it, everything on this machine."""

import os
import shutil

import pytest
from playwright.sync_api import expect, sync_playwright

from tests.browser.driving import PATIENCE, opened
from tests.browser.serving import served

NAMES = ("chromium", "chromium-browser", "google-chrome")
ARGUMENTS = [
    "--no-sandbox",  # CI is root in a container
    "--disable-gpu",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
]


@pytest.fixture(scope="session")
def chromium():
    """Where the browser is. Tests skip without one, unless TNT_REQUIRE_BROWSER says that there has to be one."""
    path = next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        message = "There is no Chromium on this machine: install the package chromium to run the browser tests."
        if os.environ.get("TNT_REQUIRE_BROWSER") == "1":
            pytest.fail(message)
        pytest.skip(message)
    return path


@pytest.fixture(scope="module")
def browser(chromium):
    """Closed with each module, because Playwright's event loop would stand in the way of other tests' own."""
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """The app's data folder."""
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def app(chromium, folder):
    """The address of the real app, with its worker, on an empty workspace."""
    with served(folder) as address:
        yield address


@pytest.fixture(scope="module")
def tab(browser, app):
    """A tab of Ana, whom her browser remembers.

    One for all pages of a module, because a new tab costs Chromium three times what the next page in the same one does.
    """
    with opened(browser, app, "Ana") as tab:
        yield tab

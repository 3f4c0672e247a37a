"""A tab of a real browser, driven the way a person does: by what is written on things, waiting for what comes."""

import re
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import expect

from pages.parts.place import NAME_COOKIE

PATIENCE = 45_000  # milliseconds; a page takes one or two seconds, a busy machine many more
IDLE = '[data-testid="stApp"][data-test-script-state="notRunning"][data-test-connection-state="CONNECTED"]'
HARMLESS = (  # what a browser may complain about without anything being wrong
    r"404 .*/\w+/_stcore/(health|host-config)$",  # on a deep link Streamlit asks below the page first, then at the root
)

STILL = Path(__file__).with_name("still.js").read_text()


class Tab:
    """One open tab. It keeps what the browser complains of, and what it asks of other machines."""

    def __init__(self, page, address):
        self.page = page
        self.address = address
        self.complaints = []
        self.asked_elsewhere = []
        page.set_default_timeout(PATIENCE)
        page.on("console", self.hear)
        page.on("pageerror", lambda error: self.complain(str(error)))
        page.on("request", lambda request: self.look_where(request.url))

    def hear(self, message):
        if message.type == "error":
            self.complain(f"{message.text} at {message.location['url']}")

    def complain(self, text):
        if not any(re.search(harmless, text) for harmless in HARMLESS):
            self.complaints.append(text)

    def look_where(self, url):
        if urlsplit(url).scheme in ("http", "https", "ws", "wss") and urlsplit(url).hostname != "127.0.0.1":
            self.asked_elsewhere.append(url)

    def heard(self):
        """What there was to complain of since this was last asked, with what was asked of other machines."""
        found = [*self.complaints, *self.asked_elsewhere]
        self.complaints.clear()
        self.asked_elsewhere.clear()
        return found

    def open(self, path=""):
        self.page.goto(f"{self.address}/{path}")
        self.wait()

    def wait(self):
        """Until the server has drawn everything it was asked to draw."""
        self.page.wait_for_selector(IDLE)

    def settled(self):
        """Until nothing moves any more: no script runs, nothing loads, and everything is where it was."""
        self.wait()
        self.page.wait_for_function(STILL)

    def at(self, title):
        """Until the page with this title is drawn."""
        expect(self.page.get_by_role("heading", level=1, name=title, exact=True)).to_be_visible()
        self.wait()

    def step(self, name):
        """Go to a page by the navigation at the side."""
        self.page.get_by_test_id("stSidebar").get_by_role("link", name=re.compile(rf"^\S* ?{name}")).click()
        self.at(name)

    def keyed(self, key):
        """What the page calls by this key."""
        return self.page.locator(f".st-key-{key}")

    def click(self, key):
        self.keyed(key).get_by_role("button").first.click()

    def says(self, text):
        """Until the page says this somewhere; a text or a regular expression."""
        expect(self.page.get_by_text(text).first).to_be_visible()


@contextmanager
def opened(browser, address, name="", **settings):
    """A tab of a browser that nobody has used before; with a name it remembers who its person is."""
    context = browser.new_context(viewport={"width": 1400, "height": 1000}, **settings)
    if name:
        context.add_cookies([{"name": NAME_COOKIE, "value": name, "url": address}])
    try:
        yield Tab(context.new_page(), address)
    finally:
        context.close()

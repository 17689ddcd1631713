"""The health page in Chromium: both sizes, both themes, on paper, and a hostile page."""

from datetime import date

import pytest

from tests.candidate import settle
from tests.test_report_page import hostile
from trainer.report.health_page import page
from trainer.store.log import open_log

pytest_plugins = ("tests.browser",)
pytestmark = pytest.mark.browser

TODAY = date(2026, 11, 23)
WINDOWS = [(width, theme) for width in (400, 1280) for theme in ("light", "dark")]
WIDER = """return [...document.querySelectorAll('body *')].filter(one =>
  one.getBoundingClientRect().right > innerWidth + 1).map(one => one.outerHTML.slice(0, 120))"""


@pytest.fixture
def pages(run, home, tmp_path):
    """The page of a candidate, that of nobody, and a hostile one."""
    assert run("health", "--html", "empty.html").returncode == 0
    log = open_log(home / "trainer.db", "me")
    settle(log, TODAY, days=40)
    log.close()
    assert run("health", "--html", "full.html").returncode == 0
    (tmp_path / "hostile.html").write_text(page(hostile()), encoding="utf-8")
    return {name: tmp_path / f"{name}.html" for name in ("empty", "full", "hostile")}


def test_pages_fit_and_are_accessible(browser, pages):
    """At 400 and 1,280 px, light and dark: nothing wider than the window, silent console, axe."""
    for name, path in pages.items():
        for width, theme in WINDOWS:
            browser.open(path, width, theme)
            where = f"{name}, {width} px, {theme}"
            browser.run("document.querySelectorAll('details').forEach(one => one.open = true)")
            assert browser.run("return document.documentElement.scrollWidth") <= width, where
            assert browser.run(WIDER) == [], where
            assert browser.violations() == [], where
            assert browser.complaints() == [], where


def test_themes_differ(browser, pages):
    """Dark paper in the dark, light paper in the light."""
    paper = "return getComputedStyle(document.body).backgroundColor"
    shades = []
    for theme in ("light", "dark"):
        browser.open(pages["full"], 1280, theme)
        shades.append(sum(map(int, browser.run(paper).strip("rgb()").split(","))))
    light, dark = shades
    assert light > 600
    assert dark < 150


def test_charts_are_drawn(browser, pages):
    """Each chart has a size and marks in it, and no two labels of one chart lie on each other."""
    browser.open(pages["full"], 400, "light")
    charts = browser.run(
        "return [...document.querySelectorAll('svg')].map(one => [one.getAttribute('aria-label'),"
        " one.getBoundingClientRect().width, one.querySelectorAll('[data-at]').length])"
    )
    assert len(charts) >= 6
    for label, width, marks in charts:
        assert width > 250, label
        assert marks > 0, label
    overlaps = browser.run(
        "return [...document.querySelectorAll('svg')].flatMap(svg => {"
        "  const boxes = [...svg.querySelectorAll('text')].map(t => [t.textContent,"
        "    t.getBoundingClientRect()]);"
        "  return boxes.flatMap(([a, p], n) => boxes.slice(n + 1).filter(([b, q]) =>"
        "    p.left < q.right - 1 && q.left < p.right - 1 && p.top < q.bottom - 1 &&"
        "    q.top < p.bottom - 1).map(([b]) => a + ' / ' + b)) })"
    )
    assert overlaps == []


def test_evidence_is_on_paper_too(browser, pages):
    """Folded on the screen; printed, that of items is open and that of topics left out."""
    browser.open(pages["full"], 1280, "light")
    seen = "return [...document.querySelectorAll('.evidence')].map(one => one.checkVisibility())"
    assert not any(browser.run(seen))
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": "print"})
    printed = browser.run(seen)
    items = browser.run("return document.querySelectorAll('.claims .evidence').length")
    browser.driver.execute_cdp_cmd("Emulation.setEmulatedMedia", {"media": ""})
    assert len(printed) > items > 3
    assert printed == [True] * items + [False] * (len(printed) - items)


def test_nothing_of_a_hostile_page_runs(browser, pages):
    """Markup and script in titles, questions and answers stay text."""
    browser.open(pages["hostile"], 1280, "light")
    assert browser.run("return window.ran") is None
    assert browser.run("return document.scripts.length + document.images.length") == 0
    assert "<script>window.ran = true</script>" in browser.run("return document.body.innerText")
    assert browser.complaints() == []

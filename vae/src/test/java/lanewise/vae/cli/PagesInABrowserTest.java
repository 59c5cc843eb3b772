package lanewise.vae.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import lanewise.vae.report.DevTools;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The pages in a real browser: light and dark, wide and narrow, on a screen and in print.
///
/// `-Dlanewise.pages=A.html,B.html` opens these besides, `-Dlanewise.axe=axe.min.js` lets axe-core audit all of them,
/// `-Dlanewise.pictures=DIR` keeps a picture of each and prints how fast explorers are. `bench/bin/pages` does it all.
final class PagesInABrowserTest {

    private static final String AXE = System.getProperty("lanewise.axe");
    private static final String PICTURES = System.getProperty("lanewise.pictures");

    /// What the page says of its speed after three seconds.
    private static final String WANDER = """
            (async () => {
              const root = document.querySelector(".explorer");
              const wander = root.querySelector("button[aria-pressed]");
              wander.click();
              await new Promise(done => setTimeout(done, 3000));
              wander.click();
              return root.querySelector(".said").textContent;
            })()""";

    @TempDir
    Path home;

    @Test
    void pagesWorkInEveryWayInWhichTheyAreLookedAt() throws Exception {
        try (DevTools browser = DevTools.start(home)) {
            if (AXE == null) {
                System.out.println("Skipped: axe-core, which -Dlanewise.axe=axe.min.js names");
            }
            for (Path page : pages()) {
                for (int width : new int[] {1280, 390}) {
                    for (boolean dark : new boolean[] {false, true}) {
                        look(browser, page, width, dark);
                    }
                }
                print(browser, page);
            }
        }
    }

    private List<Path> pages() throws IOException {
        Path run = TinyRun.train(home);
        StringBuilder rows = new StringBuilder("size,kind\n");
        for (int r = 0; r < 80; r++) {
            rows.append(r * r % 37).append(',').append("abc".charAt(r % 3)).append('\n');
        }
        Path table = Files.writeString(home.resolve("table.csv"), rows);
        Path other = home.resolve("other");
        assertEquals(0, CommandLine.run("train", "--data", table.toString(), "--epochs", "2", "--hidden", "5",
                "--latent", "2", "--threads", "1", "--out", other.toString()).status());
        Path both = home.resolve("both.html");
        CommandLine line = CommandLine.run("report", "--run", run.toString(), "--run", other.toString(), "--samples",
                "3", "--out", both.toString(), "--threads", "1");
        assertEquals(0, line.status(), line.err());
        List<Path> pages = new ArrayList<>(List.of(both));
        for (String more : System.getProperty("lanewise.pages", "").split(",")) {
            if (!more.isEmpty()) {
                pages.add(Path.of(more));
            }
        }
        return pages;
    }

    private static void look(DevTools browser, Path page, int width, boolean dark) throws Exception {
        String what = page.getFileName() + ", " + width + (dark ? " dark" : " light");
        browser.look(width, dark);
        browser.open(page);
        assertEquals((long) width, browser.evaluate("innerWidth"), what);
        // Nothing sticks out to the right; a bar to scroll down may take some of the width.
        assertEquals(0L, browser.evaluate("document.documentElement.scrollWidth"
                + " - document.documentElement.clientWidth"), what);
        long paper = (long) browser.evaluate("Number(getComputedStyle(document.body).backgroundColor"
                + ".match(/\\d+/)[0])");
        assertTrue(dark ? paper < 60 : paper > 200, what + ": " + paper);
        if ((boolean) browser.evaluate("document.querySelector('.explorer') !== null")) {
            explorer(browser, what);
        }
        assertTrue(((String) browser.evaluate("""
                (() => {
                  const chart = [...document.querySelectorAll("svg.chart")].find(each => each.id.startsWith("curve"));
                  const box = chart.getBoundingClientRect();
                  chart.dispatchEvent(new PointerEvent("pointermove", {clientX: box.left + box.width / 2,
                    clientY: box.top + box.height / 2}));
                  return chart.closest("figure").querySelector("output").textContent;
                })()""")).startsWith("Epoch "), what);
        assertEquals(List.of(), browser.problems(), what);
        assertEquals(List.of(page.toUri().toString()), browser.requests(), what);
        if (PICTURES != null) {
            Files.write(Path.of(PICTURES, page.getFileName().toString().replace(".html", "") + "-" + width
                    + (dark ? "-dark" : "-light") + ".png"), browser.picture());
        }
        if (AXE != null) {
            browser.evaluate(Files.readString(Path.of(AXE)) + "\n;0");
            assertEquals(List.of(), browser.evaluate("axe.run().then(found => found.violations.map(each => each.id"
                    + " + ': ' + each.nodes.map(node => node.target.join(' ')).join(', ')))"), what);
        }
    }

    /// A slider that is moved changes its number and the picture, which is the one that we decode.
    private static void explorer(DevTools browser, String what) throws Exception {
        double far = Double.parseDouble((String) browser.evaluate(
                "document.querySelector('.explorer').dataset.deviation"));
        assertTrue(far <= 1e-5, what + ": " + far);
        String move = """
                (async () => {
                  const frame = () => new Promise(done => requestAnimationFrame(() => setTimeout(done)));
                  const root = document.querySelector(".explorer");
                  const slider = root.querySelector("input[type=range]");
                  slider.value = %s;
                  slider.dispatchEvent(new Event("input"));
                  await frame();
                  await frame();
                  return slider.parentElement.querySelector("output").textContent + " "
                    + root.querySelector("canvas").toDataURL();
                })()""";
        String one = (String) browser.evaluate(move.formatted("-2.5"));
        String other = (String) browser.evaluate(move.formatted("2.5"));
        assertTrue(one.startsWith("-2.50 data:") && other.startsWith("2.50 data:"), what);
        assertNotEquals(one.substring(6), other.substring(5), what);
        if (PICTURES != null) {
            System.out.println(what + ": deviation " + far + "; " + browser.evaluate(WANDER));
        }
    }

    /// In print all is there that scripts do not do, black on white.
    private static void print(DevTools browser, Path page) throws Exception {
        browser.look(720, true);
        browser.media("print", true);
        browser.open(page);
        assertEquals("rgb(0, 0, 0) on rgb(255, 255, 255)", browser.evaluate("(() => { const style"
                + " = getComputedStyle(document.body); return style.color + ' on ' + style.backgroundColor; })()"));
        assertEquals(0L, browser.evaluate("[...document.querySelectorAll('details')].filter(each => each.offsetHeight"
                + " < each.querySelector('summary').offsetHeight + 20).length"), "folded");
        assertEquals(0L, browser.evaluate("[...document.querySelectorAll('table')].filter(each => each.offsetWidth"
                + " > document.body.clientWidth + 1).length"), "wider than the paper");
        assertEquals(List.of(), browser.problems());
        if (PICTURES != null) {
            Files.write(Path.of(PICTURES, page.getFileName().toString().replace(".html", "") + "-print.png"),
                    browser.picture());
        }
    }
}

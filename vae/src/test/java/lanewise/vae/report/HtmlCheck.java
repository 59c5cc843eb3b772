package lanewise.vae.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayDeque;
import java.util.Base64;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import lanewise.vae.format.Json;
import lanewise.vae.format.JsonObject;

/// What holds of every page, whatever it shows.
public final class HtmlCheck {

    private static final Set<String> VOID = Set.of("meta", "link", "img", "br", "input");
    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z0-9]+)((?:\\s+[a-zA-Z][a-zA-Z0-9-]*"
            + "(?:=\"[^\"<]*\")?)*)\\s*(/?)>");
    private static final Pattern DATA = Pattern.compile("<script type=\"application/json\" id=\"report-data\">"
            + "(.*?)</script>", Pattern.DOTALL);

    private HtmlCheck() {
    }

    /// Elements end in the order in which they began, ids are unique, every picture has an alternative, every table a
    /// caption, and nothing comes from elsewhere: no address but data and places in the page, no script or style but
    /// those whose hashes the policy names.
    public static void sound(String page) throws Exception {
        String script = between(page, "<script>", "</script>");
        String style = between(page, "<style>", "</style>");
        assertTrue(page.contains("script-src &#39;" + hash(script) + "&#39;"), "the hash of the script");
        assertTrue(page.contains("style-src &#39;" + hash(style) + "&#39;"), "the hash of the style");
        assertEquals(2, page.split("<script", -1).length - 1, "scripts");
        String markup = page.replace(script, "").replace(style, "");
        markup = DATA.matcher(markup).replaceAll("<script></script>");
        wellFormed(markup);
        assertEquals(1, markup.split("<h1", -1).length - 1);
        assertEquals(markup.split("<table", -1).length, markup.split("<caption", -1).length);
        assertFalse(Pattern.compile("<img(?![^>]* alt=\"[^\"]+\")").matcher(markup).find(), "a picture without alt");
        Matcher address = Pattern.compile("\\s(?:src|href|action|srcset|poster)=\"([^\"]*)\"").matcher(markup);
        while (address.find()) {
            assertTrue(address.group(1).startsWith("data:") || address.group(1).startsWith("#"), address.group(1));
        }
        for (String way : new String[] {"url(", "@import", "http:", "https:", "fetch(", "XMLHttp", "import(",
            "WebSocket", "sendBeacon", "innerHTML", "eval("}) {
            assertFalse(script.contains(way) || style.contains(way), way);
        }
        assertFalse(Pattern.compile("<[^>]+\\s(on[a-z]+|style)=").matcher(markup).find(), "a script or style in a tag");
    }

    private static void wellFormed(String markup) {
        Deque<String> open = new ArrayDeque<>();
        Set<String> ids = new HashSet<>();
        Matcher tag = TAG.matcher(markup);
        int from = "<!doctype html>".length();
        assertTrue(markup.startsWith("<!doctype html>"));
        while (tag.find()) {
            assertFalse(markup.substring(from, tag.start()).matches("(?s).*[<>].*"), () -> "between tags: "
                    + markup.substring(Math.max(0, tag.start() - 200), tag.end()));
            from = tag.end();
            String name = tag.group(2);
            if (tag.group(1).equals("/")) {
                assertEquals(open.pop(), name, () -> markup.substring(Math.max(0, tag.start() - 200), tag.end()));
            } else if (!VOID.contains(name) && !tag.group(4).equals("/")) {
                open.push(name);
            }
            Matcher id = Pattern.compile("\\sid=\"([^\"]*)\"").matcher(tag.group(3));
            if (id.find()) {
                assertTrue(ids.add(id.group(1)), id.group(1) + " twice");
            }
        }
        assertTrue(open.isEmpty(), open.toString());
    }

    /// What the script of a page reads.
    public static JsonObject data(String page) throws Exception {
        Matcher data = DATA.matcher(page);
        assertTrue(data.find());
        return Json.parseObject(data.group(1), "data");
    }

    private static String between(String page, String begin, String end) {
        int from = page.indexOf(begin) + begin.length();
        return page.substring(from, page.indexOf(end, from));
    }

    private static String hash(String text) throws Exception {
        return "sha256-" + Base64.getEncoder().encodeToString(MessageDigest.getInstance("SHA-256")
                .digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}

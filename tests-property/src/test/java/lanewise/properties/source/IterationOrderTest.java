package lanewise.properties.source;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/// No message, choice or output depends on the order in which `Map.of`, `Set.of`, their copies or hashed collections
/// are gone through, which differs between processes or with what they hold. Read off the text of each source: what is
/// assigned such a collection is only asked what it holds, and none with several entries is handed on in place. What
/// goes from one method to another is not followed.
class IterationOrderTest {

    private static final Path CHECKOUT = Path.of("..").toAbsolutePath().normalize();
    private static final Pattern UNORDERED = Pattern.compile("\\b(\\w+) =\\s+(?:new (?:Identity|Concurrent)?Hash"
            + "(?:Map|Set)\\b|(?:Map|Set)\\.(?:of|copyOf|ofEntries)\\(|ConcurrentHashMap)");
    private static final String ARGUMENT = "(?:[^(){},]|\\([^()]*\\)|\\{[^{}]*\\})+,";
    private static final Pattern SEVERAL = Pattern.compile("\\bMap\\.(?:ofEntries\\(|of\\(" + ARGUMENT + ARGUMENT
            + ")|: Set\\.of\\(");

    /// Gone through, but the outcome is the same in any order: whether any matches, names that are sorted, a set again.
    private static final List<String> SAME_IN_ANY_ORDER = List.of(
            "DatePattern.java: seen.entrySet().stream().anyMatch(",
            "Schema.java: gaps.stream().filter(name -> !names.contains(name))\n                    .sorted()",
            "Schema.java: gaps.stream().filter(other -> !other.equals(name)).collect(Collectors.toSet())");

    @Test
    void nothingIsGoneThroughInAnOrderOfChance() throws IOException {
        List<String> faults = new ArrayList<>();
        int seen = 0;
        for (String module : List.of("core", "vae")) {
            try (Stream<Path> files = Files.walk(CHECKOUT.resolve(module + "/src/main/java"))) {
                for (Path file : files.filter(path -> path.toString().endsWith(".java")).sorted().toList()) {
                    // Examples in comments are no code of ours.
                    String text = Files.readString(file).replaceAll("(?m)^ *///.*$", "");
                    seen += (int) UNORDERED.matcher(text).results().count();
                    faults.addAll(faults(file.getFileName().toString(), text));
                }
            }
        }
        assertEquals("", String.join("\n", faults));
        assertTrue(seen > 20, "collections seen: " + seen);
    }

    @Test
    void faultsAreFoundAndNamed() {
        assertEquals(1, faults("A", "s = Set.of(a, b); for (String x : s) {").size());
        assertEquals(1, faults("A", "this.s = Map.copyOf(s); s.forEach(f);").size());
        assertEquals(1, faults("A", "m = new HashMap<>(); throw new E(\"one of \" + m);").size());
        assertEquals(1, faults("A", "m = new HashSet<>(); String.join(\", \", m)").size());
        assertEquals(1, faults("A", "fields.put(a, Map.of(\"name\", one.name(), \"reason\", two));").size());
        assertEquals(List.of(), faults("A", "m = new HashMap<>(); m.get(1); f(Map.of(\"name\", one.name()));"
                + " n = new LinkedHashMap<>(); n.forEach(f);"));
    }

    private static List<String> faults(String name, String text) {
        List<String> faults = new ArrayList<>();
        for (String held : UNORDERED.matcher(text).results().map(found -> found.group(1)).distinct().toList()) {
            Matcher use = Pattern.compile("\\b" + held + "\\.(?:stream|entrySet|keySet|values|forEach|iterator|toArray"
                    + "|toString)\\(|: " + held + "\\)|join\\([^;]{0,60}\\b" + held + "\\b|\" \\+ " + held
                    + "\\b(?!\\.)|new (?:ArrayList|Linked\\w+)<>\\(" + held + "\\)").matcher(text);
            while (use.find()) {
                String at = name + ": " + text.substring(use.start(), Math.min(text.length(), use.start() + 160));
                if (SAME_IN_ANY_ORDER.stream().noneMatch(at::startsWith)) {
                    faults.add(at.lines().findFirst().orElseThrow());
                }
            }
        }
        SEVERAL.matcher(text).results().forEach(found -> faults.add(name + ": " + found.group()));
        return faults;
    }
}

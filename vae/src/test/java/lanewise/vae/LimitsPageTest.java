package lanewise.vae;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/// The figures of `docs/limits.md` and the constants of the sources.
final class LimitsPageTest {

    private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| ([0-9,]+) \\|[^|]*\\| `([a-z]+\\.[A-Za-z]+)"
            + "\\.([A-Z_]+)` \\| .+ \\|");
    private static final Pattern CONSTANT = Pattern.compile("static final (?:int|long|double) "
            + "((?:MOST|MAX|LONGEST|LARGEST)(?:_[A-Z]+)*) =");

    /// Constants of readers that bound nothing of a file, or follow from one in the page.
    private static final List<String> OTHERS = List.of("table.TableFile.LONGEST_SAMPLE", "table.NpzFile.LARGEST_RATIO",
            "table.DecimalParser.MOST_DIGITS", "table.PowersOfFive.LARGEST", "check.Targets.MOST_LINKS");

    /// The figures by constant.
    private static Map<String, String> page() throws IOException {
        Map<String, String> figures = new TreeMap<>();
        for (String line : Files.readAllLines(Path.of("docs/limits.md"))) {
            Matcher row = ROW.matcher(line);
            if (row.matches()) {
                figures.put(row.group(2) + "." + row.group(3), row.group(1).replace(",", ""));
            } else {
                assertTrue(!line.startsWith("| ") || line.startsWith("| what |"), line);
            }
        }
        return figures;
    }

    @Test
    void everyFigureIsThatOfItsConstant() throws Exception {
        Map<String, String> figures = page();
        assertTrue(figures.size() > 25, figures::toString);
        for (Map.Entry<String, String> figure : figures.entrySet()) {
            int dot = figure.getKey().lastIndexOf('.');
            Field field = Class.forName("lanewise.vae." + figure.getKey().substring(0, dot))
                    .getDeclaredField(figure.getKey().substring(dot + 1));
            field.setAccessible(true);
            assertEquals(Long.parseLong(figure.getValue()), ((Number) field.get(null)).longValue(), figure.getKey());
        }
    }

    @Test
    void everyLimitOfAReaderIsInThePage() throws IOException {
        Map<String, String> figures = page();
        List<String> missing = new ArrayList<>();
        for (String part : List.of("format", "table", "layer", "check")) {
            try (Stream<Path> sources = Files.list(Path.of("src/main/java/lanewise/vae", part))) {
                for (Path source : sources.sorted().toList()) {
                    String type = source.getFileName().toString().replace(".java", "");
                    CONSTANT.matcher(Files.readString(source)).results()
                            .map(found -> part + "." + type + "." + found.group(1))
                            .filter(name -> !figures.containsKey(name) && !OTHERS.contains(name)).forEach(missing::add);
                }
            }
        }
        assertEquals(List.of(), missing);
    }
}

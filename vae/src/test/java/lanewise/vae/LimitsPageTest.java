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

    private static final Pattern ROW = Pattern.compile("\\| [^|]+ \\| ([0-9,.e^]+) \\|[^|]*\\| `([a-z]+\\.[A-Za-z]+)"
            + "\\.([A-Z_]+)` \\| .+ \\|");
    private static final Pattern CONSTANT = Pattern.compile("static final (?:int|long|double) "
            + "((?:MOST|MAX|LONGEST|LARGEST)(?:_[A-Z]+)*) =");
    private static final Path SOURCES = Path.of("src/main/java/lanewise/vae");

    /// Constants that bound nothing of what somebody gives: sizes of blocks, choices, digits, or what follows from one
    /// in the page.
    private static final List<String> OTHERS = List.of("table.TableText.LONGEST_SAMPLE", "table.NpzFile.LARGEST_RATIO",
            "table.DecimalParser.MOST_DIGITS", "table.PowersOfFive.LARGEST", "check.Targets.MOST_LINKS",
            "schema.NumberForm.MOST_DIGITS", "picture.PngDecoder.LARGEST_RATIO", "cli.LayerText.LARGEST",
            "cli.RowLabels.MOST", "cli.Sample.MAX_ROWS", "cli.RunClaim.MOST_NAMES", "data.DigitHand.MAX_POINTS",
            "explore.PrincipalComponents.MAX_SWEEPS", "quality.QualityPicture.MOST_CATEGORIES",
            "quality.QualityPicture.MOST_COLUMNS", "reference.FixtureMaker.LARGEST_GRADIENT",
            "tabular.RowDraws.MOST_ROWS", "tabular.RowDraws.MOST_FLOATS", "tabular.TableFiller.MOST_FLOATS",
            "tabular.Recipe.MOST_LATENT", "tabular.Recipe.MOST_ROWS_SEEN", "tabular.Recipe.MOST_EPOCHS",
            "cli.ReportFacts.LONGEST_CELL", "table.ParquetCell.MOST_DECIMALS");

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
            String[] powers = figure.getValue().split("\\^");
            double number = powers.length == 1 ? Double.parseDouble(powers[0])
                    : Math.pow(Double.parseDouble(powers[0]), Double.parseDouble(powers[1]));
            assertEquals(number, ((Number) field.get(null)).doubleValue(), figure.getKey());
        }
    }

    @Test
    void everyLimitIsInThePage() throws IOException {
        Map<String, String> figures = page();
        List<String> missing = new ArrayList<>();
        List<String> found = new ArrayList<>();
        try (Stream<Path> sources = Files.walk(SOURCES)) {
            for (Path source : sources.filter(file -> file.toString().endsWith(".java")).sorted().toList()) {
                String type = SOURCES.relativize(source).toString().replace(".java", "").replace('/', '.');
                CONSTANT.matcher(Files.readString(source)).results().map(match -> type + "." + match.group(1))
                        .forEach(found::add);
            }
        }
        found.stream().filter(name -> !figures.containsKey(name) && !OTHERS.contains(name)).forEach(missing::add);
        assertEquals(List.of(), missing);
        assertTrue(found.containsAll(OTHERS), () -> "not there: " + OTHERS.stream()
                .filter(name -> !found.contains(name)).toList());
    }
}

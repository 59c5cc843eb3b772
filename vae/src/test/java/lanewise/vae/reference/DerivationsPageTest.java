package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import lanewise.vae.latent.FullGaussian;
import lanewise.vae.latent.GaussianMixture;
import lanewise.vae.latent.VampPrior;
import lanewise.vae.layer.Normalization;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Objective;
import org.junit.jupiter.api.Test;

/// DERIVATIONS.md names tests that are there, and every likelihood and objective.
class DerivationsPageTest {

    private static String page() throws IOException {
        return Files.readString(Path.of("DERIVATIONS.md"));
    }

    @Test
    void theTestsThatItNamesAreThere() throws IOException {
        Set<String> named = Pattern.compile("`(\\w+(?:Test|Properties|Surrogate))`").matcher(page()).results()
            .map(m -> m.group(1)).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(named.size() > 20, named::toString);
        Set<String> present = new TreeSet<>();
        for (String root : new String[] {"src/test/java", "../tests-property/src/test/java"}) {
            try (Stream<Path> files = Files.walk(Path.of(root))) {
                files.map(file -> file.getFileName().toString().replace(".java", "")).forEach(present::add);
            }
        }
        named.removeAll(present);
        assertEquals(Set.of(), named, "tests that DERIVATIONS.md names and that are not there");
    }

    /// Where a cell of the table says no, the combination is refused, and nowhere else.
    @Test
    void whatGoesWithWhatIsAsTheTableSays() throws Exception {
        Architecture base = Architecture.of(4, 2, 3);
        List<Architecture> columns = List.of(base, base.withPosterior(new FullGaussian()),
            base.withPrior(new GaussianMixture(2)), base.withPosterior(new FullGaussian()).withPrior(new VampPrior(2)));
        for (Class<? extends Objective> type : Objective.types()) {
            Objective objective = type.getConstructor().newInstance();
            String[] cells = Pattern.compile("(?m)^\\| `" + objective.name() + "` \\|(.*)\\|$").matcher(page())
                .results().findFirst().orElseThrow().group(1).split("(?<!\\\\)\\|");
            assertEquals(columns.size(), cells.length, objective.name());
            for (int i = 0; i < cells.length; i++) {
                Architecture architecture = columns.get(i);
                if (cells[i].strip().startsWith("no")) {
                    assertThrows(IllegalArgumentException.class, () -> ObjectivePass.check(architecture, objective),
                        objective.name() + " " + i);
                } else {
                    ObjectivePass.check(architecture, objective);
                }
            }
        }
    }

    @Test
    void noObjectiveAndNoLayerIsLeftOut() throws IOException {
        Set<String> headings = Pattern.compile("\\*\\*([^*]+)\\*\\*").matcher(page()).results()
            .map((MatchResult m) -> m.group(1).toLowerCase(Locale.ROOT)).collect(Collectors.toSet());
        for (String objective : new String[] {"elbo", "free bits", "iwae", "dreg", "beta-tc", "infovae", "autoencoder",
            "denoising", "layer normalisation", "dropout"}) {
            assertTrue(headings.contains(objective), objective);
        }
        assertEquals(6, FixtureObjectives.LABELS.size(), "an objective is new: derive it on the page and name it here");
        assertEquals(2, Normalization.values().length,
            "a normalisation is new: derive it on the page and name it here");
    }
}

package lanewise.vae.check;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.util.List;

import org.junit.jupiter.api.Test;

final class NearestTest {

    @Test
    void distanceCountsChangesAndSwaps() {
        assertEquals(0, Nearest.distance("seed", "seed"));
        assertEquals(1, Nearest.distance("seed", "sed"));
        assertEquals(1, Nearest.distance("seed", "sede"), "a swap of neighbours is one change");
        assertEquals(3, Nearest.distance("kitten", "sitting"));
        assertEquals(4, Nearest.distance("", "seed"));
    }

    @Test
    void findsWhatWasMeant() {
        List<String> names = List.of("epochs", "seed", "latent", "learning-rate", "limit");
        assertEquals("epochs", Nearest.of("epoch", names));
        assertEquals("epochs", Nearest.of("eposhc", names));
        assertEquals("seed", Nearest.of("SEED", names));
        assertEquals("learning-rate", Nearest.of("learning", names));
        assertEquals("Fraud", Nearest.of("fruad", List.of("Amount", "Fraud")), "columns have any letters");
        assertNull(Nearest.of("frobnicate", names));
    }
}

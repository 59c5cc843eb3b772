package lanewise.vae.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.BitSet;
import lanewise.core.random.RandomStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class SplitTest {

    private final Arena arena = Arena.ofConfined();
    private final Dataset data = numbered(200);

    @AfterEach
    void close() {
        arena.close();
    }

    private Dataset numbered(int rows) {
        MemorySegment bytes = arena.allocate(rows);
        for (int r = 0; r < rows; r++) {
            bytes.set(ValueLayout.JAVA_BYTE, r, (byte) r);
        }
        return Dataset.ofBytes("numbers", bytes, bytes, rows, 1);
    }

    @Test
    void everyRowIsInExactlyOnePartAndInOrder() {
        Split split = Split.of(data, 30, new RandomStream(1, 2));
        assertEquals(170, split.train().size());
        assertEquals(30, split.validation().size());
        BitSet seen = new BitSet();
        for (Dataset part : new Dataset[] {split.train(), split.validation()}) {
            for (int r = 0; r < part.size(); r++) {
                assertTrue(r == 0 || part.label(r) > part.label(r - 1));
                seen.set(part.label(r));
            }
        }
        assertEquals(200, seen.cardinality());
    }

    @Test
    void theSeedDecides() {
        String first = Split.of(data, 30, new RandomStream(1, 2)).validation().sha256();
        assertEquals(first, Split.of(data, 30, new RandomStream(1, 2)).validation().sha256());
        assertTrue(!first.equals(Split.of(data, 30, new RandomStream(2, 2)).validation().sha256()));
    }

    @Test
    void theFirstRowsAreHeldOutAsOftenAsTheLast() {
        int[] held = new int[200];
        for (int seed = 0; seed < 500; seed++) {
            Dataset validation = Split.of(data, 20, new RandomStream(seed, 0)).validation();
            for (int r = 0; r < 20; r++) {
                held[validation.label(r)]++;
            }
        }
        for (int r = 0; r < 200; r++) {
            // 500 draws with p = 0.1: mean 50, standard deviation 6.7
            assertTrue(Math.abs(held[r] - 50) < 5 * 6.7, "row " + r + ": " + held[r]);
        }
    }

    @Test
    void nothingHeldOutLeavesTheDataAsTheyAre() {
        Split split = Split.of(data, 0, new RandomStream(1, 2));
        assertSame(data, split.train());
        assertEquals(0, split.validation().size());
    }

    @Test
    void refusesToHoldOutEverything() {
        assertEquals("validation: 200 rows of numbers (200 x 1, labelled), expected 0 to 199, so that at least one is"
                + " left to learn from", assertThrows(IllegalArgumentException.class,
                        () -> Split.of(data, 200, new RandomStream(1, 2))).getMessage());
        assertThrows(IllegalArgumentException.class, () -> Split.of(data, -1, new RandomStream(1, 2)));
    }
}

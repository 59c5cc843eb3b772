package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GridTest {

    @Test
    void theLongerSideIsSplitSinceTheOtherIsPackedTwice() {
        assertEquals(1, Grid.rowParts(128, 784, 400, 2, Blocking.LANES, false));
        assertEquals(2, Grid.rowParts(4000, 128, 400, 2, Blocking.LANES, false));
        assertEquals(2, Grid.rowParts(1000, Blocking.LANES, 400, 2, Blocking.LANES, true));
        assertEquals(1, Grid.rowParts(1, 3000, 700, 3, Blocking.LANES, false));
    }

    @Test
    void nothingIsSplitThatHasOnlyOneGrain() {
        for (int parts = 1; parts <= 8; parts++) {
            int rowParts = Grid.rowParts(Blocking.MR, 100 * Blocking.NR, 50, parts, Blocking.LANES, false);
            assertEquals(1, rowParts);
            assertTrue(Grid.rowParts(100 * Blocking.MR, Blocking.LANES, 50, parts, Blocking.LANES, false) <= parts);
        }
    }
}

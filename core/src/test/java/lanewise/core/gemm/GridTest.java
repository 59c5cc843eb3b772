package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

class GridTest {

    private static int rowParts(int m, int n, int k, int parts, boolean packedB) {
        return Grid.rowParts(m, n, parts, Blocking.LANES,
                (rows, columns) -> Costs.straight(rows, columns, k, Blocking.MR, true, !packedB, false));
    }

    @Test
    void theLongerSideIsSplitSinceTheOtherIsPackedTwice() {
        assertEquals(1, rowParts(128, 784, 400, 2, false));
        assertEquals(2, rowParts(4000, 128, 400, 2, false));
        assertEquals(2, rowParts(1000, Blocking.LANES, 400, 2, true));
        assertEquals(1, rowParts(1, 3000, 700, 3, false));
    }

    @Test
    void nothingIsSplitThatHasOnlyOneGrain() {
        for (int parts = 1; parts <= 8; parts++) {
            int rowParts = rowParts(Blocking.MR, 100 * Blocking.NR, 50, parts, false);
            assertEquals(1, rowParts);
            assertTrue(rowParts(100 * Blocking.MR, Blocking.LANES, 50, parts, false) <= parts);
        }
    }
}

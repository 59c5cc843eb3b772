package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import lanewise.core.Kernels;

class BlockingTest {

    @Test
    void theKernelFitsTheRegisters() {
        int registers = Kernels.vectorBits() == 512 ? 32 : 16;
        int used = Blocking.MR * Blocking.VECTORS + Blocking.VECTORS + Blocking.MR;
        assertTrue(used < registers, used + " of " + registers);
        assertTrue(Blocking.MR * Blocking.VECTORS >= 8);
    }

    @Test
    void blocksHoldWholePanels() {
        assertEquals(0, Blocking.MC % Blocking.MR);
        assertEquals(0, Blocking.SHORT_MC % Blocking.MR);
        assertEquals(0, Blocking.NC % Blocking.NR);
    }

    @Test
    void blocksFitTheCaches() {
        assertTrue(4L * Blocking.KC * Blocking.NR <= 1 << 17, "panel of B in an eighth of L2");
        assertTrue(4L * Blocking.SHORT_K * Blocking.NR <= 32 << 10, "panel of B in L1 where k is short");
        assertTrue(Blocking.BLOCK_OF_A <= 1 << 19, "all of A in half of L2");
        assertTrue(Blocking.whole(128, 1024) && !Blocking.whole(128, 1025) && !Blocking.whole(129, 1024));
        assertTrue(4L * Blocking.MC * Blocking.KC <= 1 << 18, "block of A in a quarter of L2");
        assertTrue(4L * Blocking.KC * Blocking.NC <= 4 << 20, "block of B in L3");
    }

    @Test
    void blocksAreRowsOfTiles() {
        for (long row = 4; row < 1 << 16; row += 4) {
            int rows = Blocking.rowsOfBlock(Blocking.SHORT_K, row);
            assertEquals(0, rows % Blocking.MR);
            assertTrue(rows == Blocking.MR || rows > 0 && rows * row <= Blocking.SHORT_BYTES, rows + " rows of " + row);
            assertEquals(Blocking.MC, Blocking.rowsOfBlock(Blocking.SHORT_K + 1, row));
        }
    }

    @Test
    void runsOfKAreOfNearlyEqualLength() {
        for (int k = 0; k < 3000; k++) {
            int run = Blocking.balanced(k, Blocking.ROW_PACKED_K);
            assertTrue(run <= Blocking.ROW_PACKED_K && (k == 0 || run > 0));
            if (k > 0) {
                int runs = (k + run - 1) / run;
                assertEquals((k + Blocking.ROW_PACKED_K - 1) / Blocking.ROW_PACKED_K, runs);
                assertTrue(k - (runs - 1) * run > run - runs, "last run of " + k);
            }
        }
    }
}

package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;

import lanewise.core.Kernels;
import lanewise.core.kernel.Machine;

class BlockingTest {

    @Test
    void theKernelFitsTheRegisters() {
        int registers = Kernels.vectorBits() == 512 ? 32 : 16;
        int used = Blocking.MR * Blocking.VECTORS + Blocking.VECTORS + 2;
        assertTrue(used <= registers, used + " of " + registers);
        assertTrue(Blocking.MR * Blocking.VECTORS >= 8);
    }

    @Test
    void blocksHoldWholePanels() {
        assertEquals(0, Blocking.SHORT_MC % Blocking.MR);
        assertEquals(0, Blocking.NC % Blocking.NR);
        assertTrue(Blocking.MR <= Blocking.A_STEP && Integer.bitCount(Blocking.A_STEP) == 1);
    }

    @Test
    void blocksFitTheCaches() {
        assertTrue(4L * Blocking.KC * Blocking.NR <= 1 << 17, "panel of B in 128 KiB");
        assertTrue(4L * Blocking.SHORT_K * Blocking.NR <= 32 << 10, "panel of B in L1 where k is short");
        assertTrue(Blocking.BLOCK_OF_A <= Machine.l2() / 2, "all of A in half of L2");
        assertTrue(Blocking.SHARE_OF_A <= Machine.l2() / 2, "block of A in half of L2");
        assertTrue(4L * Blocking.KC * Blocking.NC <= 4 << 20, "block of B in L3");
        int rows = Blocking.BLOCK_OF_A / (4 * Blocking.A_STEP * Blocking.KC) * Blocking.MR;
        assertTrue(Blocking.whole(rows, Blocking.KC) && !Blocking.whole(rows, Blocking.KC + 1));
        assertFalse(Blocking.whole(rows + 1, Blocking.KC));
    }

    @Test
    void blocksAreRowsOfTiles() {
        for (long row = 4; row < 1 << 16; row += 4) {
            int rows = Blocking.rowsOfBlock(Blocking.SHORT_K, row);
            assertEquals(0, rows % Blocking.MR);
            assertTrue(rows == Blocking.MR || rows > 0 && rows * row <= Blocking.SHORT_BYTES, rows + " rows of " + row);
        }
        for (int k = Blocking.SHORT_K + 1; k <= Blocking.KC; k++) {
            int rows = Blocking.rowsOfBlock(k, 4000);
            assertEquals(0, rows % Blocking.MR);
            assertTrue(rows == Blocking.MR || rows > 0
                    && 4L * rows / Blocking.MR * Blocking.A_STEP * k <= Blocking.SHARE_OF_A);
        }
    }

    @Test
    void tilesCoverAllRowsAndFewStayEmpty() {
        for (int most : new int[] {Blocking.MR, Math.min(4, Blocking.MR)}) {
            for (int all = 1; all < 200; all++) {
                int panels = 0;
                int rows;
                for (int left = all; left > 0; left -= rows) {
                    rows = Blocking.rows(left, most);
                    assertTrue(rows > 0 && rows <= Math.min(left, most));
                    assertTrue(rows == left || rows == most || rows == 4, rows + " of " + left);
                    panels++;
                }
                assertEquals(Blocking.panels(all, most), panels, all + " rows");
            }
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

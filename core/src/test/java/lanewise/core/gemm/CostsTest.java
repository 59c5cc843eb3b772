package lanewise.core.gemm;

import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;

class CostsTest {

    private static final int L = Blocking.LANES;

    @Test
    void moreWorkCostsMore() {
        double one = Costs.straight(8 * L, 2 * L, 100, 4, false, true, true);
        assertTrue(one < Costs.straight(16 * L, 2 * L, 100, 4, false, true, true));
        assertTrue(one < Costs.straight(8 * L, 4 * L, 100, 4, false, true, true));
        assertTrue(one < Costs.straight(8 * L, 2 * L, 101, 4, false, true, true));
        assertTrue(one < Costs.straight(8 * L, 2 * L, 100, 4, true, true, true));
        assertTrue(Costs.straight(8 * L, 2 * L, 100, 4, false, true, false) < one);
        assertTrue(Costs.written(8) < Costs.written(9));
        assertTrue(Costs.swapped(8 * L, 2 * L, 100, true) < Costs.swapped(8 * L, 2 * L, 100, false));
    }

    private static boolean sixteenLanes() {
        return L == 16;
    }

    @Test
    @EnabledIf("sixteenLanes")
    void columnsThatLeaveLanesEmptyAreWorthATurn() {
        assertTrue(Costs.swapped(8 * L, L + 4, 50 * L, true)
                < Costs.straight(8 * L, L + 4, 50 * L, 4, false, false, false));
        assertTrue(Costs.swapped(8 * L, 12 * L + 8, 50 * L, false)
                < Costs.straight(8 * L, 12 * L + 8, 50 * L, 8, true, true, true));
        assertTrue(Costs.swapped(8 * L, 2 * L, 50 * L, false)
                > Costs.straight(8 * L, 2 * L, 50 * L, 4, false, false, false));
    }
}

package lanewise.vae.random;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.Set;

import org.junit.jupiter.api.Test;

class PurposeTest {

    @Test
    void streamsOfDifferentPurposesNeverMeet() {
        Set<Long> seen = new HashSet<>();
        for (Purpose purpose : Purpose.values()) {
            for (long number : new long[] {0, 1, (1L << 56) - 1}) {
                assertTrue(seen.add(purpose.stream(number)), purpose + " " + number);
            }
        }
    }

    @Test
    void codesArePartOfWhatASeedMeans() {
        assertEquals(0x0100000000000000L, Purpose.INIT.stream(0));
        assertEquals(0x0200000000000003L, Purpose.SHUFFLE.stream(3));
        assertEquals(0x0300000000000100L, Purpose.NOISE.stream(256));
        assertEquals(0x0400000000000000L, Purpose.SPLIT.stream(0));
        assertEquals(0x0500000000000001L, Purpose.EVALUATE.stream(1));
        assertEquals(0x0600000000000000L, Purpose.SAMPLE.stream(0));
        assertEquals(0x0700000000000001L, Purpose.DRAW.stream(1));
        assertEquals(0x0a00000000000041L, Purpose.DROPOUT.stream(65));
        assertEquals(0x0e00000000000003L, Purpose.PRIOR_COMPONENT.stream(3));
        assertEquals(0x1000000000000002L, Purpose.IMPORTANCE.stream(2));
    }

    @Test
    void aNumberThatWouldReachIntoThePurposeIsRefused() {
        assertThrows(IllegalArgumentException.class, () -> Purpose.NOISE.stream(1L << 56));
        assertThrows(IllegalArgumentException.class, () -> Purpose.NOISE.stream(-1));
    }
}

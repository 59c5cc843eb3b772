package lanewise.vae.record;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.invoke.MethodHandles;
import java.util.List;

import org.junit.jupiter.api.Test;

/// Records taken apart and put together.
class RecordsTest {

    private static final Records RECORDS = Records.of(MethodHandles.lookup());

    /// A pair that has to be in order.
    public record Range(int low, double high) {

        public Range {
            if (!(low <= high)) {
                throw new IllegalArgumentException("low: " + low + ", expected at most " + high);
            }
        }
    }

    @Test
    void componentsComeInTheirOrderAndMakeTheRecordAgain() {
        Range range = new Range(1, 2.5);
        assertEquals(List.of("low", "high"), List.copyOf(RECORDS.components(range).keySet()));
        assertEquals(List.of(1, 2.5), List.copyOf(RECORDS.components(range).values()));
        assertEquals(range, RECORDS.construct(Range.class, RECORDS.components(range).values().toArray()));
    }

    @Test
    void aRecordRefusesAsItDoesWithoutReflection() {
        assertEquals("low: 3, expected at most 2.5", assertThrows(IllegalArgumentException.class,
                () -> RECORDS.construct(Range.class, 3, 2.5)).getMessage());
    }

    private record Hidden(int value) {
    }

    @Test
    void theyNeedNotBePublicWhereTheirOwnerAsks() {
        assertEquals(1, RECORDS.components(RECORDS.construct(Hidden.class, 1)).get("value"));
    }

    @Test
    void whatIsHiddenFromTheOwnerStaysHidden() {
        Records stranger = Records.of(MethodHandles.publicLookup());
        assertEquals(Hidden.class + " does not show its component value to " + Object.class,
                assertThrows(IllegalStateException.class, () -> stranger.components(new Hidden(1))).getMessage());
        assertEquals(Hidden.class + " does not show its canonical constructor to " + Object.class,
                assertThrows(IllegalStateException.class, () -> stranger.construct(Hidden.class, 1)).getMessage());
    }
}

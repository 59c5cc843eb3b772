package lanewise.vae.format;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;

/// Records taken apart and put together.
class RecordsTest {

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
        assertEquals(List.of("low", "high"), List.copyOf(Records.components(range).keySet()));
        assertEquals(List.of(1, 2.5), List.copyOf(Records.components(range).values()));
        assertEquals(range, Records.construct(Range.class, Records.components(range).values().toArray()));
    }

    @Test
    void aRecordRefusesAsItDoesWithoutReflection() {
        assertEquals("low: 3, expected at most 2.5", assertThrows(IllegalArgumentException.class,
                () -> Records.construct(Range.class, 3, 2.5)).getMessage());
    }

    private record Hidden(int value) {
    }

    @Test
    void theyNeedNotBePublic() {
        assertEquals(1, Records.components(Records.construct(Hidden.class, 1)).get("value"));
    }
}

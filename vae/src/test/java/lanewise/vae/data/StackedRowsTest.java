package lanewise.vae.data;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

import lanewise.core.Matrix;

import org.junit.jupiter.api.Test;

final class StackedRowsTest {

    private static Dataset bytes(Arena arena, boolean labels, int... values) {
        MemorySegment segment = arena.allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
        }
        return Dataset.ofBytes("b", segment, labels ? segment.asSlice(0, values.length / 2) : null, values.length / 2,
                2);
    }

    @Test
    void theRowsOfTheSecondFollowThoseOfTheFirst() {
        try (Arena arena = Arena.ofShared()) {
            Dataset both = bytes(arena, true, 1, 2, 3, 4).above(bytes(arena, true, 5, 255));
            assertEquals(3, both.size());
            assertEquals(4 / 255f, both.value(1, 1));
            assertEquals(1f, both.value(2, 1));
            assertEquals(5, both.label(2));
            Matrix out = Matrix.allocate(arena, 2, 2);
            both.gather(new int[] {2, 0}, 0, 2, out);
            assertEquals(1f, out.get(0, 1));
            assertEquals(1 / 255f, out.get(1, 0));
            assertEquals(new Dataset.Cell(2, 1, 1f), both.firstOutside(0, 0.5f));
            assertThrows(IndexOutOfBoundsException.class, () -> both.value(3, 0));
            assertFalse(bytes(arena, true, 1, 2).above(bytes(arena, false, 1, 2)).hasLabels());
        }
    }

    @Test
    void theHashIsThatOfTheSameRowsStoredTogether() {
        try (Arena arena = Arena.ofShared()) {
            Dataset stacked = bytes(arena, false, 1, 2, 3, 4).above(bytes(arena, false, 5, 6));
            assertEquals(bytes(arena, false, 1, 2, 3, 4, 5, 6).sha256(), stacked.sha256());
        }
    }

    @Test
    void otherWidthsAreRefused() {
        try (Arena arena = Arena.ofShared()) {
            Dataset three = Dataset.of("wide", Matrix.allocate(arena, 1, 3), null);
            IllegalArgumentException e = assertThrows(IllegalArgumentException.class, () -> bytes(arena, false, 1, 2)
                    .above(three));
            assertEquals("rows: wide has 3 values per row, b has 2", e.getMessage());
        }
    }

    @Test
    void aThresholdTellsOnesFromTheHalfOn() {
        try (Arena arena = Arena.ofShared()) {
            Matrix values = Matrix.allocate(arena, 1, 3);
            values.set(0, 0, 0.5f);
            values.set(0, 1, Math.nextDown(0.5f));
            values.set(0, 2, 1f);
            Dataset told = Dataset.of("grey", values, null).thresholded(0.5f);
            Matrix out = Matrix.allocate(arena, 1, 3);
            told.copy(0, 1, out);
            for (int c = 0; c < 3; c++) {
                assertEquals(c == 1 ? 0f : 1f, told.value(0, c));
                assertEquals(told.value(0, c), out.get(0, c));
            }
            values.set(0, 1, Float.NaN);
            assertThrows(IllegalArgumentException.class, () -> Dataset.of("grey", values, null).thresholded(0.5f));
        }
    }
}

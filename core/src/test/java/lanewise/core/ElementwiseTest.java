package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import lanewise.core.math.MathFunction;

class ElementwiseTest {

    private static final float SENTINEL = 12345;

    @ParameterizedTest
    @EnumSource(MathFunction.class)
    void everyLengthAndOffsetHasTheBitsOfTheScalarFormAndTouchesNothingElse(MathFunction function) {
        Random random = new Random(5);
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocateDense(arena, 1, 80);
            Matrix y = Matrix.allocateDense(arena, 1, 80);
            for (int n = 0; n <= 70; n++) {
                for (int offset = 0; offset < 4; offset++) {
                    int yOffset = 3 - offset;
                    for (int i = 0; i < 80; i++) {
                        x.set(0, i, AwkwardFloats.next(random, i));
                    }
                    y.fill(SENTINEL);
                    function.run.apply(x.segment(), 4L * offset, y.segment(), 4L * yOffset, n);
                    for (int i = 0; i < 80; i++) {
                        boolean inside = i >= yOffset && i < yOffset + n;
                        bits(inside ? function.scalar.apply(x.get(0, i - yOffset + offset)) : SENTINEL, y.get(0, i));
                    }
                    y.copyFrom(x);
                    function.run.apply(y.segment(), 4L * offset, y.segment(), 4L * offset, n);
                    for (int i = 0; i < 80; i++) {
                        float before = x.get(0, i);
                        bits(i >= offset && i < offset + n ? function.scalar.apply(before) : before, y.get(0, i));
                    }
                }
            }
        }
    }

    @Test
    void matricesWithGapsBetweenRows() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix all = Matrix.allocate(arena, 5, 37);
            all.fill(SENTINEL);
            Matrix x = all.block(1, 4, 3, 30);
            Matrix y = Matrix.allocateDense(arena, 3, 27);
            Random random = new Random(6);
            for (int r = 0; r < 3; r++) {
                for (int c = 0; c < 27; c++) {
                    x.set(r, c, AwkwardFloats.next(random, c));
                }
            }
            Elementwise.tanh(x, y);
            Elementwise.tanh(x, x);
            for (int r = 0; r < 3; r++) {
                for (int c = 0; c < 27; c++) {
                    bits(y.get(r, c), x.get(r, c));
                }
            }
            assertEquals(SENTINEL, all.get(0, 0));
            assertEquals(SENTINEL, all.get(1, 2));
            assertEquals(SENTINEL, all.get(1, 30));
            assertEquals(SENTINEL, all.get(4, 5));
        }
    }

    @Test
    void refusesWhatDoesNotFitAndSaysWhy() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix x = Matrix.allocate(arena, 4, 6);
            refused("y: is 4 x 5, expected 4 x 6", x, x.columns(0, 5));
            refused("y: overlaps x", x.rows(0, 2), x.rows(1, 3));
            refused("y: is read-only", x, Matrix.of(x.segment().asReadOnly(), 4, 6, x.rowStride()));
            MemorySegment segment = x.segment();
            assertThrows(IndexOutOfBoundsException.class,
                    () -> Elementwise.log(segment, 4, segment, 4, (int) (segment.byteSize() / 4)));
        }
        Matrix closed;
        try (Arena arena = Arena.ofConfined()) {
            closed = Matrix.allocate(arena, 2, 2);
        }
        assertTrue(assertThrows(IllegalStateException.class, () -> Elementwise.exp(closed, closed)).getMessage()
                .contains("closed"));
    }

    private static void refused(String message, Matrix x, Matrix y) {
        String actual = assertThrows(IllegalArgumentException.class, () -> Elementwise.exp(x, y)).getMessage();
        assertTrue(actual.contains(message), actual);
    }

    private static void bits(float expected, float actual) {
        assertEquals(Float.floatToIntBits(expected), Float.floatToIntBits(actual),
                () -> "expected " + expected + ", got " + actual);
    }
}

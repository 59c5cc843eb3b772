package lanewise.vae.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DatasetTest {

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    private MemorySegment bytes(int... values) {
        MemorySegment segment = arena.allocate(values.length);
        for (int i = 0; i < values.length; i++) {
            segment.set(ValueLayout.JAVA_BYTE, i, (byte) values[i]);
        }
        return segment;
    }

    private Dataset sixBytes() {
        return Dataset.ofBytes("six", bytes(0, 1, 2, 127, 254, 255), bytes(7, 8, 200), 3, 2);
    }

    private Matrix matrix(int rows, int columns, float... values) {
        Matrix matrix = Matrix.allocate(arena, rows, columns);
        matrix.copyFrom(values);
        return matrix;
    }

    private void assertValues(Dataset data, float[]... expected) {
        Matrix out = Matrix.allocate(arena, data.size(), data.width());
        data.copy(0, data.size(), out);
        for (int r = 0; r < expected.length; r++) {
            for (int c = 0; c < expected[r].length; c++) {
                assertEquals(expected[r][c], out.get(r, c), "row " + r + ", column " + c);
                assertEquals(expected[r][c], data.value(r, c));
            }
        }
        assertEquals(expected.length, data.size());
        assertEquals(expected[0].length, data.width());
    }

    private Dataset labelled() {
        return Dataset.of("floats", matrix(3, 2, 1, 2, 3, 4, 5, 6), bytes(2, 0, 1));
    }

    @Test
    void labelsBecomeColumns() {
        Dataset data = labelled();
        assertValues(data.oneHotLabels(3), new float[] {0, 0, 1}, new float[] {1, 0, 0}, new float[] {0, 1, 0});
        assertEquals("labels: row 1 of floats has the label 2, expected 0 to 1",
                assertThrows(IllegalArgumentException.class, () -> data.oneHotLabels(2)).getMessage());
        assertThrows(IllegalStateException.class, () -> Dataset.of("bare", matrix(1, 1, 1), null).oneHotLabels(2));
    }

    @Test
    void columnsAreChosenAndPutBeside() {
        Dataset data = labelled();
        assertSame(data, data.columns(0, 2));
        assertValues(data.columns(new int[] {1, 0, 1}), new float[] {2, 1, 2}, new float[] {4, 3, 4},
                new float[] {6, 5, 6});
        Dataset both = data.beside(data.oneHotLabels(3));
        assertValues(both, new float[] {1, 2, 0, 0, 1}, new float[] {3, 4, 1, 0, 0}, new float[] {5, 6, 0, 1, 0});
        assertSame(data, both.columns(0, 2));
        assertEquals(3, both.columns(2, 5).width());
        assertValues(both.columns(1, 4), new float[] {2, 0, 0}, new float[] {4, 1, 0}, new float[] {6, 0, 1});
        Dataset some = both.subset(new int[] {2, 0});
        assertValues(some, new float[] {5, 6, 0, 1, 0}, new float[] {1, 2, 0, 0, 1});
        assertEquals(1, some.label(0));
        assertEquals("columns: floats has 1 rows, floats has 3",
                assertThrows(IllegalArgumentException.class, () -> data.beside(data.head(1))).getMessage());
        assertThrows(IndexOutOfBoundsException.class, () -> data.columns(new int[] {2}));
    }

    @Test
    void theHashTellsConditionsApart() {
        Dataset data = labelled();
        Dataset both = data.beside(data.oneHotLabels(3));
        assertEquals(both.sha256(), both.subset(new int[] {0, 1, 2}).sha256());
        assertNotEquals(data.sha256(), both.sha256());
        assertNotEquals(both.sha256(), data.beside(data.oneHotLabels(4)).sha256());
        assertNotEquals(both.sha256(), data.beside(data.columns(new int[] {0, 1, 0})).sha256());
    }

    @Test
    void onesAreDrawnByPlace() {
        Dataset grey = Dataset.ofBytes("grey", bytes(0, 60, 120, 180, 240, 255), bytes(1, 2, 3), 3, 2);
        RandomStream stream = new RandomStream(4, 5);
        Dataset drawn = grey.binarized(stream);
        Matrix out = Matrix.allocate(arena, 3, 2);
        drawn.copy(0, 3, out);
        for (int i = 0; i < 6; i++) {
            float expected = stream.uniform(i) < grey.value(i / 2, i % 2) ? 1 : 0;
            assertEquals(expected, drawn.value(i / 2, i % 2));
            assertEquals(expected, out.get(i / 2, i % 2));
        }
        assertEquals(drawn.value(2, 1), drawn.subset(new int[] {2}).value(0, 1));
        assertEquals(3, drawn.label(2));
        assertEquals(Dataset.ofBytes("ones", bytes(0, 255 * (int) drawn.value(0, 1), 255 * (int) drawn.value(1, 0),
                255 * (int) drawn.value(1, 1), 255 * (int) drawn.value(2, 0), 255), bytes(1, 2, 3), 3, 2).sha256(),
                drawn.sha256());
        Dataset odd = Dataset.of("odd", matrix(1, 2, 0.5f, -1), null);
        assertEquals("data odd: row 1, column 1 is -1.0, binarised rows need probabilities from 0 to 1",
                assertThrows(IllegalArgumentException.class, () -> odd.binarized(stream)).getMessage());
    }

    @Test
    void everyByteIsDividedBy255() {
        int[] all = new int[256];
        for (int i = 0; i < 256; i++) {
            all[i] = i;
        }
        Dataset data = Dataset.ofBytes("all", bytes(all), null, 4, 64);
        Matrix out = Matrix.allocate(arena, 4, 64);
        data.copy(0, 4, out);
        for (int i = 0; i < 256; i++) {
            assertEquals(i / 255f, out.get(i / 64, i % 64));
            assertEquals(i / 255f, data.value(i / 64, i % 64));
        }
    }

    @Test
    void gathersRowsInTheGivenOrderAndLeavesTheRestAlone() {
        Matrix out = matrix(3, 2, 9, 9, 9, 9, 9, 9);
        sixBytes().gather(new int[] {5, 2, 0, 5}, 1, 2, out);
        assertArrayEquals(new float[] {254 / 255f, 1, 0, 1 / 255f, 9, 9}, out.toArray());
    }

    @Test
    void floatsAreCopiedBitByBit() {
        Dataset data = Dataset.of("f", matrix(2, 3, Float.NaN, -0f, 3, 4, 5, Float.NEGATIVE_INFINITY), bytes(1, 2));
        Matrix out = Matrix.allocateDense(arena, 2, 3);
        data.copy(0, 2, out);
        assertArrayEquals(new float[] {Float.NaN, -0f, 3, 4, 5, Float.NEGATIVE_INFINITY}, out.toArray());
        assertEquals(2, data.label(1));
        Matrix one = Matrix.allocateDense(arena, 1, 3);
        data.gather(new int[] {1}, 0, 1, one);
        assertArrayEquals(new float[] {4, 5, Float.NEGATIVE_INFINITY}, one.toArray());
    }

    @Test
    void selectionsAreViewsOfRows() {
        Dataset data = sixBytes();
        Dataset swapped = data.subset(new int[] {2, 0, 2});
        assertEquals(3, swapped.size());
        assertEquals(200, swapped.label(0));
        assertEquals(7, swapped.label(1));
        assertEquals(1 / 255f, swapped.value(1, 1));
        assertEquals(8, data.range(1, 3).label(0));
        assertEquals(200, swapped.subset(new int[] {2}).label(0));
        assertEquals(1, data.head(1).size());
        assertSame(data, data.head(3));
        assertSame(data, data.head(100));
        assertEquals("six (3 x 2, labelled)", swapped.toString());
        Matrix out = Matrix.allocate(arena, 1, 2);
        swapped.copy(1, 1, out);
        assertArrayEquals(new float[] {0, 1 / 255f}, out.toArray());
    }

    @Test
    void findsTheFirstValueOutside() {
        Dataset floats = Dataset.of("f", matrix(2, 2, 0, 1, Float.NaN, -1), null);
        assertEquals(new Dataset.Cell(1, 0, Float.NaN), floats.firstOutside(0, 1));
        assertEquals(new Dataset.Cell(0, 1, 1), floats.firstOutside(0, 0.5f));
        assertEquals(new Dataset.Cell(0, 0, Float.NaN), floats.subset(new int[] {1}).firstOutside(-2, 2));
        assertNull(floats.head(1).firstOutside(0, 1));
        assertNull(sixBytes().firstOutside(0, 1));
        assertEquals(new Dataset.Cell(1, 1, 127 / 255f), sixBytes().firstOutside(0, 0.25f));
        assertEquals(new Dataset.Cell(0, 0, 254 / 255f), sixBytes().subset(new int[] {2}).firstOutside(0, 0.25f));
    }

    @Test
    void hashDependsOnContentsNotOnNameOrStorage() {
        Dataset data = sixBytes();
        assertEquals(data.sha256(),
                Dataset.ofBytes("other", bytes(0, 1, 2, 127, 254, 255), bytes(7, 8, 200), 3, 2).sha256());
        assertEquals(data.sha256(), data.subset(new int[] {0, 1, 2}).sha256());
        assertEquals(data.range(1, 2).sha256(), Dataset.ofBytes("row", bytes(2, 127), bytes(8), 1, 2).sha256());
        assertNotEquals(data.sha256(), data.subset(new int[] {1, 0, 2}).sha256());
        assertNotEquals(data.sha256(),
                Dataset.ofBytes("labels", bytes(0, 1, 2, 127, 254, 255), bytes(7, 8, 201), 3, 2).sha256());
        assertNotEquals(data.sha256(), Dataset.ofBytes("none", bytes(0, 1, 2, 127, 254, 255), null, 3, 2).sha256());
        assertNotEquals(data.sha256(),
                Dataset.ofBytes("shape", bytes(0, 1, 2, 127, 254, 255), bytes(7, 8), 2, 3).sha256());
        Matrix floats = matrix(2, 1, 0.5f, 2);
        assertEquals(Dataset.of("strided", floats, null).sha256(),
                Dataset.of("sliced", matrix(2, 2, 0.5f, 7, 2, 7).columns(0, 1), null).sha256());
    }

    @Test
    void refusesWhatDoesNotFit() {
        Dataset data = sixBytes();
        assertEquals("values: has 6 bytes, expected 4 x 2",
                assertThrows(IllegalArgumentException.class,
                        () -> Dataset.ofBytes("x", bytes(0, 1, 2, 3, 4, 5), null, 4, 2)).getMessage());
        assertEquals("labels: there are 1 for 3 rows",
                assertThrows(IllegalArgumentException.class, () -> Dataset.ofBytes("x", bytes(1, 2, 3), bytes(1), 3, 1))
                        .getMessage());
        assertThrows(IllegalArgumentException.class, () -> Dataset.ofBytes("x", bytes(), null, 0, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> data.label(3));
        assertThrows(IndexOutOfBoundsException.class, () -> data.value(0, 2));
        assertThrows(IndexOutOfBoundsException.class, () -> data.value(-1, 0));
        assertThrows(IndexOutOfBoundsException.class, () -> data.subset(new int[] {3}));
        assertThrows(IndexOutOfBoundsException.class, () -> data.range(2, 1));
        assertThrows(IllegalArgumentException.class, () -> data.head(-1));
        Matrix out = Matrix.allocate(arena, 2, 2);
        assertThrows(IndexOutOfBoundsException.class, () -> data.gather(new int[] {0, 3}, 0, 2, out));
        assertThrows(IndexOutOfBoundsException.class, () -> data.gather(new int[] {0}, 0, 2, out));
        assertThrows(IndexOutOfBoundsException.class, () -> data.copy(2, 2, out));
        assertEquals("out: is 2 x 2, expected at least 3 x 2",
                assertThrows(IllegalArgumentException.class, () -> data.copy(0, 3, out)).getMessage());
        Dataset bare = Dataset.ofBytes("bare", bytes(1), null, 1, 1);
        assertFalse(bare.hasLabels());
        assertEquals("bare has no labels", assertThrows(IllegalStateException.class, () -> bare.label(0)).getMessage());
    }

    @Test
    void rowsOfSomeLabelsAreLeftOut() {
        Dataset data = Dataset.ofBytes("grey", bytes(0, 1, 2, 3, 4), bytes(7, 8, 7, 9, 200), 5, 1);
        Dataset rest = data.withoutLabels(List.of(7, 200));
        assertEquals(2, rest.size());
        assertEquals(8, rest.label(0));
        assertEquals(3 / 255f, rest.value(1, 0));
        assertEquals(5, data.withoutLabels(List.of()).size());
        assertThrows(IllegalStateException.class,
                () -> Dataset.ofBytes("bare", bytes(1), null, 1, 1).withoutLabels(List.of(1)));
    }
}

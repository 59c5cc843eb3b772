package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MatrixTest {

    @ParameterizedTest
    @CsvSource({"1,1,16", "3,16,16", "2,17,32", "5,784,784", "4,20,32", "0,7,16", "7,0,0"})
    void allocatedRowsBeginOnCacheLines(int rows, int columns, int stride) {
        try (Arena arena = Arena.ofConfined()) {
            Matrix m = Matrix.allocate(arena, rows, columns);
            assertEquals(stride, m.rowStride());
            for (int r = 0; r < rows; r++) {
                assertEquals(0, (m.segment().address() + m.byteOffset(r, 0)) % Matrix.ALIGNMENT);
            }
        }
    }

    @Test
    void viewsShareMemoryAndKeepTheStride() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix m = Matrix.allocate(arena, 4, 5);
            for (int r = 0; r < 4; r++) {
                for (int c = 0; c < 5; c++) {
                    m.set(r, c, 10 * r + c);
                }
            }
            Matrix block = m.block(1, 3, 2, 5);
            assertArrayEquals(new float[] {12, 13, 14, 22, 23, 24}, block.toArray());
            block.set(1, 2, -1);
            assertEquals(-1, m.get(2, 4));
            assertEquals(16, block.rowStride());
            assertArrayEquals(new float[] {4, 14, -1, 34}, m.columns(4, 5).toArray());
            assertArrayEquals(new float[] {30, 31, 32, 33, 34}, m.rows(3, 4).toArray());
            assertEquals(0, m.rows(4, 4).rows());
            assertEquals(0, m.block(4, 4, 5, 5).columns());
        }
    }

    @Test
    void fillLeavesGapsAlone() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix whole = Matrix.allocateDense(arena, 3, 4);
            whole.columns(1, 3).fill(7);
            assertArrayEquals(new float[] {0, 7, 7, 0, 0, 7, 7, 0, 0, 7, 7, 0}, whole.toArray());
        }
    }

    @Test
    void copiesBetweenStrides() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix dense = Matrix.allocateDense(arena, 2, 3);
            dense.copyFrom(new float[] {1, 2, 3, 4, 5, 6});
            Matrix strided = Matrix.allocate(arena, 2, 3);
            strided.copyFrom(dense);
            assertArrayEquals(dense.toArray(), strided.toArray());
            assertEquals("rowMajor: has 2 floats, expected 2 x 3",
                    assertThrows(IllegalArgumentException.class, () -> dense.copyFrom(new float[2])).getMessage());
            assertEquals("source: is 1 x 3, expected 2 x 3",
                    assertThrows(IllegalArgumentException.class, () -> dense.copyFrom(strided.rows(0, 1)))
                            .getMessage());
        }
    }

    @Test
    void aWidthIsAskedForWhateverTheRows() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix m = Matrix.allocate(arena, 2, 3);
            assertEquals(m, m.requireColumns("m", 3));
            assertEquals("m: is 2 x 3, expected any number of rows x 4",
                    assertThrows(IllegalArgumentException.class, () -> m.requireColumns("m", 4)).getMessage());
        }
    }

    @Test
    void overlapIsAboutBytes() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix m = Matrix.allocateDense(arena, 4, 4);
            assertTrue(m.overlaps(m));
            assertTrue(m.rows(0, 2).overlaps(m.rows(1, 3)));
            assertFalse(m.rows(0, 2).overlaps(m.rows(2, 4)));
            assertFalse(m.rows(0, 0).overlaps(m));
            assertFalse(m.overlaps(Matrix.allocateDense(arena, 4, 4)));
        }
    }

    @Test
    void indicesAreChecked() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix m = Matrix.allocate(arena, 2, 3);
            assertThrows(IndexOutOfBoundsException.class, () -> m.get(2, 0));
            assertThrows(IndexOutOfBoundsException.class, () -> m.get(0, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> m.set(-1, 0, 1));
            assertThrows(IndexOutOfBoundsException.class, () -> m.rows(1, 3));
            assertThrows(IndexOutOfBoundsException.class, () -> m.columns(2, 1));
        }
    }

    @Test
    void unsuitableMemoryIsRefused() {
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment segment = arena.allocate(64, 64);
            assertEquals("segment: is on the heap, expected native memory (Arena.allocate)",
                    assertThrows(IllegalArgumentException.class,
                            () -> Matrix.of(MemorySegment.ofArray(new float[4]), 2, 2, 2)).getMessage());
            assertEquals("segment: has 64 bytes, a 4 x 5 matrix with row stride 5 needs 80",
                    assertThrows(IllegalArgumentException.class, () -> Matrix.of(segment, 4, 5, 5)).getMessage());
            assertEquals("rowStride: 3 is below columns 4",
                    assertThrows(IllegalArgumentException.class, () -> Matrix.of(segment, 2, 4, 3)).getMessage());
            assertTrue(assertThrows(IllegalArgumentException.class, () -> Matrix.of(segment.asSlice(2), 2, 2, 2))
                    .getMessage().endsWith("is not a multiple of 4"));
            assertEquals("rows x columns: -1 x 2, expected no negative size",
                    assertThrows(IllegalArgumentException.class, () -> Matrix.allocate(arena, -1, 2)).getMessage());
            assertThrows(IllegalArgumentException.class, () -> Matrix.allocate(arena, 1, Integer.MAX_VALUE));
            assertThrows(ArithmeticException.class, () -> Matrix.of(segment, Integer.MAX_VALUE, 2, Integer.MAX_VALUE));
            Matrix readOnly = Matrix.of(segment.asReadOnly(), 2, 2, 2);
            assertEquals("c: is read-only, expected writable memory",
                    assertThrows(IllegalArgumentException.class, () -> readOnly.requireWritable("c")).getMessage());
        }
    }

    @Test
    void useAfterCloseFails() {
        Matrix m;
        try (Arena arena = Arena.ofShared()) {
            m = Matrix.allocate(arena, 2, 3);
        }
        assertThrows(IllegalStateException.class, () -> m.get(0, 0));
        assertEquals("x: the arena that owns this 2 x 3 matrix was closed",
                assertThrows(IllegalStateException.class, () -> m.requireOpen("x")).getMessage());
    }

    @Test
    void emptyBlocksOfAWiderMatrixAreCopied() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix empty = Matrix.allocate(arena, 3, 5).block(0, 3, 2, 2);
            empty.copyFrom(Matrix.allocate(arena, 3, 0));
            empty.copyFrom(new float[0]);
            assertEquals(0, empty.toArray().length);
        }
    }
}

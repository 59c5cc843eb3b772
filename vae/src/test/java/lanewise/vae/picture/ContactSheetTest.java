package lanewise.vae.picture;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import lanewise.core.Matrix;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class ContactSheetTest {

    private static final int PAPER = 0x2b303b;

    private final Arena arena = Arena.ofConfined();

    @AfterEach
    void close() {
        arena.close();
    }

    private Matrix matrix(int rows, int columns, float... values) {
        Matrix matrix = Matrix.allocate(arena, rows, columns);
        matrix.copyFrom(values);
        return matrix;
    }

    @Test
    void imagesStandInRowsWithGapsBetween() {
        Picture sheet = ContactSheet.grid(matrix(3, 2, 0, 1, 0.5f, 0, 1, 0.2f), 1, 2, 2, 2);
        // two cells of 4 x 2 pixels and three gaps of 6 across, two and three down
        assertEquals(2 * 4 + 3 * 6, sheet.width());
        assertEquals(2 * 2 + 3 * 6, sheet.height());
        assertEquals(PAPER, sheet.get(5, 5));
        assertEquals(0x000000, sheet.get(6, 6));
        assertEquals(0xffffff, sheet.get(8, 6));
        assertEquals(0xffffff, sheet.get(9, 7));
        assertEquals(PAPER, sheet.get(10, 6));
        assertEquals(0x808080, sheet.get(16, 6));
        assertEquals(0xffffff, sheet.get(6, 14));
        assertEquals(0x333333, sheet.get(8, 14));
        assertEquals(PAPER, sheet.get(16, 14), "the last row is not full");
    }

    @Test
    void pairsStandSideBySide() {
        Picture sheet = ContactSheet.pairs(matrix(2, 1, 0, 0.2f), matrix(2, 1, 1, 0.4f), 1, 1, 5, 1);
        assertEquals(2 * 3 + 3 * 3, sheet.width());
        assertEquals(1 + 2 * 3, sheet.height());
        assertEquals(0x000000, sheet.get(3, 3));
        assertEquals(PAPER, sheet.get(4, 3));
        assertEquals(0xffffff, sheet.get(5, 3));
        assertEquals(0x333333, sheet.get(9, 3));
        assertEquals(0x666666, sheet.get(11, 3));
    }

    @Test
    void valuesOutsideAreClampedAndNaNIsRed() {
        Picture sheet = ContactSheet.grid(matrix(1, 4, -3, 7, Float.POSITIVE_INFINITY, Float.NaN), 2, 2, 1, 1);
        assertEquals(0x000000, sheet.get(3, 3));
        assertEquals(0xffffff, sheet.get(4, 3));
        assertEquals(0xffffff, sheet.get(3, 4));
        assertEquals(0xe03131, sheet.get(4, 4));
    }

    @Test
    void refusesWhatDoesNotFit() {
        Matrix images = matrix(2, 4, 0, 0, 0, 0, 0, 0, 0, 0);
        assertEquals("images: is 2 x 4, expected at least one row of 2 x 3 values",
                assertThrows(IllegalArgumentException.class, () -> ContactSheet.grid(images, 2, 3, 1, 1)).getMessage());
        assertThrows(IllegalArgumentException.class, () -> ContactSheet.grid(images.rows(0, 0), 2, 2, 1, 1));
        assertThrows(IllegalArgumentException.class, () -> ContactSheet.grid(images, 2, 2, 0, 1));
        assertThrows(IllegalArgumentException.class, () -> ContactSheet.grid(images, 2, 2, 1, 0));
        assertEquals("reconstructions: is 1 x 4, expected 2 x 4",
                assertThrows(IllegalArgumentException.class,
                        () -> ContactSheet.pairs(images, images.rows(0, 1), 2, 2, 1, 1)).getMessage());
    }
}

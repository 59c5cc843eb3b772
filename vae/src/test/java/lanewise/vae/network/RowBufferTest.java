package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;

class RowBufferTest {

    @Test
    void viewsAreOfTheSameMemoryAndReused() {
        RowBuffer buffer = new RowBuffer(Arena.ofAuto(), 5, 3);
        buffer.first(5).set(1, 2, 4);
        assertEquals(4, buffer.first(2).get(1, 2));
        assertEquals(2, buffer.first(2).rows());
        assertSame(buffer.first(2), buffer.first(2));
        assertSame(buffer.first(5), buffer.first(5));
        Matrix two = buffer.first(2);
        assertEquals(1, buffer.first(1).rows());
        assertSame(two, buffer.first(2));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.first(-1));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.first(6));
    }
}

package lanewise.vae.network;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.Test;

class RowBufferTest {

    @Test
    void viewsAreOfTheSameMemoryAndReused() {
        RowBuffer buffer = new RowBuffer(Arena.ofAuto(), 5, 3);
        buffer.first(5).set(1, 2, 4);
        assertEquals(4, buffer.first(2).get(1, 2));
        assertEquals(2, buffer.first(2).rows());
        assertSame(buffer.first(2), buffer.first(2));
        assertSame(buffer.first(5), buffer.first(5));
        assertThrows(IndexOutOfBoundsException.class, () -> buffer.first(6));
    }
}

package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotSame;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;

class DoubleTensorTest {

    @Test
    void shapeAndElements() {
        DoubleTensor t = DoubleTensor.of(new double[] {1, 2, 3, 4, 5, 6}, 3, 2);
        assertEquals(2, t.rank());
        assertEquals(3, t.extent(0));
        assertEquals(2, t.extent(-1));
        assertEquals(6, t.size());
        assertEquals(0, DoubleTensor.zeros(3, 0).size());
        assertEquals(7, DoubleTensor.scalar(7).item());
        assertEquals(0, DoubleTensor.scalar(7).rank());
    }

    @Test
    void copiesAreIndependent() {
        DoubleTensor t = DoubleTensor.zeros(2);
        DoubleTensor copy = t.copy();
        copy.values()[0] = 1;
        assertArrayEquals(new double[2], t.values());
        assertNotSame(t.shape(), t.shape());
    }

    @Test
    void wrongShapesAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> DoubleTensor.of(new double[5], 3, 2));
        assertThrows(IllegalArgumentException.class, () -> DoubleTensor.zeros(-1));
        assertThrows(IllegalArgumentException.class, () -> DoubleTensor.zeros(1 << 20, 1 << 20));
        assertThrows(IllegalStateException.class, () -> DoubleTensor.zeros(2).item());
        DoubleTensor t = DoubleTensor.zeros(2, 3);
        assertSame(t, t.requireShape("t", 2, 3));
        assertEquals("t: shape [2, 3], expected [3, 2]",
                assertThrows(IllegalArgumentException.class, () -> t.requireShape("t", 3, 2)).getMessage());
    }
}

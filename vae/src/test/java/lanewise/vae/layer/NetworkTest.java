package lanewise.vae.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;

import lanewise.core.activation.Relu;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class NetworkTest {

    private static final Layer HALF = new Layer(new Conv2d(4, 3, 2, 1), new Relu());

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    @Test
    void shapesChain() {
        Network network = new Network(new Shape(1, 9, 8), List.of(HALF, HALF, new Layer(Dense.of(10), new Relu())),
                Network.DENSE_HEAD);
        assertEquals(List.of(new Shape(4, 5, 4), new Shape(4, 3, 2), Shape.of(10)), network.outputs());
        assertEquals(List.of(80, 24, 10), network.widths());
        assertEquals(new Shape(1, 9, 8), network.input(0));
        assertEquals(Shape.of(10), network.input(3));
        assertEquals(2, network.joins());
        assertFalse(network.isMlp());
        assertEquals(Network.DENSE_HEAD, network.map(3));
    }

    @Test
    void conditionsJoinTheFirstMapThatReadsAVector() {
        Shape image = new Shape(1, 8, 8);
        assertEquals(1, new Network(image, List.of(HALF), Network.DENSE_HEAD).joins());
        assertEquals(0, Network.mlp(Shape.of(3), new Relu(), Normalization.NONE, List.of(5)).joins());
        assertEquals(-1, new Network(image, List.of(HALF), new Conv2d(1, 1, 1, 0)).joins());
        assertTrue(Network.mlp(image, new Relu(), Normalization.LAYER, List.of(5, 4)).isMlp());
    }

    @Test
    void layersThatDoNotChainAreNamed() {
        assertEquals("layer 2: conv2d: its kernel of 3 is larger than the height of its input 4x1x4 with padding 0,"
                + " expected at most 1", message(() -> new Network(new Shape(1, 4, 16),
                        List.of(HALF, HALF, new Layer(new Conv2d(1, 3, 1, 0), new Relu())), Network.DENSE_HEAD)));
        assertEquals("head: conv_transpose2d: gives its input 7 a height of -1, expected at least 1 and below 2^31",
                message(() -> new Network(Shape.of(3), List.of(new Layer(Dense.of(7), new Relu())),
                        new ConvTranspose2d(1, 3, 1, 2, 0))));
    }
}

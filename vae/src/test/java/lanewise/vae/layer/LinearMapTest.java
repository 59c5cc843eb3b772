package lanewise.vae.layer;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class LinearMapTest {

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }

    /// How many positions of a window lie on a padded row, counted one by one.
    private static int positions(int extent, int kernel, int stride, int padding) {
        int count = 0;
        for (int first = -padding; first + kernel <= extent + padding; first += stride) {
            count++;
        }
        return count;
    }

    @Test
    void convolutionsGiveAsManyPixelsAsTheirWindowHasPositions() {
        for (int kernel = 1; kernel <= 5; kernel++) {
            for (int stride = 1; stride <= 4; stride++) {
                for (int padding = 0; padding < kernel; padding++) {
                    for (int extent = Math.max(1, kernel - 2 * padding); extent <= 12; extent++) {
                        Shape out = new Conv2d(6, kernel, stride, padding).output(new Shape(3, extent, 12));
                        assertEquals(new Shape(6, positions(extent, kernel, stride, padding),
                                positions(12, kernel, stride, padding)), out);
                    }
                }
            }
        }
    }

    @Test
    void transposedConvolutionsGiveImagesWhoseConvolutionsHaveTheirInputsSize() {
        for (int kernel = 1; kernel <= 5; kernel++) {
            for (int stride = 1; stride <= 3; stride++) {
                for (int padding = 0; padding < kernel; padding++) {
                    for (int more = 0; more < stride; more++) {
                        Shape in = new Shape(2, 4, 7);
                        ConvTranspose2d map = new ConvTranspose2d(5, kernel, stride, padding, more);
                        if (3 * stride - 2 * padding + kernel + more >= 1) {
                            assertEquals(in, new Conv2d(2, kernel, stride, padding).output(map.output(in)),
                                    map.toString());
                        }
                    }
                }
            }
        }
    }

    @Test
    void weightsHaveTheShapesOfPyTorch() {
        Shape in = new Shape(3, 8, 8);
        assertEquals(List.of(10, 192), Dense.of(10).weight(in));
        assertEquals(List.of(16, 3, 5, 5), new Conv2d(16, 5, 2, 2).weight(in));
        assertEquals(List.of(3, 16, 5, 5), new ConvTranspose2d(16, 5, 2, 2, 1).weight(in));
        assertEquals(10, Dense.of(10).biases(in));
        assertEquals(16, new Conv2d(16, 5, 2, 2).biases(in));
        assertEquals(16, new ConvTranspose2d(16, 5, 2, 2, 1).biases(in));
    }

    @Test
    void fansAreProductsWithoutOneExtent() {
        assertEquals(192, LinearMap.fanIn(List.of(10, 192)));
        assertEquals(10, LinearMap.fanOut(List.of(10, 192)));
        assertEquals(75, LinearMap.fanIn(List.of(16, 3, 5, 5)));
        assertEquals(400, LinearMap.fanOut(List.of(16, 3, 5, 5)));
        assertEquals(400, LinearMap.fanIn(List.of(3, 16, 5, 5)));
        assertEquals(75, LinearMap.fanOut(List.of(3, 16, 5, 5)));
    }

    @Test
    void headsHaveTheChannelsThatTheirOutputsNeed() {
        assertEquals(new Conv2d(2, 3, 1, 1), new Conv2d(1, 3, 1, 1).sized(2 * 64, new Shape(3, 8, 8)));
        assertEquals(new ConvTranspose2d(3, 3, 2, 1, 1),
                new ConvTranspose2d(1, 3, 2, 1, 1).sized(3 * 256, new Shape(3, 8, 8)));
        assertEquals(Dense.of(17), Dense.of(1).sized(17, new Shape(3, 8, 8)));
        assertEquals("outputs: 65 are no whole number of channels of 8x8 pixels, which the convolution gives",
                message(() -> new Conv2d(1, 3, 1, 1).sized(65, new Shape(3, 8, 8))));
    }

    @Test
    void componentsOutOfRangeAreNamed() {
        assertEquals("conv2d: channels: 0, expected at least 1", message(() -> new Conv2d(0, 3, 1, 0)));
        assertEquals("conv2d: kernel: 0, expected at least 1", message(() -> new Conv2d(1, 0, 1, 0)));
        assertEquals("conv2d: stride: -2, expected at least 1", message(() -> new Conv2d(1, 3, -2, 0)));
        assertEquals("conv2d: padding: 3, expected 0 to 2: less than the kernel",
                message(() -> new Conv2d(1, 3, 1, 3)));
        assertEquals("conv_transpose2d: padding: -1, expected 0 to 2: less than the kernel",
                message(() -> new ConvTranspose2d(1, 3, 1, -1, 0)));
        assertEquals("conv_transpose2d: outputPadding: 2, expected 0 to 1: less than the stride",
                message(() -> new ConvTranspose2d(1, 3, 2, 1, 2)));
    }

    @Test
    void imagesThatDoNotFitAreNamed() {
        assertEquals("conv2d: its kernel of 9 is larger than the height of its input 3x6x20 with padding 1, expected"
                + " at most 8", message(() -> new Conv2d(4, 9, 1, 1).output(new Shape(3, 6, 20))));
        assertEquals("conv2d: its kernel of 2147483647 is larger than the height of its input 1x2x2 with"
                + " padding 0, expected at most 2",
                message(() -> new Conv2d(4, Integer.MAX_VALUE, 1, 0).output(new Shape(1, 2, 2))));
        assertEquals("conv_transpose2d: gives its input 3 a height of -1, expected at least 1 and below 2^31",
                message(() -> new ConvTranspose2d(1, 3, 1, 2, 0).output(Shape.of(3))));
        int most = Integer.MAX_VALUE;
        assertThrows(IllegalArgumentException.class,
                () -> new ConvTranspose2d(1, most, most, 0, most - 1).output(new Shape(1, 2, 2)));
        assertThrows(IllegalArgumentException.class, () -> new ConvTranspose2d(1, 46341, 1, 0, 0).output(Shape.of(3)));
    }
}

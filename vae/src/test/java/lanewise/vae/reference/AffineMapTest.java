package lanewise.vae.reference;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Shape;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class AffineMapTest {

    record Case(LinearMap map, Shape in) {
    }

    /// Kernels 1 to 5, strides 1 to 3, every padding and output padding, on images that are not square.
    static List<Case> cases() {
        List<Case> cases = new ArrayList<>(List.of(new Case(Dense.of(3), Shape.of(5)),
            new Case(new Dense(new Shape(2, 3, 1)), new Shape(2, 1, 4))));
        for (int kernel = 1; kernel <= 5; kernel++) {
            for (int stride = 1; stride <= 3; stride++) {
                for (int padding = 0; padding < kernel; padding++) {
                    cases.add(new Case(new Conv2d(3, kernel, stride, padding), new Shape(2, 6, 5)));
                    for (int more = 0; more < stride && 2 * padding < kernel + stride + more; more++) {
                        cases.add(new Case(new ConvTranspose2d(3, kernel, stride, padding, more), new Shape(2, 2, 3)));
                    }
                }
            }
        }
        return cases;
    }

    private static double[] numbers(Random random, int n) {
        return random.doubles(n, -1, 1).toArray();
    }

    private static Map<String, DoubleTensor> parameters(LinearMap map, Shape in, Random random) {
        int[] shape = map.weight(in).stream().mapToInt(Integer::intValue).toArray();
        Map<String, DoubleTensor> parameters = new LinkedHashMap<>();
        parameters.put("m.weight", DoubleTensor.of(numbers(random, DoubleTensor.zeros(shape).size()), shape));
        parameters.put("m.bias", DoubleTensor.of(numbers(random, map.biases(in)), map.biases(in)));
        return parameters;
    }

    private static double dot(double[] a, double[] b) {
        double sum = 0;
        for (int i = 0; i < a.length; i++) {
            sum += a[i] * b[i];
        }
        return sum;
    }

    /// t . (A x + b): linear in each of x, the weights and the biases, so that a difference over any step is the
    /// derivative.
    @ParameterizedTest
    @MethodSource("cases")
    void derivativesAreThoseOfDifferences(Case c) {
        Random random = new Random(c.hashCode());
        Map<String, DoubleTensor> parameters = parameters(c.map, c.in, random);
        double[] x = numbers(random, 2 * c.in.size());
        double[] dt = numbers(random, 2 * c.map.output(c.in).size());
        AffineMap map = AffineMap.of(c.map, c.in, "m", parameters);
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        double[] dx = new double[x.length];
        map.backward(x, dt, dx, results);
        Map<double[], double[]> derivatives = new LinkedHashMap<>();
        derivatives.put(x, dx);
        parameters.forEach((name, tensor) -> derivatives.put(tensor.values(), results.get("grad." + name).values()));
        derivatives.forEach((values, gradient) -> {
            for (int i = 0; i < values.length; i++) {
                double start = values[i];
                values[i] = start + 1;
                double above = dot(dt, map.forward(x));
                values[i] = start - 1;
                double difference = (above - dot(dt, map.forward(x))) / 2;
                values[i] = start;
                assertEquals(difference, gradient[i], 1e-13 * (1 + Math.abs(gradient[i])) * dt.length,
                    c + " element " + i);
            }
        });
    }

    /// The same weights, read by a convolution from the image to the map and by the transposed one from the map to the
    /// image: A x . y = x . A^T y. The image's height and width differ by 6, so that one output padding suits both for
    /// each of the strides.
    @Test
    void aTransposedConvolutionIsTheAdjointOfTheConvolution() {
        Random random = new Random(3);
        int cases = 0;
        Shape in = new Shape(2, 11, 5);
        for (Case c : cases()) {
            if (c.map instanceof Conv2d conv) {
                Shape out = conv.output(in);
                int more = (in.height() + 2 * conv.padding() - conv.kernel()) % conv.stride();
                ConvTranspose2d back = new ConvTranspose2d(in.channels(), conv.kernel(), conv.stride(), conv.padding(),
                    more);
                assertEquals(in, back.output(out));
                Map<String, DoubleTensor> parameters = parameters(conv, in, random);
                parameters.put("m.bias", DoubleTensor.zeros(out.channels()));
                double[] x = numbers(random, in.size());
                double[] y = numbers(random, out.size());
                double[] forward = AffineMap.of(conv, in, "m", parameters).forward(x);
                parameters.put("m.bias", DoubleTensor.zeros(in.channels()));
                double[] adjoint = AffineMap.of(back, out, "m", parameters).forward(y);
                assertEquals(dot(forward, y), dot(x, adjoint), 1e-13 * x.length, conv::toString);
                cases++;
            }
        }
        assertEquals(45, cases);
    }

    /// A kernel of (1 2; 3 4) over a 2 x 3 image.
    @Test
    void aConvolutionByHand() {
        Map<String, DoubleTensor> parameters = Map.of("m.weight",
            DoubleTensor.of(new double[] {1, 2, 3, 4}, 1, 1, 2, 2),
            "m.bias", DoubleTensor.of(new double[] {100}, 1));
        double[] image = {1, 10, 100, 1000, 10_000, 100_000};
        assertArrayEquals(new double[] {43_121, 430_310}, AffineMap.of(new Conv2d(1, 2, 1, 0), new Shape(1, 2, 3), "m",
            parameters).forward(image));
        // with padding 1 and stride 2 the taps lie at rows -1, 0 and 1, 2 and columns -1, 0 and 1, 2
        assertArrayEquals(new double[] {104, 530, 2100, 210_100},
            AffineMap.of(new Conv2d(1, 2, 2, 1), new Shape(1, 2, 3), "m", parameters).forward(image));
    }

    /// Each input lays the kernel down at twice its place; with padding 1 the first row and column fall off, and output
    /// padding adds the last ones.
    @Test
    void aTransposedConvolutionByHand() {
        Map<String, DoubleTensor> parameters = Map.of("m.weight",
            DoubleTensor.of(new double[] {1, 2, 3, 4, 5, 6, 7, 8, 9}, 1, 1, 3, 3),
            "m.bias", DoubleTensor.of(new double[] {0.5}, 1));
        double[] t = AffineMap.of(new ConvTranspose2d(1, 3, 2, 1, 1), new Shape(1, 1, 2), "m", parameters)
            .forward(new double[] {1, 10});
        // the kernels side by side are 1 2 3+10 20 30, 4 5 6+40 50 60, 7 8 9+70 80 90: without the first row and
        // column, and one more of each at the end
        assertArrayEquals(new double[] {5.5, 46.5, 50.5, 60.5, 8.5, 79.5, 80.5, 90.5}, t);
    }

    @Test
    void withoutWeightsThereAreTheBiasesAlone() {
        Map<String, DoubleTensor> parameters = Map.of("m.bias", DoubleTensor.of(new double[] {2, 3}, 2));
        AffineMap map = AffineMap.of(Dense.of(2), Shape.of(4), "m", parameters);
        assertArrayEquals(new double[] {2, 3, 2, 3}, map.forward(new double[8]));
        Map<String, DoubleTensor> results = new LinkedHashMap<>();
        double[] dx = new double[8];
        map.backward(new double[8], new double[] {1, 2, 10, 20}, dx, results);
        assertEquals(List.of("grad.m.bias"), List.copyOf(results.keySet()));
        assertArrayEquals(new double[] {11, 22}, results.get("grad.m.bias").values());
        assertEquals(0, Arrays.stream(dx).map(Math::abs).sum());
    }
}

package lanewise.bench.peers.golden;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Random;
import java.util.function.DoubleSupplier;

import lanewise.vae.file.SafetensorsWriter;

import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch.ScalarType;

/// One case in one precision: makes tensors of inputs, keeps what is computed from them, and writes both.
///
/// Inputs are floats, so that a case in float32 and one in float64 begin with the same numbers.
final class GoldenFile {

    static final String MADE_WITH = "libtorch 2.7.1 (org.bytedeco:pytorch 2.7.1-1.5.12) autograd, CPU, 1 thread";

    private final boolean wide;
    private final Random random;
    private final Map<String, double[]> values = new LinkedHashMap<>();
    private final Map<String, long[]> shapes = new LinkedHashMap<>();

    GoldenFile(boolean wide, long seed) {
        this.wide = wide;
        this.random = new Random(seed);
    }

    /// Whether in float64.
    boolean wide() {
        return wide;
    }

    /// An input of Gaussian numbers, kept under that name.
    Tensor gaussian(String name, double deviation, long... shape) {
        return input(name, shape, () -> (float) (deviation * random.nextGaussian()));
    }

    /// An input of numbers in [0, 1), kept under that name.
    Tensor uniform(String name, long... shape) {
        return input(name, shape, random::nextFloat);
    }

    /// An input of zeros and ones, kept under that name.
    Tensor binary(String name, long... shape) {
        return input(name, shape, () -> random.nextInt(2));
    }

    private Tensor input(String name, long[] shape, DoubleSupplier number) {
        int count = 1;
        for (long extent : shape) {
            count *= (int) extent;
        }
        double[] numbers = new double[count];
        for (int i = 0; i < count; i++) {
            numbers[i] = number.getAsDouble();
        }
        put(name, numbers, shape);
        Tensor tensor = Tensor.create(numbers, shape);
        return wide ? tensor : tensor.to(ScalarType.Float);
    }

    /// Keeps a result under its own shape.
    void put(String name, Tensor tensor) {
        put(name, tensor, shape(tensor));
    }

    /// Keeps a result under another shape of as many numbers.
    void put(String name, Tensor tensor, long... shape) {
        put(name, values(tensor), shape);
    }

    private void put(String name, double[] numbers, long[] shape) {
        for (double number : numbers) {
            if (!Double.isFinite(number)) {
                throw new IllegalStateException(name + " has " + number);
            }
        }
        values.put(name, numbers);
        shapes.put(name, shape);
    }

    /// What is kept under a name.
    double[] get(String name) {
        return values.get(name);
    }

    static double[] values(Tensor tensor) {
        double[] numbers = new double[Math.toIntExact(tensor.numel())];
        new DoublePointer(tensor.detach().to(ScalarType.Double).contiguous().data_ptr()).get(numbers);
        return numbers;
    }

    static long[] shape(Tensor tensor) {
        long[] shape = new long[Math.toIntExact(tensor.dim())];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = tensor.size(i);
        }
        return shape;
    }

    /// Writes `case.f64.safetensors` or `case.f32.safetensors`.
    void write(Path folder, String name, Map<String, String> metadata) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        metadata.forEach(writer::metadata);
        writer.metadata("case", name).metadata("dtype", wide ? "F64" : "F32").metadata("made_with", MADE_WITH);
        values.forEach((key, numbers) -> {
            if (wide) {
                writer.add(key, numbers, shapes.get(key));
            } else {
                float[] floats = new float[numbers.length];
                for (int i = 0; i < floats.length; i++) {
                    floats[i] = (float) numbers[i];
                }
                writer.add(key, floats, shapes.get(key));
            }
        });
        writer.write(folder.resolve(name + (wide ? ".f64" : ".f32") + ".safetensors"));
    }
}

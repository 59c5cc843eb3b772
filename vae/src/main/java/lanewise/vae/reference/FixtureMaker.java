package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import java.util.function.LongToDoubleFunction;
import lanewise.core.random.RandomStream;
import lanewise.vae.file.Tensor;
import lanewise.vae.layer.LinearMap;

/// Makes fixtures from a description alone: the inputs follow from its `seed`, the results from the float64 reference.
///
/// Every input is exact in float32, also where the fixture is of float64: standard normal noise `eps`; `x` by `x_kind`
/// (`binary`: 0 or 1 with equal chance, `soft`: uniform in [0, 1), `real`: standard normal, `positive`: exponential
/// with mean 1, `count`: whole numbers from 0 with mean about 3.5, `one_hot`: one 1 in each group of a categorical
/// likelihood, `mixed`: the usual kind of each part of a composite); weights normal with variance 1/in (of a
/// convolution 1/([LinearMap#fanIn])), biases with standard deviation 0.2, or by [SplitMixWeights]. Tensor k takes its
/// numbers from [RandomStream] k of the seed: `x` 0, `eps` 1, parameter p 2 + p in the order of
/// [ReferenceModel#parameterShapes], the gaps of a likelihood of observed cells 2^21 (a quarter of the cells is NaN),
/// and from 2^20 - 1 down `c` (uniform in [0, 1)), the noise of the corruption,
/// `z_prior`, draws from the prior as it is at the start, without dropout, and the masks of dropout, which drop what is
/// uniform below its share. The gain of a normalisation is about 1. Of a prior, means are standard normal, logits and
/// log-variances have standard deviation 0.5, and learned inputs are like `x`. With `corruption` `x_target` is the
/// clean batch and `x` the corrupted one ([Corruption]).
///
/// With `weights` = `splitmix64` no weight is stored, and a gradient of more than 4,096 elements is told by 400 of
/// them.
public final class FixtureMaker {

    /// Kinds of data, values of the key `x_kind`.
    public static final List<String> DATA_KINDS = List.of("binary", "soft", "real", "positive", "count", "one_hot",
        "mixed");

    private static final int LARGEST_GRADIENT = 4096;
    private static final int SAMPLED = 400;
    private static final int CHECKED = 8;
    private static final int SAMPLE_STREAM = 1 << 20;
    private static final int CONDITION_STREAM = SAMPLE_STREAM - 1;
    private static final int CORRUPTION_STREAM = SAMPLE_STREAM - 2;
    private static final int PRIOR_STREAM = SAMPLE_STREAM - 3;
    private static final int GAP_STREAM = 2 * SAMPLE_STREAM;
    private static final int FIRST_MASK_STREAM = SAMPLE_STREAM - 4;

    private final Map<String, String> description;
    private final Description keys;
    private final long seed;
    private final Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
    private final Map<String, Tensor.Type> types = new LinkedHashMap<>();

    private FixtureMaker(Map<String, String> description) {
        this.description = new LinkedHashMap<>(description);
        keys = new Description(this.description);
        seed = keys.seed("seed");
    }

    /// Makes a fixture.
    ///
    /// @param description the metadata of the file to be: `kind`, `dtype` (`F32` or `F64`), `seed`, and, for nets,
    ///     those that [Fixture#model] reads, `batch`, `x_kind`,
    ///     `weights`, and those of the optimizer
    /// @return inputs, and every result that they determine; formulas are added to the description
    /// @throws IllegalArgumentException naming the key that is missing or wrong
    public static FixtureFile make(Map<String, String> description) {
        return new FixtureMaker(description).make();
    }

    private FixtureFile make() {
        Tensor.Type type = Tensor.Type.valueOf(keys.choice("dtype", null, List.of("F32", "F64")));
        Fixture empty = new Fixture(description, Map.of());
        switch (empty.kind()) {
            case "elementwise" -> grid();
            case "optimizer_trajectory" -> {
                net(empty.model(), keys.count("steps", 1, 1), "step0.");
                description.putAll(FixtureFormulas.of(empty.model(),
                    keys.required("optimizer", "the name of an optimizer")));
            }
            default -> {
                net(empty.model(), 1, "");
                description.putAll(FixtureFormulas.of(empty.model(), ""));
            }
        }
        Map<String, DoubleTensor> results = new Fixture(description, tensors).recompute();
        results.keySet().removeIf(name -> tensors.containsKey("gradsample.index." + name.replaceFirst("^grad\\.", "")));
        tensors.putAll(results);
        tensors.keySet().forEach(name -> types.put(name, name.startsWith("gradsample.index.") ? Tensor.Type.I64
            : name.endsWith(".grad_norm") ? Tensor.Type.F64 : type));
        return new FixtureFile("fixture", new Fixture(description, tensors), types);
    }

    /// Parameters under their names behind a prefix, `x` and `eps`.
    private void net(ReferenceModel model, int steps, String prefix) {
        boolean stored = keys.choice("weights", "stored", List.of("stored", "splitmix64")).equals("stored");
        if (!stored && !prefix.isEmpty()) {
            throw keys.wrong("weights", "stored, for a trajectory holds the parameters after every step");
        }
        FixtureLimits.require(model, keys.count("batch", null, 1), prefix.isEmpty() ? 0 : steps);
        long number = 2;
        for (Map.Entry<String, int[]> parameter : model.parameterShapes().entrySet()) {
            int[] shape = parameter.getValue();
            RandomStream stream = new RandomStream(seed, number++);
            if (stored) {
                tensors.put(prefix + parameter.getKey(), parameter(model, parameter.getKey(), stream, shape));
            } else {
                checks(parameter.getKey(), shape);
            }
        }
        int batch = keys.count("batch", null, 1);
        DoubleTensor x = filled(data(model, new RandomStream(seed, 0), model.inputs()), batch, model.inputs());
        if (model.likelihood() instanceof ObservedCells observed) {
            x = observed.withGaps(x, new RandomStream(seed, GAP_STREAM));
        }
        Corruption corruption = Corruption.of(keys);
        if (corruption == Corruption.NONE) {
            tensors.put("x", x);
        } else {
            tensors.put("x", corruption.applied(x, keys.number("corruption_level", null, 0, true),
                new RandomStream(seed, CORRUPTION_STREAM)));
            tensors.put("x_target", x);
        }
        if (model.condition() > 0) {
            tensors.put("c", filled(new RandomStream(seed, CONDITION_STREAM)::uniform, batch, model.condition()));
        }
        Map<String, DoubleTensor> start = new LinkedHashMap<>();
        (stored ? model.parameterShapes().keySet() : List.<String>of())
            .forEach(name -> start.put(name, tensors.get(prefix + name)));
        noise(model, stored ? start : SplitMixWeights.of(model, seed), prefix.isEmpty() ? 0 : steps, batch);
    }

    /// The random numbers of so many steps, or, for 0, of one pass.
    private void noise(ReferenceModel model, Map<String, DoubleTensor> parameters, int steps, int batch) {
        int mask = FIRST_MASK_STREAM;
        for (Map.Entry<String, int[]> noise : model.noiseShapes(batch).entrySet()) {
            int[] shape = steps > 0 ? Trajectory.allSteps(noise.getValue(), steps) : noise.getValue();
            tensors.put(noise.getKey(), switch (noise.getKey()) {
                case "eps" -> filled(new RandomStream(seed, 1)::gaussian, shape);
                case "z_prior" -> {
                    DoubleTensor draws = DoubleTensor.zeros(shape);
                    Prior.of(model.withDropout(0), parameters, new LinkedHashMap<>())
                        .draw(new RandomStream(seed, PRIOR_STREAM), draws.values());
                    yield filled(i -> draws.values()[(int) i], shape);
                }
                default -> {
                    RandomStream stream = new RandomStream(seed, mask--);
                    yield filled(i -> stream.uniform(i) < model.dropout() ? 0 : model.kept(), shape);
                }
            });
        }
    }

    /// Rows of that width: the model's data first, whatever follows (a condition) uniform.
    private LongToDoubleFunction data(ReferenceModel model, RandomStream stream, int width) {
        String kind = keys.choice("x_kind", null, DATA_KINDS);
        int inputs = model.inputs();
        return i -> i % width < inputs ? value(model.likelihood(), kind, stream, i - i % width, (int) (i % width),
            inputs) : stream.uniform(i);
    }

    /// Column c of a row whose first element is `row`; a choice takes the number of the first column of its group.
    private static double value(ReferenceLikelihood likelihood, String kind, RandomStream stream, long row, int c,
        int width) {
        if (likelihood instanceof ObservedCells observed) {
            return value(observed.likelihood(), kind, stream, row, c, width);
        }
        if (likelihood instanceof CompositeLikelihood composite) {
            int from = 0;
            for (CompositeLikelihood.Part part : composite.parts()) {
                if (c < from + part.columns()) {
                    return value(part.likelihood(), part.likelihood().data().getFirst(), stream, row + from, c - from,
                        part.columns());
                }
                from += part.columns();
            }
        }
        if (likelihood instanceof CategoricalGroups categorical) {
            int from = 0;
            for (int n : categorical.widths(width)) {
                if (c < from + n) {
                    return c - from == (int) (stream.uniform(row + from) * n) ? 1 : 0;
                }
                from += n;
            }
        }
        return switch (kind) {
            case "binary" -> stream.uniform(row + c) < 0.5f ? 1 : 0;
            case "soft" -> stream.uniform(row + c);
            case "positive" -> (float) -StrictMath.log1p(-stream.uniform(row + c));
            case "count" -> Math.floor(-4 * StrictMath.log1p(-stream.uniform(row + c)));
            default -> stream.gaussian(row + c);
        };
    }

    private DoubleTensor parameter(ReferenceModel model, String name, RandomStream stream, int[] shape) {
        if (name.equals("prior.inputs")) {
            return filled(data(model, stream, shape[1]), shape);
        }
        double deviation = name.equals("prior.mu") ? 1 : name.startsWith("prior.") ? 0.5
            : shape.length > 1 ? 1 / Math.sqrt(LinearMap.fanIn(Arrays.stream(shape).boxed().toList())) : 0.2;
        double mean = SplitMixWeights.gain(name) ? 1 : 0;
        return filled(i -> mean + deviation * stream.gaussian(i), shape);
    }

    /// What stands for a parameter that is not stored, and for a gradient that is too large: [Fixture#recompute] fills
    /// in the values.
    private void checks(String name, int[] shape) {
        int size = DoubleTensor.zeros(shape).size();
        tensors.put("wcheck." + name, DoubleTensor.zeros(Math.min(CHECKED, size)));
        if (size > LARGEST_GRADIENT) {
            RandomStream stream = new RandomStream(seed, SAMPLE_STREAM + tensors.size());
            TreeSet<Integer> indices = new TreeSet<>();
            for (long i = 0; indices.size() < SAMPLED; i++) {
                indices.add(stream.bounded(i, size));
            }
            tensors.put("gradsample.index." + name, DoubleTensor.of(indices.stream().mapToDouble(Integer::doubleValue)
                .toArray(), SAMPLED));
        }
    }

    /// 0, both signs of the powers of two from the smallest float32 to 8192, and random numbers in [-30, 30), sorted;
    /// rows of large and small differences for logsumexp.
    private void grid() {
        List<Double> x = new ArrayList<>(List.of(0.0));
        for (int power = -149; power <= 13; power++) {
            x.add(Math.scalb(1.0, power));
            x.add(-Math.scalb(1.0, power));
        }
        RandomStream stream = new RandomStream(seed, 0);
        for (int i = 0; i < 256; i++) {
            x.add((double) (60 * stream.uniform(i) - 30));
        }
        x.sort(null);
        tensors.put("x", DoubleTensor.of(x.stream().mapToDouble(Double::doubleValue).toArray(), x.size()));
        RandomStream rows = new RandomStream(seed, 1);
        tensors.put("logsumexp.x", filled(i -> Math.scalb(rows.gaussian(i), (int) (i / 9) - 4), 12, 9));
    }

    private static DoubleTensor filled(LongToDoubleFunction element, int... shape) {
        DoubleTensor tensor = DoubleTensor.zeros(shape);
        Arrays.setAll(tensor.values(), i -> (float) element.applyAsDouble(i));
        return tensor;
    }
}

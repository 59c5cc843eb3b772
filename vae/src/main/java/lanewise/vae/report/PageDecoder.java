package lanewise.vae.report;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.PlacedNetwork;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.ContinuousBernoulli;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.GaussianOptimal;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Laplace;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.likelihood.StudentT;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.DecoderSession;
import lanewise.vae.model.VaeModel;

/// A decoder as data for the script of a page: weights in base64, little-endian, in the order of the model's file.
///
/// The script computes the mean of the likelihood in double precision, layers rounded to float. Thread-safe: no state.
public final class PageDecoder {

    /// The largest number of weights that a page holds.
    public static final long MOST_WEIGHTS = 8_000_000;

    /// The largest number of products that a page sums up for an image.
    public static final long MOST_PRODUCTS = 100_000_000;

    /// Places at which a page compares itself with us.
    public static final int CHECKED = 4;

    private static final long SEED = 16;
    private static final long FLOATS = 1 << 16;
    private static final long HALVES = 1 << 20;

    private PageDecoder() {
    }

    /// Why a page cannot decode for a model.
    ///
    /// @param net the model
    /// @param image the shape of what it describes
    /// @return the reason, null if it can
    public static String refusal(Architecture net, Shape image) {
        String unknown = PageLayers.refusal(net.decoder());
        if (unknown != null) {
            return unknown;
        }
        if (mean(net.likelihood()) == null) {
            return "the page does not know the mean of the likelihood " + net.likelihood().name();
        }
        if (image.channels() != 1 && image.channels() != 3) {
            return "images of " + image.channels() + " channels have no picture";
        }
        long weights = weights(net);
        if (weights > MOST_WEIGHTS) {
            return "its decoder has " + weights + " weights, and a page holds at most " + MOST_WEIGHTS;
        }
        long products = PageLayers.products(net);
        return products <= MOST_PRODUCTS ? null : "its decoder multiplies " + products + " times for an image, and a"
                + " page does so at most " + MOST_PRODUCTS + " times";
    }

    /// Weights of the decoder that the mean needs.
    ///
    /// @param net the model
    /// @return how many, biases not counted
    public static long weights(Architecture net) {
        PlacedNetwork placed = net.placedDecoder();
        return LongStream.rangeClosed(0, net.decoder().hidden().size()).map(i -> PageLayers.weights(net, placed,
                (int) i)).sum();
    }

    /// The storage of weights that keeps a page small enough for a letter.
    ///
    /// @param net the model
    /// @return fp32 for a decoder of up to 65,536 weights, bf16 for one of up to a million, else int8
    public static Storage storage(Architecture net) {
        long weights = weights(net);
        return weights <= FLOATS ? Storage.FLOAT32 : weights <= HALVES ? Storage.BFLOAT16 : Storage.INT8;
    }

    /// A model whose decoder has weights that a storage holds exactly, those of convolutions too, each row of them with
    /// a scale of its own. Sums are those of fp32.
    ///
    /// @param model the model, which stays as it is
    /// @param storage how weights stand in the page
    /// @return the model; close it to free its memory
    /// @throws IllegalArgumentException naming the first weight that the storage has no form of
    public static VaeModel stored(VaeModel model, Storage storage) {
        Architecture net = model.architecture();
        try (Arena arena = Arena.ofShared()) {
            Parameters copy = Parameters.allocate(arena, model.parameters().layout());
            copy.copyFrom(model.parameters());
            List<Slot> slots = net.placedDecoder(copy.layout()).slots();
            for (Slot slot : slots.subList(0, net.decoder().hidden().size() + 1)) {
                storage.round(copy.weight(slot));
            }
            return VaeModel.of(net, copy, model.metadata());
        }
    }

    private static String mean(Likelihood likelihood) {
        return switch (likelihood) {
            case Bernoulli _ -> "sigmoid";
            case ContinuousBernoulli _ -> "continuous_bernoulli";
            case GaussianFixed _, GaussianLearned _, GaussianOptimal _, GaussianShared _, Laplace _, StudentT _ ->
                "identity";
            case Observed observed -> mean(observed.likelihood());
            default -> null;
        };
    }

    /// The decoder.
    ///
    /// @param decoder of a model that has no [#refusal], its weights being what the storage holds exactly ([#stored])
    /// @param image the shape of an image
    /// @param storage how weights stand in the page
    /// @return layers, what the mean is made of, and [#CHECKED] codes with what we decode them to, for the page to
    /// compare itself with
    public static Map<String, Object> of(Decoder decoder, Shape image, Storage storage) {
        Architecture net = decoder.architecture();
        Parameters parameters = decoder.parameters();
        List<Object> layers = new ArrayList<>();
        PlacedNetwork placed = net.placedDecoder(parameters.layout());
        for (int i = 0; i <= net.decoder().hidden().size(); i++) {
            layers.add(PageLayers.of(net, placed, i, parameters, storage));
        }
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("kind", "decoder");
        fields.put("latent", net.latent());
        fields.put("condition", net.conditionWidth());
        fields.put("image", new int[] {image.channels(), image.height(), image.width()});
        fields.put("storage", storage.id());
        if (net.conditionWidth() > 0) {
            fields.put("joins", net.decoder().joins());
        }
        fields.put("layers", layers);
        fields.put("mean", mean(net.likelihood()));
        fields.put("check", check(decoder));
        return fields;
    }

    private static Map<String, Object> check(Decoder decoder) {
        Map<String, Object> check = new LinkedHashMap<>();
        try (Arena arena = Arena.ofShared()) {
            Matrix codes = checked(decoder.architecture(), arena);
            check.put("rows", CHECKED);
            check.put("codes", floats(codes));
            check.put("expected", floats(decoded(decoder, codes, arena)));
        }
        return check;
    }

    /// Draws from N(0, I), and one label after the other where there are conditions.
    private static Matrix checked(Architecture net, Arena arena) {
        Matrix codes = Matrix.allocate(arena, CHECKED, net.decoderInputs());
        Matrix draws = Matrix.allocateDense(arena, CHECKED, net.latent());
        RandomStream.fillGaussian(SEED, 0, draws, 0);
        codes.columns(0, net.latent()).copyFrom(draws);
        for (int r = 0; r < CHECKED && net.conditionWidth() > 0; r++) {
            codes.set(r, net.latent() + r % net.conditionWidth(), 1);
        }
        return codes;
    }

    private static Matrix decoded(Decoder decoder, Matrix codes, Arena arena) {
        Matrix images = Matrix.allocate(arena, CHECKED, decoder.architecture().inputs());
        try (DecoderSession session = decoder.session(CHECKED)) {
            session.decode(codes, Decoder.Output.MEAN, 0, images);
        }
        return images;
    }

    /// How far a decoder whose weights are stored in another way is from the decoder, at the places of the check.
    ///
    /// @param decoder the decoder
    /// @param stored the same with other weights
    /// @return the largest difference of their means
    public static double difference(Decoder decoder, Decoder stored) {
        try (Arena arena = Arena.ofShared()) {
            Matrix codes = checked(decoder.architecture(), arena);
            float[] one = decoded(decoder, codes, arena).toArray();
            float[] other = decoded(stored, codes, arena).toArray();
            double largest = 0;
            for (int i = 0; i < one.length; i++) {
                largest = Math.max(largest, Math.abs(one[i] - (double) other[i]));
            }
            return largest;
        }
    }

    /// Floats in base64, row by row.
    ///
    /// @param values the floats
    /// @return the text
    public static String floats(Matrix values) {
        ByteBuffer bytes = buffer(4L * values.rows() * values.columns());
        MemorySegment into = MemorySegment.ofBuffer(bytes);
        for (int r = 0; r < values.rows(); r++) {
            MemorySegment.copy(values.segment(), Matrix.FLOAT, values.byteOffset(r, 0), into,
                    ValueLayout.JAVA_FLOAT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN), 4L * r * values.columns(),
                    values.columns());
        }
        return base64(bytes);
    }

    static ByteBuffer buffer(long bytes) {
        return ByteBuffer.allocate(Math.toIntExact(bytes)).order(ByteOrder.LITTLE_ENDIAN);
    }

    static String base64(ByteBuffer bytes) {
        return Base64.getEncoder().encodeToString(bytes.array());
    }
}

package lanewise.vae.report;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.Identity;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Tanh;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.ContinuousBernoulli;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.Poisson;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PageDecoderTest {

    private static final Shape IMAGE = new Shape(1, 3, 4);
    private static final Shape COLOUR = new Shape(3, 6, 4);
    private static final Architecture NET = Architecture.of(12, 3, 7, 5);

    @TempDir
    Path home;

    private static VaeModel model(Architecture net) {
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Parameters.allocate(arena, net.layout());
            net.layout().tensors().forEach(tensor -> {
                RandomStream.fillGaussian(3, tensor.offset(), parameters.tensor(tensor.name()), 0);
            });
            return VaeModel.of(net, parameters);
        }
    }

    private static float[] floats(Object base64) {
        ByteBuffer bytes = ByteBuffer.wrap(Base64.getDecoder().decode((String) base64)).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[bytes.remaining() / 4];
        bytes.asFloatBuffer().get(values);
        return values;
    }

    /// The weights of a layer as the script reads them.
    private static float[] weights(Map<?, ?> layer, Storage storage) {
        byte[] stored = Base64.getDecoder().decode((String) layer.get("weights"));
        ByteBuffer bytes = ByteBuffer.wrap(stored).order(ByteOrder.LITTLE_ENDIAN);
        float[] values = new float[stored.length / storage.bytes()];
        int columns = (int) layer.get("columns");
        for (int i = 0; i < values.length; i++) {
            values[i] = switch (storage) {
                case FLOAT32 -> bytes.getFloat();
                case BFLOAT16 -> Storage.ofBfloat16(bytes.getShort());
                case INT8 -> bytes.get() * floats(layer.get("scales"))[i / columns];
            };
        }
        return values;
    }

    /// What stands in the page, multiplied out in double, is what we decode, whatever the storage.
    @Test
    void thePageHoldsTheDecoder() {
        for (Storage storage : Storage.values()) {
            try (VaeModel model = model(NET); VaeModel stored = PageDecoder.stored(model, storage)) {
                Map<String, Object> page = PageDecoder.of(stored.decoder(), IMAGE, storage);
                Map<?, ?> check = (Map<?, ?>) page.get("check");
                float[] codes = floats(check.get("codes"));
                float[] expected = floats(check.get("expected"));
                assertEquals(12 * PageDecoder.CHECKED, expected.length);
                for (int r = 0; r < PageDecoder.CHECKED; r++) {
                    double[] x = {codes[3 * r], codes[3 * r + 1], codes[3 * r + 2]};
                    for (Object layer : (List<?>) page.get("layers")) {
                        x = dense((Map<?, ?>) layer, x, storage);
                    }
                    for (int i = 0; i < 12; i++) {
                        assertEquals(expected[12 * r + i], 1 / (1 + Math.exp(-x[i])), 2e-6, storage + " " + i);
                    }
                }
                double far = PageDecoder.difference(model.decoder(), stored.decoder());
                assertEquals(storage == Storage.FLOAT32, far == 0, storage + " " + far);
            }
        }
    }

    private static double[] dense(Map<?, ?> layer, double[] x, Storage storage) {
        float[] weights = weights(layer, storage);
        float[] bias = floats(layer.get("bias"));
        double[] y = new double[(int) layer.get("rows")];
        for (int r = 0; r < y.length; r++) {
            y[r] = bias[r];
            for (int c = 0; c < x.length; c++) {
                y[r] += weights[r * x.length + c] * x[c];
            }
            y[r] = layer.get("activation").equals("relu") ? Math.max(0, y[r]) : y[r];
        }
        return y;
    }

    @Test
    void whatAPageCannotDecodeIsRefusedWithAReason() {
        assertNull(PageDecoder.refusal(NET, IMAGE));
        assertTrue(PageDecoder.refusal(NET.withLikelihood(new Poisson()), IMAGE).contains("poisson"));
        assertTrue(PageDecoder.refusal(NET, new Shape(2, 2, 3)).contains("2 channels"));
        Architecture large = Architecture.of(784, 8, 16_000);
        assertTrue(PageDecoder.refusal(large, new Shape(1, 28, 28)).contains("12672000 weights"));
        assertEquals(Storage.INT8, PageDecoder.storage(large));
        assertEquals(Storage.FLOAT32, PageDecoder.storage(Architecture.of(784, 20, 80)));
        assertEquals(Storage.BFLOAT16, PageDecoder.storage(Architecture.of(784, 20, 400)));
        Shape picture = new Shape(1, 512, 512);
        Architecture wide = Architecture.builder(picture).latent(3).encoder(List.of()).decoder(List.of(
                new Layer(new ConvTranspose2d(4, 512, 1, 0, 0), new Relu())), new Conv2d(1, 11, 1, 5)).build();
        assertEquals("its decoder multiplies 130023424 times for an image, and a page does so at most 100000000 times",
                PageDecoder.refusal(wide, picture));
        assertNull(PageDecoder.refusal(convolutions().getFirst(), COLOUR));
    }

    private static Architecture convolutional(LinearMap head, Layer... layers) {
        return Architecture.builder(COLOUR).latent(3).encoder(List.of()).decoder(List.of(layers), head).build();
    }

    private static Layer normalized(LinearMap map) {
        return new Layer(map, Normalization.LAYER, new Elu(1));
    }

    /// Of colour images of 6 x 4: kernels, strides and paddings of both convolutions, heads that slide and one that
    /// does not, and a condition behind a convolution.
    private static List<Architecture> convolutions() {
        Layer small = new Layer(new Dense(new Shape(4, 3, 2)), new Relu());
        Layer larger = normalized(new ConvTranspose2d(5, 3, 2, 1, 1));
        Layer wide = normalized(new Dense(new Shape(2, 12, 8)));
        return List.of(convolutional(new ConvTranspose2d(3, 3, 1, 1, 0), small, larger),
                convolutional(Network.DENSE_HEAD, small, larger),
                convolutional(new ConvTranspose2d(3, 1, 1, 0, 0), wide, new Layer(new Conv2d(4, 4, 2, 1), new Tanh()))
                        .withLikelihood(new GaussianLearned()),
                convolutional(new Conv2d(3, 3, 1, 1), new Layer(new ConvTranspose2d(4, 2, 1, 0, 0), new Relu()),
                        new Layer(new Dense(new Shape(2, 6, 4)), new Tanh())).withCondition(2));
    }

    /// Every layer, activation, normalisation, likelihood and storage in a browser, in one page.
    @Test
    void aBrowserDecodesWhatWeDecode() throws Exception {
        List<Architecture> nets = new ArrayList<>();
        Activation.all().forEach(activation -> nets.add(NET.withActivation(activation)));
        nets.add(NET.withNormalization(Normalization.LAYER));
        nets.add(NET.withLikelihood(new ContinuousBernoulli()));
        nets.add(NET.withLikelihood(new GaussianLearned()).withActivation(new Identity()));
        nets.add(NET.withCondition(2));
        List<Architecture> everyStorage = List.of(nets.getFirst(), convolutions().getFirst());
        nets.addAll(convolutions());
        List<RunReport> runs = new ArrayList<>();
        for (Architecture net : nets) {
            for (Storage storage : everyStorage.contains(net) ? Storage.values() : new Storage[] {Storage.FLOAT32}) {
                runs.add(report(net, storage));
            }
        }
        Path page = Files.writeString(home.resolve("page.html"), ReportPage.of(runs, "a test"));
        String opened = Chromium.open(page, home);
        List<Double> deviations = Pattern.compile("data-deviation=\"([^\"]+)\"").matcher(opened).results()
                .map(found -> Double.parseDouble(found.group(1))).toList();
        assertEquals(runs.size(), deviations.size(), Files.readString(home.resolve("chromium.log")));
        for (int i = 0; i < runs.size(); i++) {
            assertTrue(deviations.get(i) <= 1e-5, runs.get(i).name() + ": " + deviations.get(i));
        }
        assertEquals(3 * runs.size(), opened.split("type=\"range\"", -1).length - 1);
    }

    private static RunReport report(Architecture net, Storage storage) {
        Shape image = net.inputs() == 12 ? IMAGE : COLOUR;
        try (VaeModel model = model(net); VaeModel stored = PageDecoder.stored(model, storage);
                Arena arena = Arena.ofShared()) {
            Map<String, Object> decoder = PageDecoder.of(stored.decoder(), image, storage);
            assertNotNull(decoder.get("mean"));
            decoder.put("dimensions", List.of(Map.of("index", 2, "name", "z2"), Map.of("index", 0, "name", "z0"),
                    Map.of("index", 1, "name", "z1")));
            decoder.put("starts", List.of());
            decoder.put("normal", true);
            Part.Image still = Mosaic.part(Mosaic.of(Matrix.allocate(arena, 2, net.inputs()), image, 2, 1), 2,
                    "still", "still");
            return new RunReport(
                    net.decoder().hidden().getFirst() + " " + net.likelihood().name() + " " + storage.id(), "a net")
                    .add(Topic.EXPLORER, new Part.Explorer(decoder, still));
        }
    }
}

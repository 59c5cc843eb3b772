package lanewise.bench.peers.golden;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.model.Architecture;

import org.bytedeco.pytorch.global.torch;

/// Writes the goldens of convolutions: `bench/bin/peers goldens FOLDER`.
public final class Goldens {

    private Goldens() {
    }

    /// Computes all cases and writes their files.
    ///
    /// @param arguments the folder
    /// @param out       what was written
    /// @throws IOException              if a file cannot be written
    /// @throws IllegalArgumentException if there is not one argument
    /// @throws IllegalStateException    if PyTorch and a plain loop do not agree
    public static void main(List<String> arguments, PrintStream out) throws IOException {
        if (arguments.size() != 1) {
            throw new IllegalArgumentException("goldens wants the folder to write to, and nothing else");
        }
        Path folder = Path.of(arguments.getFirst());
        Files.createDirectories(folder);
        torch.set_num_threads(1);
        for (GoldenModel model : models()) {
            model.write(folder);
            out.println(model.name());
        }
        write(folder, "maps_conv2d", convolutions());
        write(folder, "maps_conv_transpose2d", transposed());
        out.println("maps_conv2d, maps_conv_transpose2d: all values agree with plain loops");
    }

    private static void write(Path folder, String name, List<GoldenMap> maps) throws IOException {
        for (boolean wide : new boolean[] {true, false}) {
            GoldenFile file = new GoldenFile(wide, 7);
            Map<String, String> metadata = new LinkedHashMap<>();
            metadata.put("kind", "linear_maps");
            for (GoldenMap map : maps) {
                map.compute(file);
                metadata.put("map." + map.name(), map.geometry());
            }
            file.write(folder, name, metadata);
        }
    }

    private static List<GoldenModel> models() {
        return List.of(
                new GoldenModel("conv_relu_bernoulli", 1, Architecture.builder(new Shape(1, 8, 8)).latent(2)
                        .encoder(List.of(layer("relu", new Conv2d(3, 3, 2, 1)), layer("relu", new Conv2d(4, 3, 2, 1)),
                                layer("relu", Dense.of(5))))
                        .decoder(List.of(layer("relu", dense(4, 2, 2)),
                                layer("relu", new ConvTranspose2d(3, 3, 2, 1, 1))),
                                new ConvTranspose2d(1, 3, 2, 1, 1))
                        .build(), 4, 1, false, 1, false),
                new GoldenModel("conv_tanh_elu_gaussian_fixed", 2, Architecture.builder(new Shape(2, 7, 6)).latent(3)
                        .likelihood(new GaussianFixed(0.25))
                        .encoder(List.of(layer("tanh", new Conv2d(3, 2, 1, 0)), layer("elu", new Conv2d(4, 3, 2, 0))))
                        .decoder(List.of(layer("elu", dense(2, 7, 6)),
                                layer("tanh", new ConvTranspose2d(2, 4, 2, 1, 0))),
                                new Conv2d(2, 2, 2, 0))
                        .build(), 3, 2, false, 0.5, true),
                new GoldenModel("conv_softplus_gaussian_learned", 3,
                        Architecture.builder(new Shape(1, 11, 14)).latent(2)
                        .likelihood(new GaussianLearned())
                        .encoder(List.of(layer("softplus", new Conv2d(2, 5, 3, 2)), layer("softplus", Dense.of(4))))
                        .decoder(List.of(layer("softplus", dense(2, 4, 5)),
                                layer("softplus", new ConvTranspose2d(2, 5, 3, 2, 1))),
                                new Conv2d(1, 3, 1, 1))
                        .build(), 3, 1, false, 1, false),
                new GoldenModel("conv_norm_iwae_dense_heads", 4, Architecture.builder(new Shape(1, 4, 4)).latent(2)
                        .encoder(List.of(normalized(new Conv2d(4, 3, 1, 1)), layer("relu", new Conv2d(3, 2, 2, 0))))
                        .decoder(List.of(layer("relu", dense(3, 2, 2)), normalized(new ConvTranspose2d(4, 3, 2, 1, 1))),
                                Network.DENSE_HEAD)
                        .build(), 3, 3, true, 1, false));
    }

    private static Layer layer(String activation, LinearMap map) {
        return new Layer(map, Activation.named(activation));
    }

    private static Layer normalized(LinearMap map) {
        return new Layer(map, Normalization.LAYER, Activation.named("relu"));
    }

    private static Dense dense(int channels, int height, int width) {
        return new Dense(new Shape(channels, height, width));
    }

    private static List<GoldenMap> convolutions() {
        return List.of(
                conv("k1s1", 2, 3, 4, 3, 1, 1, 0),
                conv("k3s1p1", 2, 5, 6, 3, 3, 1, 1),
                conv("k3s2p1", 3, 6, 7, 2, 3, 2, 1),
                conv("k3s2", 1, 8, 5, 3, 3, 2, 0),
                conv("k2s1", 3, 4, 5, 2, 2, 1, 0),
                conv("k2s3", 2, 7, 6, 2, 2, 3, 0),
                conv("k4s2p1", 3, 6, 8, 2, 4, 2, 1),
                conv("k5s3p2", 1, 8, 9, 2, 5, 3, 2),
                conv("k7s2p3", 1, 6, 5, 2, 7, 2, 3),
                conv("whole", 2, 3, 3, 4, 3, 1, 0));
    }

    private static List<GoldenMap> transposed() {
        return List.of(
                turned("k1s1", 2, 3, 4, 3, 1, 1, 0, 0),
                turned("k3s1p1", 3, 4, 5, 1, 3, 1, 1, 0),
                turned("k3s2p1o1", 3, 3, 4, 2, 3, 2, 1, 1),
                turned("k3s2p1", 2, 3, 4, 1, 3, 2, 1, 0),
                turned("k2s2", 3, 3, 2, 2, 2, 2, 0, 0),
                turned("k2s3o2", 2, 2, 3, 2, 2, 3, 0, 2),
                turned("k4s2p1", 2, 3, 4, 3, 4, 2, 1, 0),
                turned("k5s3p2o1", 2, 3, 2, 1, 5, 3, 2, 1),
                turned("k7s2p3o1", 1, 3, 4, 2, 7, 2, 3, 1),
                turned("from_pixel", 4, 1, 1, 2, 3, 1, 0, 0));
    }

    private static GoldenMap conv(String name, int channels, int height, int width, int out, int kernel, int stride,
            int padding) {
        return new GoldenMap(name, new Conv2d(out, kernel, stride, padding), new Shape(channels, height, width), 2);
    }

    private static GoldenMap turned(String name, int channels, int height, int width, int out, int kernel, int stride,
            int padding, int outputPadding) {
        return new GoldenMap(name, new ConvTranspose2d(out, kernel, stride, padding, outputPadding),
                new Shape(channels, height, width), 2);
    }
}

package lanewise.properties.reference;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Tanh;
import lanewise.vae.layer.Conv2d;
import lanewise.vae.layer.ConvTranspose2d;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Shape;
import lanewise.vae.model.Architecture;
import lanewise.vae.reference.ReferenceLikelihood;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;

/// Convolutional nets drawn from random numbers: kernels 1 to 5, strides 1 to 3, every padding and output padding.
///
/// The encoder has one or two convolutions and perhaps a dense layer. The decoder comes back from the shape that the
/// convolutions leave: a dense layer, perhaps a convolution that keeps the size, and the transposed convolutions of the
/// encoder's geometries, of which the last is the head. Activations are any, but of the last hidden layer on either
/// side tanh: what heads exponentiate stays small.
public final class RandomImages {
    private RandomImages() {
    }

    /// A net for images of that shape (whose height and width should differ by a multiple of 6, or strides are 1), with
    /// a diagonal posterior, the prior N(0, I), no condition and no dropout. Where a head of the likelihood is no whole
    /// number of channels, the head is dense.
    ///
    /// @param random where it is drawn from
    /// @param data shape of the data
    /// @param channels the fewest that a convolution of the encoder has; it has up to two more
    /// @param likelihood of the data
    /// @param objective what is minimised
    /// @return the net
    public static ReferenceModel net(Random random, Shape data, int channels, ReferenceLikelihood likelihood,
        ReferenceObjective objective) {
        List<Layer> encoder = new ArrayList<>();
        List<Layer> back = new ArrayList<>();
        List<LinearMap> heads = new ArrayList<>();
        Shape shape = data;
        for (int i = 1 + random.nextInt(2); i > 0; i--) {
            Conv2d map = convolution(random, shape, channels);
            encoder.add(new Layer(map, activation(random)));
            ConvTranspose2d transposed = new ConvTranspose2d(shape.channels(), map.kernel(), map.stride(),
                map.padding(),
                (shape.height() + 2 * map.padding() - map.kernel()) % map.stride());
            if (heads.isEmpty()) {
                heads.add(transposed);
            } else {
                back.addFirst(new Layer(transposed, activation(random)));
            }
            shape = map.output(shape);
        }
        if (random.nextBoolean()) {
            encoder.add(new Layer(Dense.of(3 + random.nextInt(3)), activation(random)));
        }
        if (random.nextBoolean()) {
            back.addFirst(new Layer(new Conv2d(shape.channels(), 3, 1, 1), activation(random)));
        }
        back.addFirst(new Layer(new Dense(shape), activation(random)));
        for (List<Layer> side : List.of(encoder, back)) {
            side.add(new Layer(side.removeLast().map(), new Tanh()));
        }
        boolean whole = likelihood.heads(data.size()).stream()
            .allMatch(head -> !head.weighted() || head.width() % data.pixels() == 0);
        Architecture net = Architecture.builder(data).encoder(encoder).latent(2 + random.nextInt(3))
            .decoder(back, whole ? heads.getFirst() : Network.DENSE_HEAD).build();
        ReferenceModel plain = ReferenceModel.of(net, 0, objective,
            ReferenceObjective.Reduction.values()[random.nextInt(2)]);
        return new ReferenceModel(plain.encoder(), plain.latent(), plain.decoder(), 0, likelihood, objective,
            plain.reduction(), plain.posterior(),
            plain.prior(), 0);
    }

    private static Activation activation(Random random) {
        return Activation.all().get(random.nextInt(Activation.all().size()));
    }

    private static Conv2d convolution(Random random, Shape in, int channels) {
        int least = Math.min(in.height(), in.width());
        int kernel = 1 + random.nextInt(5);
        int padding = Math.max(random.nextInt(kernel), (kernel - least + 1) / 2);
        int stride = 1 + random.nextInt(3);
        // one output padding has to bring back both the height and the width
        boolean alike = (in.height() - in.width()) % stride == 0;
        return new Conv2d(channels + random.nextInt(3), kernel, alike ? stride : 1, padding);
    }
}

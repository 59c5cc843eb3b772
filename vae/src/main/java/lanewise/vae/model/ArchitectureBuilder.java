package lanewise.vae.model;

import java.util.List;
import java.util.Objects;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Relu;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.latent.StandardNormal;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Likelihood;

/// Builds an [Architecture]; what is not said is a net without hidden layers, Bernoulli likelihood, diagonal Gaussian
/// posterior, standard normal prior and no condition.
///
/// Activation and normalisation count for the layers that widths stand for, whenever they are said. Not thread-safe.
///
/// ```java
/// Architecture mlp = Architecture.builder(784).hidden(400).latent(20).build();
/// Architecture images = Architecture.builder(new Shape(1, 28, 28))
///         .encoder(List.of(new Layer(new Conv2d(32, 3, 2, 1), new Relu()), new Layer(Dense.of(16), new Relu())))
///         .latent(2)
///         .decoder(List.of(new Layer(new Dense(new Shape(32, 14, 14)), new Relu())),
///                 new ConvTranspose2d(1, 3, 2, 1, 1))
///         .build();
/// ```
public final class ArchitectureBuilder {

    static final Activation USUAL_ACTIVATION = new Relu();

    private final Shape data;
    private int latent = 1;
    private List<Integer> encoderWidths = List.of();
    private List<Integer> decoderWidths = List.of();
    private List<Layer> encoder;
    private List<Layer> decoder;
    private LinearMap decoderHead = Network.DENSE_HEAD;
    private Activation activation = USUAL_ACTIVATION;
    private Normalization normalization = Normalization.NONE;
    private Likelihood likelihood = new Bernoulli();
    private Posterior posterior = new DiagonalGaussian();
    private Prior prior = new StandardNormal();
    private int condition;
    private double logVarianceBound;

    ArchitectureBuilder(Shape data) {
        this.data = Objects.requireNonNull(data, "data");
    }

    /// Sets the dimensions of the latent variable.
    ///
    /// @param dimensions at least 1
    /// @return this
    public ArchitectureBuilder latent(int dimensions) {
        latent = dimensions;
        return this;
    }

    /// Dense hidden layers of the encoder, and the same in reverse of the decoder.
    ///
    /// @param widths from the input on, each at least 1
    /// @return this
    public ArchitectureBuilder hidden(Integer... widths) {
        return encoderHidden(List.of(widths)).decoderHidden(List.of(widths).reversed());
    }

    /// Dense hidden layers of the encoder.
    ///
    /// @param widths from the input on, each at least 1
    /// @return this
    public ArchitectureBuilder encoderHidden(List<Integer> widths) {
        encoderWidths = List.copyOf(widths);
        encoder = null;
        return this;
    }

    /// Dense hidden layers of the decoder, with dense heads.
    ///
    /// @param widths from the latent variable on, each at least 1
    /// @return this
    public ArchitectureBuilder decoderHidden(List<Integer> widths) {
        decoderWidths = List.copyOf(widths);
        decoder = null;
        decoderHead = Network.DENSE_HEAD;
        return this;
    }

    /// The encoder's hidden layers, of any kind.
    ///
    /// @param layers from the input on
    /// @return this
    public ArchitectureBuilder encoder(List<Layer> layers) {
        encoder = List.copyOf(layers);
        return this;
    }

    /// The decoder's hidden layers and heads, of any kind.
    ///
    /// @param layers from the latent variable on
    /// @param head the kind of the likelihood's heads, whatever its number of outputs
    /// @return this
    public ArchitectureBuilder decoder(List<Layer> layers, LinearMap head) {
        decoder = List.copyOf(layers);
        decoderHead = Objects.requireNonNull(head, "head");
        return this;
    }

    /// Sets the activation of the layers that widths stand for; ReLU otherwise.
    ///
    /// @param f the activation
    /// @return this
    public ArchitectureBuilder activation(Activation f) {
        activation = Objects.requireNonNull(f, "activation");
        return this;
    }

    /// Sets the normalisation of the layers that widths stand for; none otherwise.
    ///
    /// @param other the normalisation
    /// @return this
    public ArchitectureBuilder normalization(Normalization other) {
        normalization = Objects.requireNonNull(other, "normalization");
        return this;
    }

    /// Sets what the decoder describes.
    ///
    /// @param other the likelihood
    /// @return this
    public ArchitectureBuilder likelihood(Likelihood other) {
        likelihood = other;
        return this;
    }

    /// Sets the family of q(z|x).
    ///
    /// @param other the family
    /// @return this
    public ArchitectureBuilder posterior(Posterior other) {
        posterior = other;
        return this;
    }

    /// Sets what z is drawn from.
    ///
    /// @param other the prior
    /// @return this
    public ArchitectureBuilder prior(Prior other) {
        prior = other;
        return this;
    }

    /// Sets the columns of the condition.
    ///
    /// @param columns at least 0
    /// @return this
    public ArchitectureBuilder condition(int columns) {
        condition = columns;
        return this;
    }

    /// Bounds the logs of variances and scales that follow from a row, those of the posterior and those of the
    /// likelihood: `v = b tanh(t / b)` of what the last layer gives ([Network#logVarianceBound()]).
    ///
    /// @param bound b, above 0 up to [Network#LARGEST_BOUND], such as 10; 0 for none
    /// @return this
    public ArchitectureBuilder logVarianceBound(double bound) {
        logVarianceBound = bound;
        return this;
    }

    /// The architecture.
    ///
    /// @return the architecture
    /// @throws IllegalArgumentException naming what does not fit
    public Architecture build() {
        List<Layer> from = encoder == null ? dense(encoderWidths, "encoderHidden") : encoder;
        List<Layer> to = decoder == null ? dense(decoderWidths, "decoderHidden") : decoder;
        if (latent < 1) {
            throw new IllegalArgumentException("latent: " + latent + ", expected at least 1");
        }
        return new Architecture(network("encoder", data, from, Network.DENSE_HEAD), latent,
                network("decoder", Shape.of(latent), to, decoderHead), likelihood, posterior, prior, condition);
    }

    private Network network(String part, Shape input, List<Layer> layers, LinearMap head) {
        try {
            return new Network(input, layers, head, logVarianceBound);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(part + ": " + e.getMessage(), e);
        }
    }

    private List<Layer> dense(List<Integer> widths, String argument) {
        widths.forEach(width -> {
            if (width < 1) {
                throw new IllegalArgumentException(argument + ": " + width + ", expected at least 1");
            }
        });
        return widths.stream().map(width -> new Layer(Dense.of(width), normalization, activation)).toList();
    }
}

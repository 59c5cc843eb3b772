package lanewise.vae.cli;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

import lanewise.core.activation.Activation;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.layer.Dense;
import lanewise.vae.layer.Layer;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Network;
import lanewise.vae.layer.Normalization;
import lanewise.vae.layer.Shape;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.ArchitectureBuilder;
import lanewise.vae.train.TrainingConfiguration;

/// The options of `train` that say what net is trained.
final class NetworkOptions {

    private static final int WIDEST = Network.MOST_UNITS;
    private static final String BY_PRESET = "as the preset says";

    static final Option<String> PRESET = Option.choice("preset", "NAME", Preset.ids(), Preset.DEFAULT.id(),
            "a net and its training by name; the options below change single points");
    static final Option<List<Integer>> HIDDEN = Option.sizes("hidden", "N,...", 1, WIDEST, null,
            "widths of the encoder's hidden layers, those of the decoder being the reverse").withStandard(null, "400");
    static final Option<List<Integer>> DECODER_HIDDEN = Option.sizes("decoder-hidden", "N,...", 1, WIDEST, null,
            "widths of the decoder's hidden layers").withStandard(null, "the encoder's in reverse");
    static final Option<String> ENCODER = Option.text("encoder", "LAYER,...",
            "the encoder's hidden layers, of any kind: dense:units=N,"
            + " conv2d:channels=N:kernel=N:stride=N:padding=N, conv_transpose2d:...; a stride is 1 and a padding 0"
                    + " where it is not said")
            .withStandard(null, BY_PRESET);
    static final Option<String> DECODER = Option.text("decoder", "LAYER,...", "the decoder's hidden layers, of any"
            + " kind: dense:units=64x7x7 gives images, and conv_transpose2d:channels=N:kernel=N:stride=N larger ones;"
            + " it has padding=N and output_padding=N too").withStandard(null, BY_PRESET);
    static final Option<String> DECODER_HEAD = Option.text("decoder-head", "LAYER",
            "what gives the likelihood's parameters, without its outputs, such as"
            + " conv_transpose2d:kernel=3:padding=1").withStandard(null, "dense, or as the preset says");
    static final Option<Integer> LATENT = Option.integer("latent", "N", 1, WIDEST, null,
            "dimensions of the latent variable")
            .withStandard(null, "20");
    static final Option<String> ACTIVATION = Option.choice("activation", "NAME", Activation.all().stream()
            .map(Activation::name).toList(),
            null, "activation of the hidden layers").withStandard(null, "relu");
    static final Option<String> NORMALIZATION = Option.choice("normalization", "NAME",
            Arrays.stream(Normalization.values()).map(Normalization::id).toList(), Normalization.NONE.id(),
            "of the hidden layers, before their activation: layer normalisation with gain and shift, or none");
    static final Option<String> LIKELIHOOD = LikelihoodOption.of();
    static final Option<Double> VARIANCE = Option.real("variance", "X", 0, true, 1e6, 1.0,
            "variance of the likelihood gaussian_fixed");
    static final Option<Double> LOG_VARIANCE_BOUND = Option.real("log-variance-bound", "B", 0, true,
            Network.LARGEST_BOUND, null, "bounds the logs of variances and scales that follow from a row, of posterior"
            + " and likelihood, smoothly: B tanh(t / B); 10 leaves room for all but extreme rows")
            .withStandard(null, "none");
    static final Option<String> POSTERIOR = Option.choice("posterior", "NAME", Posterior.all().stream()
            .map(Posterior::name).toList(), null,
            "family of the posterior: independent dimensions, or a full covariance").withStandard(null, "diagonal");
    static final Option<String> PRIOR = Option.choice("prior", "NAME", Prior.names(), null,
            "what latent variables are drawn from: N(0, I), a learned mixture of Gaussians, or the posteriors of"
            + " learned inputs (VampPrior)")
            .withStandard(null, "standard_normal");
    static final Option<Integer> COMPONENTS = Option.integer("components", "N", 1, Prior.MOST_COMPONENTS, 100,
            "components of the prior, at most one per training example");

    static final OptionGroup GROUP = OptionGroup.of("Network", PRESET, HIDDEN, DECODER_HIDDEN, ENCODER, DECODER,
            DECODER_HEAD, LATENT, ACTIVATION,
            NORMALIZATION, LIKELIHOOD, VARIANCE, LOG_VARIANCE_BOUND, POSTERIOR, PRIOR, COMPONENTS, Condition.OPTION,
            TrainOptions.INIT, TrainOptions.DECODER_BIAS);

    private NetworkOptions() {
    }

    static Preset preset(Arguments arguments) {
        return Preset.named(arguments.get(PRESET));
    }

    /// Refuses what no data could make right, before they are read.
    static void check(Arguments arguments) throws UsageException {
        Base base = Base.of(arguments);
        Layers layers = layers(arguments, base);
        Likelihood likelihood = likelihood(arguments, base);
        if (!layers.slide()) {
            build(arguments, base, layers, likelihood, Shape.of(Math.max(1, likelihood.width())), 0);
        }
        prior(arguments);
    }

    /// The net for data of a shape: images as such where convolutions slide over them, else vectors.
    ///
    /// @param base what the options change
    /// @param data the shape of images, or of rows of a table
    /// @param condition columns of the condition
    /// @throws UsageException naming the option that does not fit, and of layers the index, the shape that reaches it
    /// and what was expected
    static Architecture architecture(Arguments arguments, Base base, Shape data, int condition) throws UsageException {
        Layers layers = layers(arguments, base);
        return build(arguments, base, layers, likelihood(arguments, base),
                layers.slide() ? data : Shape.of(data.size()), condition);
    }

    /// Refuses convolutions over what is no image.
    static void refuseConvolutions(Arguments arguments, String data) throws UsageException {
        if (layers(arguments, Base.of(arguments)).slide()) {
            Option<?> option = Stream.<Option<?>>of(ENCODER, DECODER, DECODER_HEAD, PRESET).filter(arguments::has)
                    .findFirst().orElse(PRESET);
            throw new UsageException("--" + option.name() + ": convolutions slide over images, and " + data
                    + " is a table, whose rows have no height and width, expected dense layers");
        }
    }

    private static Architecture build(Arguments arguments, Base base, Layers layers, Likelihood likelihood,
            Shape data, int condition) throws UsageException {
        try {
            likelihood.requireWidth(data.size());
        } catch (IllegalArgumentException e) {
            throw new UsageException("--likelihood: " + e.getMessage().replaceFirst("^likelihood: ", ""));
        }
        ArchitectureBuilder builder = Architecture.builder(data).likelihood(likelihood).prior(prior(arguments))
                .condition(condition)
                .logVarianceBound(arguments.has(LOG_VARIANCE_BOUND) ? arguments.get(LOG_VARIANCE_BOUND)
                : base.logVarianceBound())
                .posterior(Posterior.named(arguments.has(POSTERIOR) ? arguments.get(POSTERIOR) : "diagonal"))
                .latent(arguments.has(LATENT) ? arguments.get(LATENT) : base.latent())
                .encoder(hidden(arguments, base, layers.encoder())).decoder(hidden(arguments, base, layers.decoder()),
                layers.head());
        try {
            Architecture architecture = builder.build();
            return architecture;
        } catch (IllegalArgumentException e) {
            if (e.getCause() instanceof ArithmeticException) {
                throw new UsageException("--" + (arguments.has(HIDDEN) || !layers.slide() ? HIDDEN : ENCODER).name()
                        + ": the net has more weights than fit 2^31 floats, expected a smaller one");
            }
            throw new UsageException("--" + e.getMessage().replaceFirst("^decoder: (head|its head)", DECODER_HEAD.name()
                    + ": $1"));
        }
    }

    /// The linear maps of both networks.
    private record Layers(List<LinearMap> encoder, List<LinearMap> decoder, LinearMap head) {

        boolean slide() {
            return Stream.concat(Stream.concat(encoder.stream(), decoder.stream()), Stream.of(head))
                    .anyMatch(LinearMap::slides);
        }
    }

    private static Layers layers(Arguments arguments, Base base) throws UsageException {
        for (Option<?> widths : List.of(HIDDEN, DECODER_HIDDEN)) {
            for (Option<?> kinds : List.of(ENCODER, DECODER, DECODER_HEAD)) {
                arguments.exclude(widths, kinds,
                        "widths are of nets that are dense throughout, expected --encoder, --decoder and --decoder-head"
                        + " for all layers (dense:units=400 is one of a width)");
            }
        }
        List<LinearMap> encoder = arguments.has(HIDDEN) ? dense(arguments.get(HIDDEN))
                : LayerText.maps(ENCODER, arguments.has(ENCODER) ? arguments.get(ENCODER) : base.encoder());
        if (arguments.has(HIDDEN) || arguments.has(DECODER_HIDDEN)) {
            List<Integer> widths = arguments.has(DECODER_HIDDEN) ? arguments.get(DECODER_HIDDEN) : arguments.get(HIDDEN)
                    .reversed();
            return new Layers(encoder, dense(widths), Network.DENSE_HEAD);
        }
        List<LinearMap> decoder = LayerText.maps(DECODER, arguments.has(DECODER) ? arguments.get(DECODER)
                : base.decoder());
        String head = arguments.has(DECODER_HEAD) ? arguments.get(DECODER_HEAD) : arguments.has(DECODER) ? "dense"
                : base.head();
        return new Layers(encoder, decoder, LayerText.head(DECODER_HEAD, head));
    }

    private static List<LinearMap> dense(List<Integer> widths) {
        return widths.stream().<LinearMap>map(Dense::of).toList();
    }

    private static List<Layer> hidden(Arguments arguments, Base base, List<LinearMap> maps) {
        Activation activation = arguments.has(ACTIVATION) ? Activation.named(arguments.get(ACTIVATION))
                : base.activation();
        Normalization normalization = Normalization.named(arguments.get(NORMALIZATION));
        return maps.stream().map(map -> new Layer(map, normalization, activation)).toList();
    }

    private static Likelihood likelihood(Arguments arguments, Base base) throws UsageException {
        Likelihood likelihood = arguments.has(LIKELIHOOD) ? LikelihoodOption.read(arguments.get(LIKELIHOOD))
                : base.likelihood();
        if (likelihood instanceof GaussianFixed && arguments.has(VARIANCE)) {
            return new GaussianFixed(arguments.get(VARIANCE));
        } else if (arguments.has(VARIANCE)) {
            throw new UsageException("--variance: the likelihood " + likelihood.name()
                    + " has none, it is for gaussian_fixed");
        }
        return likelihood;
    }

    private static Prior prior(Arguments arguments) throws UsageException {
        Prior prior = Prior.named(arguments.has(PRIOR) ? arguments.get(PRIOR) : "standard_normal",
                arguments.get(COMPONENTS));
        if (prior.closedForm() && arguments.has(COMPONENTS)) {
            throw new UsageException("--components: the prior " + prior.name()
                    + " has none, they are for gaussian_mixture and vamp");
        }
        return prior;
    }

    /// Refuses a start of the bias where the likelihood has none.
    static void checkBias(Architecture architecture, TrainingConfiguration training) throws UsageException {
        if (training.biasFromMean() && architecture.likelihood().outputOfMean(0.5).isEmpty()) {
            throw new UsageException("--decoder-bias: the likelihood " + architecture.likelihood().name()
                    + " has no output for a mean, expected init");
        }
    }

    /// Refuses data that the preset is not for.
    static void checkWidth(Arguments arguments, int width, String data) throws CommandException {
        int inputs = preset(arguments).inputs();
        if (inputs != 0 && inputs != width) {
            throw new CommandException(data + ": has " + width + " values per example, the preset " + preset(arguments)
                    .id() + " is for " + inputs);
        }
    }
}

package lanewise.vae.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import lanewise.core.activation.Activation;
import lanewise.vae.format.FormatException;
import lanewise.vae.latent.Posterior;
import lanewise.vae.latent.Prior;
import lanewise.vae.layer.Normalization;
import lanewise.vae.likelihood.GaussianFixed;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;

/// A case that any implementation can be held against: a description, the inputs, and the results that somebody
/// computed.
///
/// The description's key `kind` says which:
/// - `vae_gradients`: one forward and backward pass ([ReferenceModel]); parameters by name or, with `weights` =
///     `splitmix64`, from `seed` ([SplitMixWeights]), `x`, `eps`;
/// - `optimizer_trajectory`: some steps of an optimizer ([Trajectory]); `step0.<p>`, `x`, `eps`; the results of the
///     pass of step 1 may be there as well, under the names
///   that they have in `vae_gradients`;
/// - `elementwise`: functions on a grid; `x`, `logsumexp.x`.
///
/// Where a gradient is too large to store, `gradsample.index.<p>` asks for `gradsample.value.<p>`,
/// `gradsample.l2norm.<p>` and `gradsample.sum.<p>`; `wcheck.<p>` is the head of a parameter. Immutable as long as
/// nobody writes to the tensors.
///
/// @param description the string-to-string metadata of the file
/// @param tensors inputs and results by name
public record Fixture(Map<String, String> description, Map<String, DoubleTensor> tensors) {

    /// What the key `architecture` stands in the place of.
    private static final List<String> LAYER_KEYS = List.of("x_dim", "enc_hidden", "z_dim", "dec_hidden", "activation",
        "normalization",
        "likelihood", "sigma2", "posterior", "prior", "components", "condition_dim", "log_variance_bound");

    static final List<String> KINDS = List.of("vae_gradients", "optimizer_trajectory", "elementwise");

    /// Copies the maps, keeping their order.
    public Fixture {
        description = Collections.unmodifiableMap(new LinkedHashMap<>(description));
        tensors = Collections.unmodifiableMap(new LinkedHashMap<>(tensors));
    }

    /// Every result that the inputs determine, computed afresh.
    ///
    /// @return the results by name
    /// @throws IllegalArgumentException naming the metadata key or the tensor, if one is missing or wrong
    public Map<String, DoubleTensor> recompute() {
        return switch (kind()) {
            case "vae_gradients" -> new FixtureInputs(this).pass();
            case "optimizer_trajectory" -> new FixtureInputs(this).trajectory();
            default -> FunctionTable.of(tensors);
        };
    }

    /// How far the results in this fixture are from those computed afresh, in the order of this fixture.
    ///
    /// @param singlePrecision whether the fixture's results are stored as float32
    /// @return one deviation per result
    /// @throws IllegalArgumentException if the description or an input is missing or wrong, or a result has another
    ///     number of elements
    public List<Deviation> deviations(boolean singlePrecision) {
        Map<String, DoubleTensor> truth = recompute();
        List<Deviation> deviations = new ArrayList<>();
        for (Map.Entry<String, DoubleTensor> entry : tensors.entrySet()) {
            DoubleTensor expected = truth.get(entry.getKey());
            if (expected != null) {
                deviations.add(Deviation.between(entry.getKey(), expected, entry.getValue(), singlePrecision));
            }
        }
        return deviations;
    }

    /// Names of tensors that are neither inputs nor results this reference computes.
    ///
    /// @return the names, sorted; empty in a fixture that is understood as a whole
    public Set<String> unknown() {
        return unknown(recompute().keySet());
    }

    /// Names of tensors that are neither inputs nor among these results.
    Set<String> unknown(Set<String> results) {
        Set<String> names = new TreeSet<>(tensors.keySet());
        names.removeAll(results);
        names.remove("x");
        if (kind().equals("elementwise")) {
            names.remove("logsumexp.x");
            return names;
        }
        ReferenceModel model = model();
        names.removeAll(Set.of("x_target", "eps", "c", "z_prior"));
        names.removeAll(model.noiseShapes(1).keySet());
        for (String parameter : model.parameterShapes().keySet()) {
            names.remove(parameter);
            names.remove("step0." + parameter);
            names.remove("gradsample.index." + parameter);
        }
        return names;
    }

    /// What kind of case this is.
    String kind() {
        return new Description(description).choice("kind", null, KINDS);
    }

    /// The model that the description tells of.
    ///
    /// @return the model
    /// @throws IllegalArgumentException if a key is missing or its value wrong
    public ReferenceModel model() {
        Description keys = new Description(description);
        ReferenceModel model = ReferenceModel.of(keys.has("architecture") ? architecture(keys) : layers(keys),
            dropout(keys),
            FixtureObjectives.of(keys), ReferenceObjective.Reduction.labelled(keys.choice("reduction", null,
            List.of("sum", "mean"))));
        double parameters = model.parameterShapes().values().stream()
            .mapToDouble(shape -> Arrays.stream(shape).mapToDouble(n -> n).reduce(1, (a, b) -> a * b)).sum();
        if (parameters > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(String.format(Locale.ROOT,
                "metadata " + (keys.has("architecture") ? "\"architecture\""
                : "\"x_dim\", \"enc_hidden\", \"z_dim\", \"dec_hidden\"")
                + ": a net of %.3g parameters, expected at most %d", parameters, Integer.MAX_VALUE));
        }
        return model;
    }

    /// The steps that the description of a trajectory tells of.
    ///
    /// @return the steps
    /// @throws IllegalArgumentException if a key is missing or its value wrong
    public Trajectory trajectory() {
        return FixtureTraining.trajectory(model(), new Description(description));
    }

    /// Any net, by what the fp32 path's files have of it; the keys of [#layers] are not beside it.
    private static Architecture architecture(Description keys) {
        for (String key : LAYER_KEYS) {
            if (keys.has(key)) {
                throw keys.wrong(key, "nothing beside the key \"architecture\", which tells all of the net");
            }
        }
        try {
            return Architecture.fromJson(keys.required("architecture", "a net as JSON"), "metadata \"architecture\"");
        } catch (FormatException e) {
            throw new IllegalArgumentException(e.getMessage(), e);
        }
    }

    /// A net of dense layers with one activation.
    private Architecture layers(Description keys) {
        Activation activation = Activation.named(keys.choice("activation", null,
            Activation.all().stream().map(Activation::name).toList()));
        List<String> normalizations = Arrays.stream(Normalization.values()).map(Normalization::id).toList();
        String prior = keys.choice("prior", "standard_normal", ReferencePrior.labels());
        return Architecture.builder(keys.count("x_dim", null, 1)).encoderHidden(keys.widths("enc_hidden"))
            .latent(keys.count("z_dim", null, 1))
            .decoderHidden(keys.widths("dec_hidden")).activation(activation)
            .normalization(Normalization.named(keys.choice("normalization", "none", normalizations)))
            .likelihood(likelihood(keys))
            .posterior(Posterior.named(keys.choice("posterior", "diagonal", ReferencePosterior.labels())))
            .prior(Prior.named(prior, prior.equals("standard_normal") ? 0 : keys.count("components", null, 1)))
            .condition(keys.count("condition_dim", 0, 0))
            .logVarianceBound(keys.number("log_variance_bound", 0.0, 0, false)).build();
    }

    private static double dropout(Description keys) {
        double dropout = keys.number("dropout", 0.0, 0, false);
        if (dropout >= 1) {
            throw keys.wrong("dropout", "a number from 0 to below 1");
        }
        return dropout;
    }

    private Likelihood likelihood(Description keys) {
        String text = description.getOrDefault("likelihood", "");
        if (text.equals("gaussian_fixed")) {
            return new GaussianFixed(keys.number("sigma2", null, 0, true));
        }
        if (!text.contains(":") && !text.contains("@")) {
            keys.choice("likelihood", null, ReferenceLikelihood.labels());
        }
        try {
            return Likelihood.parse(text);
        } catch (IllegalArgumentException e) {
            throw keys.wrong("likelihood", "a likelihood of this kind: " + e.getMessage());
        }
    }
}

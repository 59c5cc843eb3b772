package lanewise.properties.reference;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import lanewise.core.activation.Activation;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.LinearMap;
import lanewise.vae.layer.Normalization;
import lanewise.vae.reference.BernoulliLogits;
import lanewise.vae.reference.CategoricalGroups;
import lanewise.vae.reference.CompositeLikelihood;
import lanewise.vae.reference.ContinuousBernoulli;
import lanewise.vae.reference.Exponential;
import lanewise.vae.reference.FixedGaussian;
import lanewise.vae.reference.Laplace;
import lanewise.vae.reference.LearnedGaussian;
import lanewise.vae.reference.NegativeBinomial;
import lanewise.vae.reference.ObservedCells;
import lanewise.vae.reference.OptimalGaussian;
import lanewise.vae.reference.Poisson;
import lanewise.vae.reference.ReferenceLikelihood;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.ReferenceObjective.FreeBits;
import lanewise.vae.reference.ReferenceObjective.Reduction;
import lanewise.vae.reference.ReferencePosterior;
import lanewise.vae.reference.ReferencePrior;
import lanewise.vae.reference.SharedGaussian;
import lanewise.vae.reference.StudentT;
import lanewise.vae.reference.DoubleTensor;

/// A model with parameters, a batch and noise, all drawn from one seed; every number is exact in float32.
///
/// @param model the net and its objective
/// @param tensors parameters, `x`, `eps` by name
public record RandomCase(ReferenceModel model, Map<String, DoubleTensor> tensors) {

    /// Any architecture of the first kind: 0 to 2 hidden layers on either side, widths 1 to `width`, any activation,
    /// likelihood, reduction, and bound; diagonal posterior, prior N(0, I), no condition.
    ///
    /// @param seed of everything
    /// @param width largest width
    /// @return the case
    public static RandomCase any(long seed, int width) {
        Random random = new Random(seed);
        return of(net(random, width, likelihoods(random), bounds(random)), 1 + random.nextInt(6), random.nextLong());
    }

    /// Any architecture, with any objective that is what its gradient is the gradient of, posterior,
    /// prior and condition.
    ///
    /// @param seed of everything
    /// @param width largest width
    /// @return the case
    public static RandomCase anything(long seed, int width) {
        Random random = new Random(seed);
        ReferenceModel model = net(random, width, likelihoods(random), objectives(random));
        ReferencePosterior posterior = ReferencePosterior.values()[random.nextInt(2)];
        List<ReferencePrior> priors = priors(random);
        ReferencePrior prior = priors.get(random.nextInt(priors.size()));
        int condition = Math.max(0, random.nextInt(6) - 2);
        if (fit(model.objective(), posterior, prior)) {
            model = model.with(posterior, prior).conditioned(condition);
        }
        return of(kinds(model).get(random.nextInt(4)), 1 + random.nextInt(6), random.nextLong());
    }

    private static ReferenceModel net(Random random, int width, List<ReferenceLikelihood> likelihoods,
        List<ReferenceObjective> objectives) {
        List<Activation> activations = Activation.all();
        return new ReferenceModel(1 + random.nextInt(width), widths(random, width),
            1 + random.nextInt(Math.min(width, 8)), widths(random, width),
            activations.get(random.nextInt(activations.size())), likelihoods.get(random.nextInt(likelihoods.size())),
            objectives.get(random.nextInt(objectives.size())), Reduction.values()[random.nextInt(2)]);
    }

    /// The likelihoods, parameters drawn.
    public static List<ReferenceLikelihood> likelihoods(Random random) {
        return List.of(new BernoulliLogits(), new FixedGaussian((float) (0.2 + random.nextDouble())),
            new LearnedGaussian());
    }

    /// All likelihoods, parameters drawn; the composite is for that many columns, at least 4.
    ///
    /// @param random where parameters are drawn from
    /// @param width columns of the data
    /// @return the likelihoods
    public static List<ReferenceLikelihood> allLikelihoods(Random random, int width) {
        List<ReferenceLikelihood> all = new ArrayList<>(likelihoods(random));
        ReferenceLikelihood mixed = new CompositeLikelihood(List.of(
            new CompositeLikelihood.Part(width - 3, new LearnedGaussian()),
            new CompositeLikelihood.Part(1, new NegativeBinomial()),
            new CompositeLikelihood.Part(2, new CategoricalGroups(List.of()))));
        all.addAll(List.of(new SharedGaussian(false), new SharedGaussian(true), new OptimalGaussian(),
            new ContinuousBernoulli(), new Laplace(), new StudentT(1 + random.nextInt(5)),
            new CategoricalGroups(List.of(2, width - 2)), new Exponential(), new Poisson(), new NegativeBinomial(),
            mixed, new ObservedCells(mixed), new ObservedCells(new SharedGaussian(false))));
        return all;
    }

    /// ELBO with and without free bits, and IWAE, parameters drawn.
    static List<ReferenceObjective> bounds(Random random) {
        double beta = List.of(0.0, 0.5, 1.0, 4.0).get(random.nextInt(4));
        int samples = 1 + random.nextInt(3);
        return List.of(new ReferenceObjective.Elbo(beta, samples, FreeBits.NONE),
            new ReferenceObjective.Elbo(beta, samples, new FreeBits(FreeBits.Mode.PER_SAMPLE, 0.3)),
            new ReferenceObjective.Elbo(beta, samples, new FreeBits(FreeBits.Mode.BATCH_MEAN, 0.3)),
            new ReferenceObjective.Iwae(1 + random.nextInt(4)));
    }

    /// The objectives whose gradient is that of their value, which are all but DReG, parameters drawn.
    static List<ReferenceObjective> objectives(Random random) {
        List<ReferenceObjective> all = new ArrayList<>(bounds(random));
        int samples = 1 + random.nextInt(3);
        all.add(new ReferenceObjective.BetaTc(random.nextDouble(), 4 * random.nextDouble(), 1 + random.nextDouble(),
            50, samples));
        all.add(new ReferenceObjective.InfoVae(random.nextDouble(), 10 * random.nextDouble(),
            3 * random.nextInt(2), samples));
        all.add(new ReferenceObjective.Autoencoder());
        return all;
    }

    /// All objectives, beta-TC with that number of rows in the data set.
    ///
    /// @param random where parameters are drawn from
    /// @param size rows in the data set
    /// @return the objectives
    public static List<ReferenceObjective> allObjectives(Random random, int size) {
        List<ReferenceObjective> all = new ArrayList<>(objectives(random));
        all.replaceAll(o -> o instanceof ReferenceObjective.BetaTc b
            ? new ReferenceObjective.BetaTc(b.alpha(), b.beta(), b.gamma(), size, b.samples()) : o);
        // what the fp32 path takes: lambda at least 1 - alpha
        all.replaceAll(o -> o instanceof ReferenceObjective.InfoVae i
            ? new ReferenceObjective.InfoVae(i.alpha(), 1 + i.lambda(), i.bandwidth(), i.samples()) : o);
        all.add(new ReferenceObjective.Dreg(1 + random.nextInt(4)));
        return all;
    }

    /// The priors, numbers of components drawn.
    public static List<ReferencePrior> priors(Random random) {
        return List.of(new ReferencePrior.StandardNormal(), new ReferencePrior.Mixture(1 + random.nextInt(4)),
            new ReferencePrior.Vamp(1 + random.nextInt(4)));
    }

    /// A model as it is, with normalised hidden layers, with dropout, and with both.
    ///
    /// @param model whose hidden layers are neither
    /// @return four models
    public static List<ReferenceModel> kinds(ReferenceModel model) {
        ReferenceModel normalized = model.with(model.architecture().withNormalization(Normalization.LAYER));
        return List.of(model, normalized, model.withDropout(0.4), normalized.withDropout(0.2));
    }

    /// Whether they mean anything together. The optimal variance is that of a batch whose samples count alike: no
    /// derivative goes through it else.
    ///
    /// @param likelihood of the data
    /// @param objective what is minimised
    /// @param posterior the family of q(z|x)
    /// @param prior p(z)
    /// @return whether they do
    public static boolean fit(ReferenceLikelihood likelihood, ReferenceObjective objective,
        ReferencePosterior posterior, ReferencePrior prior) {
        boolean weighted = objective instanceof ReferenceObjective.Iwae || objective instanceof ReferenceObjective.Dreg;
        return fit(objective, posterior, prior) && !(weighted && likelihood instanceof OptimalGaussian);
    }

    /// Whether an objective is defined for a posterior and a prior.
    ///
    /// @param objective what is minimised
    /// @param posterior the family of q(z|x)
    /// @param prior p(z)
    /// @return whether it is
    public static boolean fit(ReferenceObjective objective, ReferencePosterior posterior, ReferencePrior prior) {
        boolean floor = objective instanceof ReferenceObjective.Elbo elbo
            && elbo.freeBits().mode() != FreeBits.Mode.NONE;
        boolean plain = prior.closedForm() && posterior == ReferencePosterior.DIAGONAL;
        return !(floor && !prior.closedForm()) && !(objective instanceof ReferenceObjective.Autoencoder && !plain);
    }

    /// A model with parameters of standard deviation 1/sqrt(in) (biases 0.2; gains of a normalisation around 1), data
    /// that suits its likelihood, standard normal noise, and masks.
    ///
    /// @param model the net
    /// @param batch rows
    /// @param seed of the numbers
    /// @return the case
    public static RandomCase of(ReferenceModel model, int batch, long seed) {
        Random random = new Random(seed);
        Map<String, DoubleTensor> tensors = new LinkedHashMap<>();
        model.parameterShapes().forEach((name, shape) -> {
            List<Integer> extents = Arrays.stream(shape).boxed().toList();
            double scale = name.startsWith("prior.") ? 1
                : shape.length > 1 ? 1 / Math.sqrt(LinearMap.fanIn(extents)) : 0.2;
            DoubleTensor parameter = gaussian(random, scale, shape);
            if (name.endsWith(".norm.weight")) {
                Arrays.setAll(parameter.values(), i -> (float) (1 + parameter.values()[i]));
            }
            tensors.put(name, parameter);
        });
        DoubleTensor x = gaussian(random, 1, batch, model.inputs());
        if (model.likelihood() instanceof ObservedCells observed) {
            suit(x, observed.likelihood(), random);
            x = observed.withGaps(x, new RandomStream(random.nextLong(), 0));
        } else {
            suit(x, model.likelihood(), random);
        }
        tensors.put("x", x);
        tensors.put("eps", gaussian(random, 1, model.objective().samples(), batch, model.latent()));
        Map<String, int[]> noise = model.noiseShapes(batch);
        if (noise.containsKey("z_prior")) {
            tensors.put("z_prior", gaussian(random, 1, noise.get("z_prior")));
        }
        if (model.condition() > 0) {
            tensors.put("c", gaussian(random, 1, batch, model.condition()));
        }
        noise.forEach((name, shape) -> {
            if (name.startsWith("dropout.")) {
                tensors.put(name, mask(random, model, shape));
            }
        });
        return new RandomCase(model, tensors);
    }

    /// Turns normal numbers into data that the likelihood describes.
    private static void suit(DoubleTensor x, ReferenceLikelihood likelihood, Random random) {
        int width = x.extent(1);
        if (likelihood instanceof CompositeLikelihood composite) {
            int from = 0;
            for (CompositeLikelihood.Part part : composite.parts()) {
                DoubleTensor own = gaussian(random, 1, x.extent(0), part.columns());
                suit(own, part.likelihood(), random);
                for (int i = 0; i < own.size(); i++) {
                    x.values()[i / part.columns() * width + from + i % part.columns()] = own.values()[i];
                }
                from += part.columns();
            }
            return;
        }
        for (int i = 0; i < x.size(); i++) {
            double value = x.values()[i];
            x.values()[i] = switch (likelihood.data().getFirst()) {
                case "binary", "soft" -> random.nextBoolean() ? random.nextInt(2) : random.nextFloat();
                case "positive" -> (float) random.nextExponential();
                case "count" -> random.nextInt(6);
                // far from the kink at its location
                default -> likelihood instanceof Laplace ? (float) (value + Math.copySign(6, value)) : value;
            };
        }
        if (likelihood instanceof CategoricalGroups categorical) {
            List<Integer> groups = categorical.groups().isEmpty() ? List.of(width) : categorical.groups();
            Arrays.fill(x.values(), 0);
            for (int row = 0; row < x.extent(0); row++) {
                int from = row * width;
                for (int group : groups) {
                    x.values()[from + random.nextInt(group)] = 1;
                    from += group;
                }
            }
        }
    }

    private static DoubleTensor mask(Random random, ReferenceModel model, int... shape) {
        DoubleTensor mask = DoubleTensor.zeros(shape);
        for (int i = 0; i < mask.size(); i++) {
            mask.values()[i] = random.nextDouble() < model.dropout() ? 0 : model.kept();
        }
        return mask;
    }

    private static DoubleTensor gaussian(Random random, double scale, int... shape) {
        DoubleTensor tensor = DoubleTensor.zeros(shape);
        for (int i = 0; i < tensor.size(); i++) {
            tensor.values()[i] = (float) (scale * random.nextGaussian());
        }
        return tensor;
    }

    private static List<Integer> widths(Random random, int width) {
        List<Integer> widths = new ArrayList<>();
        for (int i = random.nextInt(3); i > 0; i--) {
            widths.add(1 + random.nextInt(width));
        }
        return widths;
    }
}

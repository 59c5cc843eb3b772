package lanewise.properties.reference;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Tanh;
import lanewise.vae.layer.Shape;
import lanewise.vae.reference.OptimalGaussian;
import lanewise.vae.reference.ReferenceLikelihood;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;
import lanewise.vae.reference.ReferencePosterior;
import lanewise.vae.reference.ReferencePrior;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The hand-derived gradients of the float64 reference against differences of its loss.
class ReferenceGradientProperties {
    private static final double LIMIT = 1e-6;
    private static final int INPUTS = 4;
    private static final Shape IMAGE = new Shape(1, 8, 2);
    private static final int SOME = 24;

    @Example
    void everyActivationLikelihoodAndObjectiveHasItsGradient() {
        Random random = new Random(4);
        int compared = 0;
        int leftOut = 0;
        for (Activation activation : Activation.all()) {
            for (ReferenceLikelihood likelihood : RandomCase.likelihoods(random)) {
                for (ReferenceObjective objective : RandomCase.objectives(random)) {
                    ReferenceModel model = new ReferenceModel(4, List.of(5, 3), 2, List.of(3, 5), activation,
                        likelihood, objective,
                        ReferenceObjective.Reduction.values()[random.nextInt(2)]);
                    CentralDifferences differences = CentralDifferences.of(RandomCase.of(model, 3, random.nextLong()));
                    assertTrue(differences.worst() < LIMIT, differences::toString);
                    compared += differences.compared();
                    leftOut += differences.leftOut();
                }
            }
        }
        assertTrue(leftOut < 0.1 * compared, leftOut + " derivatives were left out near kinks, " + compared
            + " compared");
    }

    @Example
    void everyLikelihoodPosteriorPriorAndObjectiveHasItsGradient() {
        Random random = new Random(5);
        int cases = 0;
        for (ReferenceLikelihood likelihood : RandomCase.allLikelihoods(random, INPUTS)) {
            for (ReferencePosterior posterior : ReferencePosterior.values()) {
                for (ReferencePrior prior : RandomCase.priors(random)) {
                    for (ReferenceObjective objective : RandomCase.objectives(random)) {
                        if (RandomCase.fit(likelihood, objective, posterior, prior)) {
                            ReferenceModel model = model(likelihood, posterior, prior, objective, random);
                            for (ReferenceModel net : List.of(model, RandomCase.kinds(model).get(1 + cases++ % 3))) {
                                CentralDifferences differences = CentralDifferences.of(RandomCase.of(net, 2,
                                    random.nextLong()));
                                assertTrue(differences.worst() < LIMIT, differences::toString);
                            }
                        }
                    }
                }
            }
        }
        // 29 with each likelihood, each of them plain, and normalised, with dropout or both; 6 of them with importance
        // weights, which the optimal variance is not for
        assertEquals(29 * RandomCase.allLikelihoods(random, INPUTS).size() - 6, cases);
    }

    private static ReferenceModel model(ReferenceLikelihood likelihood, ReferencePosterior posterior,
        ReferencePrior prior, ReferenceObjective objective, Random random) {
        ReferenceModel plain = new ReferenceModel(INPUTS, List.of(3), 2, List.of(3), new Tanh(), likelihood, objective,
            ReferenceObjective.Reduction.values()[random.nextInt(2)]);
        return plain.with(posterior, prior).conditioned(random.nextInt(2));
    }

    /// The encoder's estimator is no derivative of the bound: see [DregSurrogate] for what it is one of.
    @Example
    void theDoublyReparameterisedGradientIsThatOfItsSurrogate() {
        Random random = new Random(6);
        for (ReferenceLikelihood likelihood : RandomCase.allLikelihoods(random, INPUTS)) {
            for (ReferencePosterior posterior : ReferencePosterior.values()) {
                for (ReferencePrior prior : likelihood instanceof OptimalGaussian ? List.<ReferencePrior>of()
                    : RandomCase.priors(random)) {
                    ReferenceModel model = model(likelihood, posterior, prior,
                        new ReferenceObjective.Dreg(1 + random.nextInt(4)), random);
                    RandomCase base = RandomCase.of(RandomCase.kinds(model).get(random.nextInt(4)), 2,
                        random.nextLong());
                    CentralDifferences decoder = CentralDifferences.of(base,
                        forward -> forward.get("loss.total").item(), name -> name.startsWith("dec."));
                    assertTrue(decoder.worst() < LIMIT, decoder::toString);
                    CentralDifferences rest = CentralDifferences.of(base, new DregSurrogate(base),
                        name -> !name.startsWith("dec."));
                    assertTrue(rest.worst() < LIMIT, rest::toString);
                }
            }
        }
    }

    @Property(tries = 120, seed = "20250117")
    void gradientsOfRandomArchitecturesAreTheLimitOfDifferences(@ForAll long seed) {
        CentralDifferences differences = CentralDifferences.of(RandomCase.anything(seed, 6));
        assertTrue(differences.worst() < LIMIT, differences::toString);
    }

    /// Every likelihood, with objectives, posteriors, priors, conditions and kinds of hidden layers in turn; each net
    /// has maps of its own, of whose large tensors [#SOME] elements are compared.
    @Example
    void gradientsOfConvolutionalNetsAreTheLimitOfDifferences() {
        Random random = new Random(15);
        Set<Activation> activations = new HashSet<>();
        int cases = 0;
        int turn = 0;
        int compared = 0;
        int leftOut = 0;
        for (ReferenceLikelihood likelihood : RandomCase.allLikelihoods(random, IMAGE.size())) {
            List<ReferenceObjective> objectives = RandomCase.objectives(random);
            for (int i = 0; i < 2; i++) {
                ReferenceObjective objective = objectives.get(turn++ % objectives.size());
                ReferencePosterior posterior = ReferencePosterior.values()[cases % 2];
                ReferencePrior prior = RandomCase.priors(random).get(cases / 2 % 3);
                ReferenceModel net = RandomImages.net(random, IMAGE, 2, likelihood, objective);
                if (RandomCase.fit(likelihood, objective, posterior, prior)) {
                    net = net.with(posterior, prior);
                } else if (!RandomCase.fit(likelihood, objective, net.posterior(), net.prior())) {
                    continue;
                }
                net = RandomCase.kinds(net.conditioned(cases % 3)).get(cases++ % 4);
                Stream.of(net.encoder(), net.decoder()).flatMap(network -> network.hidden().stream())
                    .filter(layer -> layer.map().slides())
                    .forEach(layer -> activations.add(layer.activation()));
                CentralDifferences differences = CentralDifferences.ofSome(RandomCase.of(net, 2, random.nextLong()),
                    SOME);
                assertTrue(differences.worst() < LIMIT, differences::toString);
                compared += differences.compared();
                leftOut += differences.leftOut();
            }
        }
        assertTrue(leftOut < 0.1 * compared, leftOut + " derivatives were left out near kinks, " + compared
            + " compared");
        assertEquals(Set.copyOf(Activation.all()), activations);
    }
}

package lanewise.properties.reference;

import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import lanewise.vae.reference.ReferenceActivation;
import lanewise.vae.reference.ReferenceLikelihood;
import lanewise.vae.reference.ReferenceModel;
import lanewise.vae.reference.ReferenceObjective;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/// The hand-derived gradients of the float64 reference against differences of its loss.
class ReferenceGradientProperties {
    private static final double LIMIT = 1e-6;

    @Example
    void everyActivationLikelihoodAndObjectiveHasItsGradient() {
        Random random = new Random(4);
        int compared = 0;
        int leftOut = 0;
        for (ReferenceActivation activation : ReferenceActivation.values()) {
            for (ReferenceLikelihood likelihood : RandomCase.likelihoods(random)) {
                for (ReferenceObjective objective : RandomCase.objectives(random)) {
                    ReferenceModel model = new ReferenceModel(4, List.of(5, 3), 2, List.of(3, 5), activation, likelihood, objective,
                        ReferenceObjective.Reduction.values()[random.nextInt(2)]);
                    CentralDifferences differences = CentralDifferences.of(RandomCase.of(model, 3, random.nextLong()));
                    assertTrue(differences.worst() < LIMIT, differences::toString);
                    compared += differences.compared();
                    leftOut += differences.leftOut();
                }
            }
        }
        assertTrue(leftOut < 0.1 * compared, leftOut + " derivatives were left out near kinks, " + compared + " compared");
    }

    @Property(tries = 300, seed = "20250117")
    void gradientsOfRandomArchitecturesAreTheLimitOfDifferences(@ForAll long seed) {
        CentralDifferences differences = CentralDifferences.of(RandomCase.any(seed, 6));
        assertTrue(differences.worst() < LIMIT, differences::toString);
    }
}

package lanewise.vae.objective;

import lanewise.vae.objective.Objective.Reduction;

/// A check that objectives share.
final class Check {

    private Check() {
    }

    static void reduction(Reduction value) {
        if (value == null) {
            throw new IllegalArgumentException("reduction: null, expected SUM or MEAN");
        }
    }
}

package lanewise.vae.loss;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.likelihood.Likelihood;

/// `-log p(x|z)` of all samples of a batch, and the gradients of the decoder's outputs, rows of samples
/// shared out among a team.
final class Reconstruction {

    private final Likelihood likelihood;
    private final double[] nll;
    private final Team team;
    private final OneFactor oneFactor = new OneFactor();
    private final OwnFactors ownFactors = new OwnFactors();
    private Matrix target;
    private Matrix outputs;
    private Matrix gradient;

    Reconstruction(Likelihood likelihood, double[] nll, Team team) {
        this.likelihood = likelihood;
        this.nll = nll;
        this.team = team;
    }

    /// Sets the outputs that follow from a batch as a whole, where the likelihood has such.
    void prepare(Matrix x, Matrix decoded) {
        likelihood.prepare(x, decoded);
    }

    /// The losses and, unless the gradient is null, in the same sweep the gradients, all with one factor.
    void lossAndGradient(Matrix x, Matrix decoded, Matrix slopes, float scale) {
        target = x;
        outputs = decoded;
        gradient = slopes;
        oneFactor.scale = scale;
        team.run(oneFactor);
    }

    /// The gradients at the data and outputs of the last call, each sample with a factor of its own.
    void gradient(Matrix slopes, float[] scales) {
        gradient = slopes;
        ownFactors.scales = scales;
        team.run(ownFactors);
    }

    private final class OneFactor implements Team.Work {

        private float scale;

        @Override
        public void part(int part, int parts) {
            int from = Team.begin(outputs.rows(), part, parts, 1);
            int to = Team.begin(outputs.rows(), part + 1, parts, 1);
            likelihood.lossAndGradient(target, outputs, from, to, scale, nll, gradient);
        }
    }

    private final class OwnFactors implements Team.Work {

        private float[] scales;

        @Override
        public void part(int part, int parts) {
            int from = Team.begin(outputs.rows(), part, parts, 1);
            int to = Team.begin(outputs.rows(), part + 1, parts, 1);
            likelihood.gradient(target, outputs, from, to, scales, gradient);
        }
    }
}

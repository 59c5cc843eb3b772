package lanewise.vae.prior;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.Posterior;
import lanewise.vae.layer.Parameters;
import lanewise.vae.network.Masks;

/// Gradients of a [Mixture]. With the share `s_rc` of component c in p(z_r), y and u as in [Posterior#whiten] and
/// [Posterior#unwhiten]: `d log p / dz_r = -sum_c s_rc u_rc`, c ascending; a component's heads get
/// `sum_r factor_r s_rc d log N / d heads`, its logit `sum_r factor_r (s_rc - w_c)`, r ascending. So rows are shared
/// out among threads for the former, components for the latter.
abstract non-sealed class MixturePass implements PriorPass {

    private final Mixture mixture;
    private final Matrix shares;
    private final Matrix scratch;
    private final double[] joint;
    private final ComponentGradients componentGradients = new ComponentGradients();

    MixturePass(Mixture mixture, int maxRows, Arena arena) {
        int components = mixture.components;
        this.mixture = mixture;
        this.shares = Matrix.allocate(arena, maxRows, components);
        this.scratch = Matrix.allocate(arena, Math.max(maxRows, components), 2 * mixture.latent);
        this.joint = new double[Math.multiplyExact(maxRows, components)];
    }

    /// The components of these parameters, C rows of heads.
    abstract Matrix heads(Parameters parameters, Masks masks, int firstRow, Workspace workspace);

    /// The logits of the weights, 1 x C; null where they are equal.
    abstract Matrix logits(Parameters parameters);

    /// Where the gradient of the heads goes, C rows.
    abstract Matrix headGradients();

    /// From the gradient of the heads to that of the parameters.
    abstract void backward(Parameters parameters, Parameters gradients, Workspace workspace);

    @Override
    public void prepare(Parameters parameters, Masks masks, int firstRow, Workspace workspace) {
        mixture.set(heads(parameters, masks, firstRow, workspace), logits(parameters));
    }

    @Override
    public void logDensity(Matrix z, double[] out, int from, int to) {
        for (int r = from; r < to; r++) {
            out[r] = mixture.logDensity(z.segment(), z.byteOffset(r, 0), joint, r * mixture.components,
                    shares.segment(), shares.byteOffset(r, 0), scratch.segment(), scratch.byteOffset(r, 0));
        }
    }

    @Override
    public void addGradient(Matrix z, double[] factor, Matrix dz, int from, int to) {
        dz.requireShape("dz", z.rows(), mixture.latent);
        MemorySegment room = scratch.segment();
        for (int r = from; r < to; r++) {
            long y = scratch.byteOffset(r, 0);
            long out = dz.byteOffset(r, 0);
            for (int c = 0; c < mixture.components; c++) {
                float share = share(r, c);
                if (share != 0) {
                    mixture.whiten(c, z.segment(), z.byteOffset(r, 0), room, y);
                    mixture.unwhiten(c, room, y, room, y);
                    subtract((float) (factor[r] * share), room, y, dz.segment(), out, mixture.latent);
                }
            }
        }
    }

    private float share(int row, int component) {
        return shares.segment().get(Matrix.FLOAT, shares.byteOffset(row, component));
    }

    private static void subtract(float factor, MemorySegment u, long uo, MemorySegment out, long oo, int n) {
        for (int i = 0; i < n; i++) {
            long at = (long) i << 2;
            out.set(Matrix.FLOAT, oo + at,
                    Math.fma(-factor, u.get(Matrix.FLOAT, uo + at), out.get(Matrix.FLOAT, oo + at)));
        }
    }

    @Override
    public void draw(RandomStream gaussians, RandomStream choices, Matrix z) {
        mixture.draw(gaussians, choices, 0, z);
    }

    @Override
    public void parameterGradients(Matrix z, double[] factor, Parameters parameters, Parameters gradients,
            Workspace workspace) {
        componentGradients.run(z, factor, logits(gradients), workspace.team());
        backward(parameters, gradients, workspace);
    }

    /// Each part does some components.
    private final class ComponentGradients implements Team.Work {

        private Matrix z;
        private double[] factor;
        private Matrix dLogits;
        private Matrix dHeads;

        void run(Matrix samples, double[] factors, Matrix logits, Team team) {
            z = samples;
            factor = factors;
            dLogits = logits;
            dHeads = headGradients();
            team.run(this);
        }

        @Override
        public void part(int part, int parts) {
            int to = Team.begin(mixture.components, part + 1, parts, 1);
            for (int c = Team.begin(mixture.components, part, parts, 1); c < to; c++) {
                component(c);
            }
        }

        private void component(int c) {
            MemorySegment room = scratch.segment();
            long y = scratch.byteOffset(c, 0);
            long u = scratch.byteOffset(c, mixture.latent);
            long out = dHeads.byteOffset(c, 0);
            for (int i = 0; i < dHeads.columns(); i++) {
                dHeads.segment().set(Matrix.FLOAT, out + ((long) i << 2), 0f);
            }
            double dLogit = 0;
            for (int r = 0; r < z.rows(); r++) {
                float share = share(r, c);
                dLogit += factor[r] * (share - mixture.weight(c));
                if (share != 0) {
                    mixture.whiten(c, z.segment(), z.byteOffset(r, 0), room, y);
                    mixture.unwhiten(c, room, y, room, u);
                    mixture.addGradient(c, room, y, room, u, (float) (factor[r] * share), dHeads.segment(), out);
                }
            }
            if (dLogits != null) {
                dLogits.set(0, c, (float) dLogit);
            }
        }
    }
}

package lanewise.vae.train;

import java.lang.foreign.MemorySegment;
import java.util.Objects;

import lanewise.core.Reductions;
import lanewise.core.Team;

/// Clipping by the global norm: `g *= min(1, limit / (norm + 1e-6))`, norm = sqrt(sum of g^2) over all parameters.
///
/// The factor is not applied here: the optimizer multiplies by it in its own pass. The sum has the order of
/// [Reductions#sumOfSquares], its blocks spread over the team, so the number of threads changes no bit. Source:
/// Pascanu, Mikolov and Bengio, 2013, algorithm 1; the small constant as in PyTorch.
///
/// Serves one call at a time; allocates nothing after its construction.
public final class GradientClip {

    private static final double SMALL = 1e-6;

    private final MemorySegment gradient;
    private final long length;
    private final double[] blocks;
    private final Team team;
    private final Team.Work part = this::part;

    /// Binds the norm to memory.
    ///
    /// @param gradient all gradients, native memory
    /// @param team who does the work
    public GradientClip(MemorySegment gradient, Team team) {
        this.gradient = gradient;
        this.length = gradient.byteSize() / Float.BYTES;
        this.blocks = new double[Math.toIntExact((length + Reductions.BLOCK - 1) / Reductions.BLOCK)];
        this.team = Objects.requireNonNull(team, "team");
    }

    /// The global norm of the gradient as it is now.
    ///
    /// @return sqrt(sum of g^2); not finite if an element is not finite or a square overflows
    public double norm() {
        team.run(part);
        double total = 0;
        for (double block : blocks) {
            total += block;
        }
        return Math.sqrt(total);
    }

    /// The factor that brings a norm under a limit.
    ///
    /// @param norm the norm
    /// @param limit the limit, above 0; 0 for none
    /// @return `min(1, limit / (norm + 1e-6))`; 1 without a limit
    public static double factor(double norm, double limit) {
        return limit == 0 ? 1 : Math.min(1, limit / (norm + SMALL));
    }

    private void part(int part, int parts) {
        int from = Team.begin(blocks.length, part, parts, 1);
        int to = Team.begin(blocks.length, part + 1, parts, 1);
        int whole = (int) Math.min(to, length / Reductions.BLOCK);
        Reductions.blockSumsOfSquares(gradient, (long) from * Reductions.BLOCK * Float.BYTES, whole - from,
                blocks, from);
        if (whole < to) {
            long first = (long) whole * Reductions.BLOCK;
            blocks[whole] = Reductions.blockSumOfSquares(gradient, first * Float.BYTES, (int) (length - first));
        }
    }
}

package lanewise.vae.train;

import java.lang.foreign.MemorySegment;
import java.util.Objects;
import java.util.stream.IntStream;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Team;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;

/// An [Optimizer] at work on one flat segment of parameters, split over a team.
///
/// Serves one step at a time; allocates nothing after its construction. How many threads the team has changes no bit.
public final class ParameterUpdate {

    private static final int PIECE = 64 * Optimizer.GRAIN;
    private static final int LONG_PIECE = 16 * PIECE;

    /// So many floats updated: the loop has long been compiled.
    private static final long WARM = 1L << 28;

    private final Optimizer.Rule rule;
    private final MemorySegment parameters;
    private final MemorySegment gradient;
    private final MemorySegment moments;
    private final int length;
    private final int[] borders;
    private final Team team;
    private final Team.Work part = this::part;
    private long updated;

    /// Binds an optimizer to memory. It is fastest where all three begin on multiples of [Parameters#ALIGNMENT] bytes.
    ///
    /// @param optimizer the optimizer
    /// @param parameters p; a multiple of 16 floats
    /// @param gradient g, as many floats
    /// @param moments as many floats for each of the optimizer's moments, one after the other; before the first
    /// step where they start
    /// @param team who does the work
    /// @throws IllegalArgumentException if the sizes do not fit or memory is not native
    public ParameterUpdate(Optimizer optimizer, MemorySegment parameters, MemorySegment gradient, MemorySegment moments,
            Team team) {
        this(optimizer, parameters, gradient, moments, new int[0], team);
    }

    /// Binds an optimizer to a network. Each layer is split by itself, as the products that made its gradient were:
    /// what a thread updates is then mostly what it wrote, in a cache of its own.
    ///
    /// @param optimizer the optimizer
    /// @param parameters p
    /// @param gradient g, of the same layout
    /// @param moments as many floats for each of the optimizer's moments, one after the other; before the first
    /// step where they start
    /// @param team who does the work
    /// @throws IllegalArgumentException if the layouts differ or the sizes do not fit
    public ParameterUpdate(Optimizer optimizer, Parameters parameters, Parameters gradient, MemorySegment moments,
            Team team) {
        this(optimizer, parameters.segment(),
                gradient.requireLayout("gradient", parameters.layout()).segment(), moments,
                parameters.layout().slots().stream().mapToInt(ParameterLayout.Slot::weightOffset).toArray(), team);
    }

    private ParameterUpdate(Optimizer optimizer, MemorySegment parameters, MemorySegment gradient,
            MemorySegment moments, int[] inner, Team team) {
        long floats = parameters.byteSize() / Float.BYTES;
        if (parameters.byteSize() % (Optimizer.GRAIN * Float.BYTES) != 0 || floats > Integer.MAX_VALUE) {
            throw new IllegalArgumentException("parameters: " + parameters.byteSize()
                    + " bytes, expected a multiple of " + Optimizer.GRAIN + " floats, fewer than 2^31");
        }
        require("parameters", parameters, parameters.byteSize());
        require("gradient", gradient, parameters.byteSize());
        require("moments", moments, parameters.byteSize() * optimizer.moments().size());
        this.rule = optimizer.rule();
        this.parameters = parameters;
        this.gradient = gradient;
        this.moments = moments;
        this.length = (int) floats;
        this.borders = IntStream.concat(IntStream.of(0, length), IntStream.of(inner)).sorted().distinct().toArray();
        this.team = Objects.requireNonNull(team, "team");
    }

    private static void require(String argument, MemorySegment segment, long bytes) {
        if (segment.byteSize() != bytes) {
            throw new IllegalArgumentException(argument + ": " + segment.byteSize() + " bytes, expected " + bytes);
        }
        if (bytes > 0 && (!segment.isNative() || segment.address() % Matrix.FLOAT.byteAlignment() != 0)) {
            throw new IllegalArgumentException(argument + ": expected native memory, aligned to "
                    + Matrix.FLOAT.byteAlignment() + " bytes");
        }
    }

    /// Updates the parameters and the moments.
    ///
    /// @param step number of the step, from 1
    /// @param gradientScale factor on the gradient, above 0
    public void step(long step, double gradientScale) {
        step(step, gradientScale, 1);
    }

    /// Updates the parameters and the moments.
    ///
    /// @param step number of the step, from 1
    /// @param gradientScale factor on the gradient, above 0
    /// @param rateFactor factor on the learning rate, at least 0
    public void step(long step, double gradientScale, double rateFactor) {
        rule.begin(step, gradientScale, rateFactor);
        team.run(part);
        updated += length;
    }

    private void part(int part, int parts) {
        for (int i = 1; i < borders.length; i++) {
            int begin = borders[i - 1];
            int floats = borders[i] - begin;
            range(begin + Team.begin(floats, part, parts, Optimizer.GRAIN),
                    begin + Team.begin(floats, part + 1, parts, Optimizer.GRAIN));
        }
    }

    /// In pieces, short ones at first: the JIT compiler counts calls, and a call for all would be compiled in the
    /// middle of its loop, and once more for the next.
    private void range(int from, int to) {
        int floats = updated < WARM ? PIECE : LONG_PIECE;
        for (int piece = from; piece < to; piece += floats) {
            rule.apply(parameters, gradient, moments, length, piece, Math.min(piece + floats, to));
        }
    }

    /// Clipping by the global norm: `g *= min(1, limit / (norm + 1e-6))`, norm = sqrt(sum of g^2) over all parameters.
    ///
    /// The factor is not applied here: the optimizer multiplies by it in its own pass. The sum has the order of
    /// [Reductions#sumOfSquares], its blocks spread over the team, so the number of threads changes no bit. Source:
    /// Pascanu, Mikolov and Bengio, 2013, algorithm 1; the small constant as in PyTorch.
    ///
    /// Serves one call at a time; allocates nothing after its construction.
    public static final class Clip {

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
        public Clip(MemorySegment gradient, Team team) {
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
}

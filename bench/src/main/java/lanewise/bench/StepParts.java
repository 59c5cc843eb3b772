package lanewise.bench;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.Epilogue;
import lanewise.core.Gemm;
import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;
import lanewise.core.random.RandomStream;
import lanewise.vae.latent.DiagonalGaussian;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.ParameterLayout.Slot;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Elbo;
import lanewise.vae.train.Adam;
import lanewise.vae.train.ParameterUpdate;

/// A training step taken apart for [StepRooms]: the same operations on the same shapes as [ObjectivePass],
/// one after the other.
///
/// The activation runs by itself here, so that it can be timed; in the step it is part of the product's write-back.
final class StepParts implements AutoCloseable {

    private static final Activation NONE = new Identity();

    private final Arena arena = Arena.ofShared();
    private final Team team;
    private final Workspace workspace;
    private final Activation activation;
    private final Likelihood likelihood;
    private final List<Slot> layers = new ArrayList<>();
    private final int encoder;
    private final int rows;
    private final int latent;
    private final Parameters parameters;
    private final Parameters gradients;
    private final ObjectivePass pass;
    private final ParameterUpdate.Clip clip;
    private final ParameterUpdate update;
    private final Matrix x;
    private final Matrix[] outputs;
    private final Matrix[] slopes;
    private final Matrix noise;
    private final Matrix z;
    private final Matrix dz;
    private final Matrix divergences;
    private final double[] nll;
    private long step;

    StepParts(String net, Team team) {
        String[] parts = net.split(":");
        int[] widths = List.of(parts[0].split("-")).stream().mapToInt(Integer::parseInt).toArray();
        Integer[] hidden = new Integer[widths.length - 2];
        for (int i = 0; i < hidden.length; i++) {
            hidden[i] = widths[i + 1];
        }
        this.team = team;
        workspace = Workspace.with(team);
        rows = Integer.parseInt(parts[2]);
        latent = widths[widths.length - 1];
        Architecture architecture = Architecture.of(widths[0], latent, hidden)
                .withActivation(Activation.named(parts[1]));
        activation = architecture.encoder().hidden().getFirst().activation();
        likelihood = architecture.likelihood();
        layers.addAll(architecture.placedEncoder().slots());
        encoder = layers.size();
        layers.addAll(architecture.placedDecoder().slots());
        parameters = Parameters.allocate(arena, architecture.layout());
        gradients = Parameters.allocate(arena, architecture.layout());
        Initialization.PYTORCH.fill(parameters, 1);
        pass = new ObjectivePass(architecture, Elbo.standard(), rows, workspace);
        clip = new ParameterUpdate.Clip(gradients.segment(), team);
        MemorySegment moments = arena.allocate(2 * parameters.segment().byteSize(), Parameters.ALIGNMENT);
        update = new ParameterUpdate(new Adam(), parameters, gradients, moments, team);
        x = Matrix.allocate(arena, rows, widths[0]);
        Matrix ink = Matrix.allocate(arena, rows, widths[0]);
        ink.fill(0.13f);
        new RandomStream(1, 0).fillBernoulli(ink, x, 0);
        outputs = layers.stream().map(layer -> Matrix.allocate(arena, rows, layer.rows())).toArray(Matrix[]::new);
        slopes = layers.stream().map(layer -> Matrix.allocate(arena, rows, layer.rows())).toArray(Matrix[]::new);
        noise = Matrix.allocateDense(arena, rows, latent);
        z = Matrix.allocate(arena, rows, latent);
        dz = Matrix.allocate(arena, rows, latent);
        divergences = Matrix.allocate(arena, rows, latent);
        nll = new double[rows];
    }

    /// What each part does for its rows.
    private interface Rows {
        void run(int from, int to);
    }

    private void inParts(Rows work) {
        team.run((part, parts) -> work.run(Team.begin(rows, part, parts, 1), Team.begin(rows, part + 1, parts, 1)));
    }

    private double bytes(double matrices, int columns) {
        return matrices * rows * columns * Float.BYTES;
    }

    private double flop(Slot layer) {
        return 2.0 * rows * layer.columns() * layer.rows();
    }

    private boolean isHead(int layer) {
        return layer == encoder - 1 || layer == layers.size() - 1;
    }

    /// One step, the clock being told after each part.
    void step(StepRooms clock) {
        forward(0, encoder, x, clock);
        new RandomStream(1, step).fillGaussian(noise, 0);
        clock.room("noise", 0, bytes(1, latent));
        Matrix mu = outputs[encoder - 1].columns(0, latent);
        Matrix logVariance = outputs[encoder - 1].columns(latent, 2 * latent);
        inParts((from, to) -> {
            DiagonalGaussian.sample(mu, logVariance, noise, z, from, to);
            DiagonalGaussian.divergence(mu, logVariance, divergences, from, to);
        });
        clock.room("latent", 0, bytes(5, latent));
        forward(encoder, layers.size(), z, clock);
        Matrix logits = outputs[layers.size() - 1];
        Matrix slope = slopes[layers.size() - 1];
        inParts((from, to) -> likelihood.lossAndGradient(x, logits, from, to, 1f / rows, nll, slope));
        clock.room("likelihood", 0, bytes(3, logits.columns()));
        backward(layers.size(), encoder, z, dz, clock);
        Matrix dMu = slopes[encoder - 1].columns(0, latent);
        Matrix dLogVariance = slopes[encoder - 1].columns(latent, 2 * latent);
        inParts((from, to) -> {
            DiagonalGaussian.sampleBackward(logVariance, noise, dz, dMu, dLogVariance, from, to);
            DiagonalGaussian.addDivergenceGradient(mu, logVariance, 1f / rows, dMu, dLogVariance, from, to);
        });
        clock.room("latent backward", 0, bytes(6, latent));
        backward(encoder, 0, x, null, clock);
        double norm = clip.norm();
        clock.room("gradient norm", 0, gradients.segment().byteSize());
        update.step(++step, ParameterUpdate.Clip.factor(norm, 0));
        clock.room("Adam", 0, 7.0 * gradients.segment().byteSize());
    }

    private void forward(int from, int to, Matrix input, StepRooms clock) {
        Matrix in = input;
        for (int i = from; i < to; i++) {
            Slot layer = layers.get(i);
            Matrix y = outputs[i];
            Gemm.multiply(false, true, 1, in, parameters.weight(layer), 0, y,
                    new Epilogue(parameters.bias(layer), NONE, null), workspace);
            clock.room(from == 0 ? "encoder forward" : "decoder forward", flop(layer), 0);
            if (!isHead(i)) {
                inParts((first, end) -> activation.forward(y.rows(first, end), y.rows(first, end)));
                clock.room("activation", 0, bytes(2, layer.rows()));
            }
            in = y;
        }
    }

    private void backward(int from, int to, Matrix input, Matrix inputSlope, StepRooms clock) {
        for (int i = from - 1; i >= to; i--) {
            Slot layer = layers.get(i);
            Matrix y = outputs[i];
            Matrix slope = slopes[i];
            if (!isHead(i)) {
                inParts((first, end) -> activation.backward(null, y.rows(first, end), slope.rows(first, end),
                        slope.rows(first, end)));
                clock.room("activation backward", 0, bytes(3, layer.rows()));
            }
            Gemm.multiply(true, false, 1, slope, i == to ? input : outputs[i - 1], 0, gradients.weight(layer),
                    Epilogue.NONE, workspace);
            clock.room("dW", flop(layer), 0);
            Reductions.columnSums(slope, 0, gradients.bias(layer), workspace);
            clock.room("bias sums", 0, bytes(1, layer.rows()));
            Matrix dx = i == to ? inputSlope : slopes[i - 1];
            if (dx != null) {
                Gemm.multiply(false, false, 1, slope, parameters.weight(layer), 0, dx, Epilogue.NONE, workspace);
                clock.room("dx", flop(layer), 0);
            }
        }
    }

    /// Whole steps as a trainer does them, in windows of equal length; microseconds of each.
    double[][] wholeSteps(int steps, int windows) {
        double[][] times = new double[windows][steps / windows];
        for (double[] window : times) {
            for (int i = 0; i < window.length; i++) {
                long start = System.nanoTime();
                pass.forwardBackward(parameters, x, new RandomStream(1, step), gradients);
                update.step(++step, ParameterUpdate.Clip.factor(clip.norm(), 0));
                window[i] = (System.nanoTime() - start) * 1e-3;
            }
        }
        return times;
    }

    @Override
    public void close() {
        pass.close();
        workspace.close();
        arena.close();
    }
}

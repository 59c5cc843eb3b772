package lanewise.bench.peers.step;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Slice;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.ParameterLayout.Tensor;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;
import lanewise.vae.objective.Elbo;
import lanewise.vae.objective.Objective.Reduction;
import lanewise.vae.train.Adam;
import lanewise.vae.train.ParameterUpdate;

/// Lanewise's training step: noise, forward, backward, Adam; with the norm of all gradients as well, as its trainer
/// does to stop at the first step that is
/// not finite, or without, as PyTorch.
final class LanewiseStep implements Contender {

    private final String name;
    private final StepPhase phase;
    private final boolean norm;
    private final Arena arena = Arena.ofShared();
    private final Team team;
    private final Workspace workspace;
    private final Parameters start;
    private final Parameters parameters;
    private final Parameters gradients;
    private final MemorySegment moments;
    private final Matrix[] batches;
    private final ObjectivePass pass;
    private final ParameterUpdate.Clip clip;
    private final ParameterUpdate update;
    private final float[] firstStep;
    private final int leadIn;
    private long step;

    LanewiseStep(String name, StepTask task, StepPhase phase, int threads, boolean norm) {
        this.name = name;
        this.phase = phase;
        this.norm = norm;
        leadIn = task.leadIn();
        team = Team.ofThreads(threads, 50_000);
        workspace = Workspace.with(team);
        start = task.weights(arena);
        parameters = Parameters.allocate(arena, start.layout());
        gradients = Parameters.allocate(arena, start.layout());
        batches = task.batches(arena);
        Adam adam = new Adam(StepTask.RATE);
        moments = arena.allocate(adam.moments().size() * parameters.segment().byteSize(), Parameters.ALIGNMENT);
        pass = new ObjectivePass(task.architecture(), new Elbo(1, 1, Reduction.SUM), task.rows(), workspace);
        clip = new ParameterUpdate.Clip(gradients.segment(), team);
        update = new ParameterUpdate(adam, parameters, gradients, moments, team);
        restart();
        pass.forwardBackward(parameters, batches[0], task.noise(arena), gradients, null);
        update();
        firstStep = StepTruth.handIn(pass.total(), tensors(gradients), tensors(parameters));
        restart();
    }

    private static List<float[]> tensors(Parameters all) {
        return all.layout().tensors().stream().map(Tensor::name).map(all::tensor).map(Matrix::toArray).toList();
    }

    private void restart() {
        parameters.copyFrom(start);
        moments.fill((byte) 0);
        step = 0;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() {
        if (phase.restarts(step)) {
            restart();
        }
        pass.forwardBackward(parameters, batches[(int) (step % batches.length)], new RandomStream(1, step), gradients);
        update();
        if (!Double.isFinite(pass.total())) {
            throw new IllegalStateException("the loss of step " + step + " is " + pass.total());
        }
    }

    private void update() {
        update.step(++step, norm ? ParameterUpdate.Clip.factor(clip.norm(), 0) : 1);
    }

    @Override
    public Slice slice(int calls, long[] single) throws Throwable {
        for (int i = 0; i < leadIn; i++) {
            run();
        }
        return Contender.super.slice(calls, single);
    }

    @Override
    public float[] result() {
        return firstStep.clone();
    }

    @Override
    public void close() {
        pass.close();
        workspace.close();
        team.close();
        arena.close();
    }
}

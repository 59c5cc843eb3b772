package lanewise.bench.peers.step;

import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.library.Torch;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.RemoteMaker;
import lanewise.bench.peers.run.Slice;
import lanewise.core.Matrix;

import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

/// PyTorch's training step; to be made in a process of its own.
final class TorchStep implements Contender {

    private final String name;
    private final StepPhase phase;
    private final Tensor[] batches = new Tensor[StepTask.BATCHES];
    private final TorchVae net;
    private final TorchForm form;
    private final int leadIn;
    private final float[] firstStep;
    private TorchAdam adam;
    private long step;

    /// @param form how it is written
    TorchStep(String name, StepTask task, StepPhase phase, int threads, TorchForm form) throws Exception {
        this.name = name;
        this.phase = phase;
        this.form = form;
        this.leadIn = task.leadIn();
        try {
            Torch.start(Torch.Blas.MKL, threads, form.fast());
        } catch (Exception e) {
            throw e;
        } catch (Throwable t) {
            throw new IllegalStateException(t);
        }
        torch.manual_seed(1);
        try (Arena arena = Arena.ofShared()) {
            net = new TorchVae(task.architecture(), task.weights(arena), form);
            Matrix[] data = task.batches(arena);
            for (int i = 0; i < data.length; i++) {
                batches[i] = Torch.tensor(data[i], data[i].rows(), data[i].columns());
            }
            restart();
            try (PointerScope scope = new PointerScope()) {
                Tensor noise = Torch.tensor(task.noise(arena), task.rows(), task.architecture().latent());
                Tensor loss = net.loss(batches[0], noise);
                loss.backward();
                List<float[]> gradients = new ArrayList<>();
                List<float[]> updated = new ArrayList<>();
                for (int i = 0; i < net.parameters().size(); i++) {
                    gradients.add(net.values(i, net.parameters().get(i).grad()));
                }
                adam.step();
                for (int i = 0; i < net.parameters().size(); i++) {
                    updated.add(net.values(i, net.parameters().get(i)));
                }
                firstStep = StepTruth.handIn(loss.item_double(), gradients, updated);
            }
            restart();
        }
    }

    private void restart() {
        net.restart();
        if (adam != null) {
            adam.close();
        }
        adam = form.fast() ? new TorchAdam.Fused(net.parameters()) : new TorchAdam.Plain(net.parameters());
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
        try (PointerScope scope = new PointerScope()) {
            Tensor loss = net.loss(batches[(int) (step++ % batches.length)], null);
            for (Tensor parameter : net.parameters()) {
                parameter.mutable_grad().reset();
            }
            loss.backward();
            adam.step();
            double value = loss.item_double();
            if (!Double.isFinite(value)) {
                throw new IllegalStateException("the loss of step " + step + " is " + value);
            }
        }
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
        adam.close();
    }

    /// From the arguments of a command line.
    public static final class Maker implements RemoteMaker {

        @Override
        public Contender make(List<String> arguments) throws Exception {
            return new TorchStep(arguments.get(0), new StepTask(arguments.get(1)), StepPhase.valueOf(arguments.get(2)),
                    Integer.parseInt(arguments.get(3)), TorchForm.valueOf(arguments.get(4)));
        }
    }
}

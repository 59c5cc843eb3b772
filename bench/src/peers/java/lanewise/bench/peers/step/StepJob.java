package lanewise.bench.peers.step;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.library.Torch;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Remote;
import lanewise.bench.peers.run.Selection;
import lanewise.bench.peers.run.Unit;

/// One net at one thread count.
final class StepJob implements Job {

    private final StepTask task;
    private final StepPhase phase;
    private final int threads;
    private StepTruth truth;

    StepJob(StepTask task, StepPhase phase, int threads) {
        this.task = task;
        this.phase = phase;
        this.threads = threads;
    }

    @Override
    public String name() {
        return task.name() + ", " + phase.label();
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public Unit unit() {
        return Unit.MILLIS_PER_STEP;
    }

    @Override
    public double amount() {
        return 1;
    }

    @Override
    public int warmUpCalls() {
        return phase.before();
    }

    @Override
    public List<Contender> contenders(Selection selection) {
        truth = new StepTruth(task);
        List<Contender> list = new ArrayList<>();
        selection.add(list, "Lanewise", () -> new LanewiseStep("Lanewise", task, phase, threads, false));
        if (phase == StepPhase.EARLY) {
            selection.add(list, "Lanewise with norm", () -> new LanewiseStep("Lanewise with norm", task, phase, threads, true));
        }
        selection.add(list, "PyTorch fastest", () -> torch("PyTorch fastest", true));
        selection.add(list, "PyTorch as in the example", () -> torch("PyTorch as in the example", false));
        return list;
    }

    private Contender torch(String name, boolean fastest) throws Exception {
        return new Remote(name, Torch.environment(Torch.Blas.MKL, threads), Torch.options(Torch.Blas.MKL), TorchStep.Maker.class,
                name, task.name(), phase.name(), Integer.toString(threads), Boolean.toString(fastest));
    }

    @Override
    public void check(Contender contender, float[] result) {
        truth.check(result);
    }
}

package lanewise.bench.peers.step;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

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
        return task.convolutional() ? 20 : phase.before();
    }

    @Override
    public List<Contender> contenders(Selection selection) {
        truth = new StepTruth(task);
        List<Contender> list = new ArrayList<>();
        selection.add(list, "Lanewise", () -> new LanewiseStep("Lanewise", task, phase, threads, false));
        if (phase == StepPhase.EARLY && !task.convolutional()) {
            selection.add(list, "Lanewise with norm", () -> new LanewiseStep("Lanewise with norm", task, phase,
                    threads, true));
        }
        for (TorchForm form : TorchForm.values()) {
            if (task.convolutional() || !form.channelsLast()) {
                selection.add(list, form.label(), () -> torch(form));
            }
        }
        return list;
    }

    private Contender torch(TorchForm form) throws Exception {
        Map<String, String> environment = Torch.environment(Torch.Blas.MKL, threads);
        if (task.convolutional()) {
            environment.putAll(Torch.keepingFreedMemory());
        }
        return new Remote(form.label(), environment, Torch.options(Torch.Blas.MKL), TorchStep.Maker.class,
                form.label(), task.name(),
                phase.name(), Integer.toString(threads), form.name());
    }

    @Override
    public void check(Contender contender, float[] result) {
        truth.check(result);
    }
}

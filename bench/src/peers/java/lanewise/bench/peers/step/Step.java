package lanewise.bench.peers.step;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;

/// A training step of a variational autoencoder.
public final class Step implements Section {

    @Override
    public String name() {
        return "step";
    }

    @Override
    public String description() {
        return "One training step: noise, forward, backward, Adam, the loss read; less is better. A job is net, activation, batch and which steps are timed. "
                + "PyTorch fastest: BCE with logits, fused Adam, denormals flushed; as in the example: sigmoid and BCE, plain Adam. "
                + "PyTorch runs in a process of its own with MKL as its BLAS. Lanewise with norm: the gradient's norm computed as well, as the trainer does.";
    }

    @Override
    public List<Job> jobs(Selection selection) {
        List<Job> jobs = new ArrayList<>();
        for (int threads : selection.threads()) {
            for (String net : StepTask.NETS) {
                for (StepPhase phase : StepPhase.values()) {
                    StepJob job = new StepJob(new StepTask(net), phase, threads);
                    if (selection.size(job.name()) && !(selection.quick() && phase == StepPhase.LATE)) {
                        jobs.add(job);
                    }
                }
            }
        }
        return jobs;
    }
}

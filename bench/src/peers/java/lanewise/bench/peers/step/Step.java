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
        return "One training step: noise, forward, backward, Adam, the loss read; less is better. A job is net,"
                + " activation, batch and which steps are timed. PyTorch fastest: BCE with logits, fused Adam, "
                + "denormals flushed; as in the example: sigmoid and BCE, plain Adam. PyTorch runs in a process of"
                + " its own with MKL as its BLAS. Lanewise with norm: the gradient's norm computed as well, as the"
                + " trainer does.";
    }

    @Override
    public List<Job> jobs(Selection selection) {
        return jobs(selection, StepTask.NETS);
    }

    /// The jobs of the net of convolutions.
    ///
    /// @param selection what the command line asks for
    /// @return one for each number of threads
    public static List<Job> convolutional(Selection selection) {
        return jobs(selection, List.of(StepTask.KERAS));
    }

    private static List<Job> jobs(Selection selection, List<String> nets) {
        List<Job> jobs = new ArrayList<>();
        for (int threads : selection.threads()) {
            for (String net : nets) {
                for (StepPhase phase : StepPhase.values()) {
                    StepTask task = new StepTask(net);
                    StepJob job = new StepJob(task, phase, threads);
                    boolean leftOut = phase == StepPhase.LATE && (selection.quick() || task.convolutional());
                    if (selection.size(job.name()) && !leftOut) {
                        jobs.add(job);
                    }
                }
            }
        }
        return jobs;
    }
}

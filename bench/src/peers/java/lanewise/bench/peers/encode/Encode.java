package lanewise.bench.peers.encode;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;

/// Embeddings, a row or a few at a time.
public final class Encode implements Section {

    @Override
    public String name() {
        return "encode";
    }

    @Override
    public String description() {
        return "The posterior mean of one row or 32 rows by 784-400-20, ReLU, on one thread; less is better. ONNX"
                + " Runtime: one session thread, no spinning, preallocated input and output. PyTorch: inference mode,"
                + " in a process of its own.";
    }

    @Override
    public List<Job> jobs(Selection selection) {
        List<Job> jobs = new ArrayList<>();
        for (int rows : new int[] {1, 32}) {
            EncodeJob job = new EncodeJob(new EncodeTask(rows));
            if (selection.threads().contains(1) && selection.size(job.name())) {
                jobs.add(job);
            }
        }
        return jobs;
    }
}

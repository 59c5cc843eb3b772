package lanewise.bench.peers.matmul;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;

/// One row times a matrix, in fp32.
public final class Sgemv implements Section {

    @Override
    public String name() {
        return "sgemv";
    }

    @Override
    public String description() {
        return "c = a op(B) for one row a, fp32; a shape is 1,N,K; B is stored as K x N (NN) or as N x K (NT, the"
                + " weights of a layer).";
    }

    @Override
    public List<Job> jobs(Selection selection) {
        var jobs = new ArrayList<Job>();
        for (int threads : selection.threads()) {
            for (Shape shape : Shape.ROWS) {
                if (selection.size(shape.name())) {
                    jobs.add(new MatmulJob(shape, threads));
                }
            }
        }
        return jobs;
    }

    @Override
    public List<String> versions() {
        return MatmulJob.versions();
    }
}

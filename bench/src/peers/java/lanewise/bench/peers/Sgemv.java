package lanewise.bench.peers;

import java.util.ArrayList;
import java.util.List;

/// One row times a matrix, in fp32.
final class Sgemv implements Section {

    @Override
    public String name() {
        return "sgemv";
    }

    @Override
    public String description() {
        return "c = a op(B) for one row a, fp32; a shape is 1,N,K; B is stored as K x N (NN) or as N x K (NT, the weights of a layer).";
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

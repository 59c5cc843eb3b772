package lanewise.bench.peers.matmul;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Section;
import lanewise.bench.peers.run.Selection;

/// C = op(A) op(B) in fp32.
public final class Matmul implements Section {

    @Override
    public String name() {
        return "matmul";
    }

    @Override
    public String description() {
        return "C = op(A) op(B), fp32, row-major; a shape is M,N,K and a letter for each operand, N as stored or T"
                + " transposed (NT is a layer forward, TN a weight gradient). \"Lanewise packed\": B, a weight matrix,"
                + " was packed once before.";
    }

    @Override
    public List<Job> jobs(Selection selection) {
        var jobs = new ArrayList<Job>();
        for (int threads : selection.threads()) {
            for (Shape shape : Shape.PRODUCTS) {
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

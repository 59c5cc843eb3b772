package lanewise.bench.peers.encode;

import java.util.ArrayList;
import java.util.List;

import lanewise.bench.peers.library.Torch;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Remote;
import lanewise.bench.peers.run.Selection;
import lanewise.bench.peers.run.Unit;

/// Some rows through the encoder, on one thread.
final class EncodeJob implements Job {

    private final EncodeTask task;
    private double[] truth;

    EncodeJob(EncodeTask task) {
        this.task = task;
    }

    @Override
    public String name() {
        return task.rows() == 1 ? "1 row" : task.rows() + " rows";
    }

    @Override
    public int threads() {
        return 1;
    }

    @Override
    public Unit unit() {
        return Unit.MICROS_PER_CALL;
    }

    @Override
    public double amount() {
        return 1;
    }

    /// Some two seconds: with one processor the compiler has to share it.
    @Override
    public int warmUpCalls() {
        return 160_000 / (task.rows() + 7);
    }

    @Override
    public List<Contender> contenders(Selection selection) {
        truth = task.truth();
        List<Contender> list = new ArrayList<>();
        selection.add(list, "Lanewise", () -> new LanewiseEncode("Lanewise", task));
        selection.add(list, "ONNX Runtime", () -> new OnnxEncode("ONNX Runtime", task));
        selection.add(list, "PyTorch MKL", () -> torch("PyTorch MKL", Torch.Blas.MKL));
        selection.add(list, "PyTorch OpenBLAS", () -> torch("PyTorch OpenBLAS", Torch.Blas.OPENBLAS));
        return list;
    }

    private Contender torch(String name, Torch.Blas blas) throws Exception {
        return new Remote(name, Torch.environment(blas, 1), Torch.options(blas), TorchEncode.Maker.class, name,
                Integer.toString(task.rows()), blas.name());
    }

    @Override
    public void check(Contender contender, float[] result) {
        EncodeTask.check(result, truth);
    }
}

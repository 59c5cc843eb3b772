package lanewise.bench.peers.convolution;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import lanewise.bench.peers.library.Torch;
import lanewise.bench.peers.run.Contender;
import lanewise.bench.peers.run.Job;
import lanewise.bench.peers.run.Remote;
import lanewise.bench.peers.run.Selection;
import lanewise.bench.peers.run.Unit;

/// One product of one layer at one thread count.
final class LayerJob implements Job {

    private final LayerTask task;
    private final int threads;
    private LayerTruth truth;

    LayerJob(LayerTask task, int threads) {
        this.task = task;
        this.threads = threads;
    }

    @Override
    public String name() {
        return task.name();
    }

    @Override
    public int threads() {
        return threads;
    }

    @Override
    public Unit unit() {
        return Unit.GFLOPS;
    }

    @Override
    public double amount() {
        return task.flop();
    }

    @Override
    public String group() {
        return task.layer().group();
    }

    @Override
    public List<Contender> contenders(Selection selection) {
        truth = new LayerTruth(task);
        List<Contender> list = new ArrayList<>();
        selection.add(list, "Lanewise", () -> new LanewiseConvolution(task, threads));
        selection.add(list, "PyTorch channels_last", () -> torch("PyTorch channels_last", "ChannelsLast"));
        selection.add(list, "PyTorch nchw", () -> torch("PyTorch nchw", "Contiguous"));
        String count = Integer.toString(threads);
        selection.add(list, "ND4J", () -> new Remote("ND4J", Map.of("OMP_NUM_THREADS", count, "MKL_NUM_THREADS", count,
                "MKL_DYNAMIC", "FALSE"),
                List.of("-Dorg.bytedeco.openblas.load=mkl_rt", "-Dorg.slf4j.simpleLogger.defaultLogLevel=off"),
                        Nd4jConvolution.Maker.class,
                task.name(), count));
        if (threads == 1) {
            selection.add(list, "plain Java loop", () -> new PlainConvolution(task));
        }
        return list;
    }

    private Contender torch(String name, String format) throws Exception {
        Map<String, String> environment = Torch.environment(Torch.Blas.MKL, threads);
        environment.putAll(Torch.keepingFreedMemory());
        return new Remote(name, environment, Torch.options(Torch.Blas.MKL), TorchConvolution.Maker.class, name,
                task.name(),
                Integer.toString(threads), format);
    }

    @Override
    public void check(Contender contender, float[] result) {
        truth.check(result);
    }

    @Override
    public void close() {
        truth = null;
    }
}

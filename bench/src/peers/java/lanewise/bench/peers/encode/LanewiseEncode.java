package lanewise.bench.peers.encode;

import java.lang.foreign.Arena;

import lanewise.bench.peers.run.Contender;
import lanewise.core.Matrix;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// Lanewise's embedding.
final class LanewiseEncode implements Contender {

    private final String name;
    private final Arena arena = Arena.ofShared();
    private final VaeModel model;
    private final Session session;
    private final Matrix x;
    private final Matrix mean;

    LanewiseEncode(String name, EncodeTask task) {
        this.name = name;
        model = VaeModel.of(EncodeTask.architecture(), EncodeTask.weights(arena));
        session = model.session(task.rows());
        x = task.inputs(arena);
        mean = Matrix.allocate(arena, task.rows(), EncodeTask.LATENT);
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void run() {
        session.encode(x, mean);
    }

    @Override
    public float[] result() {
        return mean.toArray();
    }

    @Override
    public void close() {
        session.close();
        model.close();
        arena.close();
    }
}

package lanewise.bench.peers.convolution;

import java.lang.foreign.Arena;

import lanewise.bench.peers.run.Contender;
import lanewise.core.Convolution;
import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Window;
import lanewise.core.Workspace;

/// Lanewise's kernels, weights as they lie in memory.
final class LanewiseConvolution implements Contender {

    private static final long SPIN = 50_000;

    private final LayerTask task;
    private final Window window;
    private final Arena arena = Arena.ofShared();
    private final Team team;
    private final Workspace workspace;
    private final Matrix image;
    private final Matrix map;
    private final Matrix weight;

    LanewiseConvolution(LayerTask task, int threads) {
        this.task = task;
        this.window = task.window();
        this.team = threads == 1 ? Team.single() : Team.ofThreads(threads, SPIN);
        this.workspace = Workspace.with(team);
        int batch = task.layer().batch();
        image = matrix(batch, LayerTask.turned(task.image(), window.channels(), window.height() * window.width(),
                true));
        map = matrix(batch, LayerTask.turned(task.map(), window.filters(), window.mapHeight() * window.mapWidth(),
                true));
        weight = matrix(window.filters(), task.weight());
    }

    private Matrix matrix(int rows, float[] values) {
        Matrix matrix = Matrix.allocateDense(arena, rows, values.length / rows);
        for (int i = 0; i < values.length; i++) {
            matrix.set(i / matrix.columns(), i % matrix.columns(), values[i]);
        }
        return matrix;
    }

    @Override
    public String name() {
        return "Lanewise";
    }

    @Override
    public void run() {
        switch (task.result()) {
            case MAP -> Convolution.forward(window, image, weight, map, Epilogue.NONE, workspace);
            case IMAGE -> Convolution.adjoint(window, map, weight, image, Epilogue.NONE, workspace);
            case WEIGHT -> Convolution.weightGradient(window, image, map, weight, workspace);
        }
    }

    @Override
    public float[] result() {
        return switch (task.result()) {
            case MAP -> LayerTask.turned(map.toArray(), window.filters(), window.mapHeight() * window.mapWidth(),
                    false);
            case IMAGE -> LayerTask.turned(image.toArray(), window.channels(), window.height() * window.width(), false);
            case WEIGHT -> weight.toArray();
        };
    }

    @Override
    public void close() {
        workspace.close();
        team.close();
        arena.close();
    }
}

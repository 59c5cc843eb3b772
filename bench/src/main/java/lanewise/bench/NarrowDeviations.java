package lanewise.bench;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;

import lanewise.core.Matrix;
import lanewise.core.Storage;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.evaluate.LikelihoodEstimates;
import lanewise.vae.evaluate.Progress;
import lanewise.vae.explore.LogisticProbe;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.quality.Detection;

/// What becomes of a trained model's results when its weights are stored in 16 or 8 bits: embeddings and
/// reconstructions of test images, log p(x), the accuracy of a logistic regression on the embeddings, and the AUROC of
/// test images beside the same images transposed.
///
///     java --add-modules jdk.incubator.vector -cp bench/target/benchmarks.jar \
///             lanewise.bench.NarrowDeviations mnist-directory model.safetensors
public final class NarrowDeviations {

    private static final int TRAINING = 20_000;
    private static final int SCORED = 1000;
    private static final int DRAWS = 100;
    private static final long SEED = 1;
    private static final double L2 = 1e-4;

    private NarrowDeviations() {
    }

    private record Result(float[] means, float[] images, double[] logs, double accuracy, double auroc) {
    }

    /// Prints the table.
    ///
    /// @param args the directory of MNIST and the file of a model of it
    /// @throws IOException if they cannot be read
    public static void main(String[] args) throws IOException {
        System.out.println("| weights | embeddings: typical | largest | reconstructions: typical | largest |"
                + " log p(x), nats: typical | largest | mean | accuracy of the probe | AUROC |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|---:|---:|");
        try (Arena arena = Arena.ofShared(); VaeModel model = VaeModel.load(Path.of(args[1]));
                Team team = Team.ofThreads(1); Workspace workspace = Workspace.with(team)) {
            ImageSet images = ImageSet.read(Path.of(args[0]), arena);
            Result wide = null;
            for (Storage storage : Storage.values()) {
                try (VaeModel stored = model.withStorage(storage)) {
                    Result result = result(stored, images, arena, workspace);
                    wide = wide == null ? result : wide;
                    print(storage, wide, result);
                }
            }
        }
    }

    private static Matrix encoded(VaeModel model, Dataset data, Arena arena, Workspace workspace) {
        Matrix x = Matrix.allocate(arena, data.size(), data.width());
        data.copy(0, data.size(), x);
        Matrix means = Matrix.allocateDense(arena, data.size(), model.architecture().latent());
        try (Session session = model.session(64, workspace)) {
            session.encode(x, means);
        }
        return means;
    }

    private static int[] labels(Dataset data) {
        int[] labels = new int[data.size()];
        Arrays.setAll(labels, data::label);
        return labels;
    }

    private static Result result(VaeModel model, ImageSet images, Arena arena, Workspace workspace) {
        Dataset test = images.test();
        Matrix means = encoded(model, test, arena, workspace);
        Matrix decoded = Matrix.allocateDense(arena, test.size(), test.width());
        try (Session session = model.session(64, workspace)) {
            session.decode(means, decoded);
        }
        Dataset known = images.train().head(TRAINING);
        LogisticProbe probe = LogisticProbe.fit(encoded(model, known, arena, workspace), labels(known), L2,
                workspace.team());
        int[] told = probe.classify(means);
        int right = 0;
        for (int r = 0; r < told.length; r++) {
            right += told[r] == test.label(r) ? 1 : 0;
        }
        Dataset scored = test.head(SCORED);
        LikelihoodEstimates estimates = LikelihoodEstimates.of(model, scored, DRAWS, SEED, workspace.team(),
                Progress.NONE);
        double[] logs = new double[SCORED];
        Arrays.setAll(logs, estimates::logLikelihood);
        return new Result(means.toArray(), decoded.toArray(), logs, right / (double) told.length,
                auroc(model, scored, images, workspace.team()));
    }

    private static double auroc(VaeModel model, Dataset normal, ImageSet images, Team team) {
        int[] transposed = new int[normal.width()];
        for (int i = 0; i < transposed.length; i++) {
            transposed[i] = i % images.imageWidth() * images.imageWidth() + i / images.imageWidth();
        }
        Dataset both = normal.above(normal.columns(transposed));
        AnomalyScores scores = AnomalyScores.of(model, both, 10, SEED, team, Progress.NONE);
        boolean[] anomalous = new boolean[both.size()];
        Arrays.fill(anomalous, normal.size(), both.size(), true);
        return Detection.of(scores.scores(AnomalyScore.LIKELIHOOD), anomalous).auroc();
    }

    private static void print(Storage storage, Result wide, Result result) {
        double[] means = differences(floats(wide.means), floats(result.means));
        double[] images = differences(floats(wide.images), floats(result.images));
        double[] logs = differences(wide.logs, result.logs);
        System.out.printf(Locale.ROOT, "| %s | %.2g | %.2g | %.2g | %.2g | %.2g | %.2g | %.3f | %.2f%% | %.4f |%n",
                storage.id(), typical(means), means[means.length - 1], typical(images), images[images.length - 1],
                typical(logs), logs[logs.length - 1], Arrays.stream(result.logs).average().orElseThrow(),
                100 * result.accuracy, result.auroc);
    }

    private static double[] floats(float[] values) {
        double[] all = new double[values.length];
        Arrays.setAll(all, i -> values[i]);
        return all;
    }

    private static double[] differences(double[] a, double[] b) {
        double[] all = new double[a.length];
        Arrays.setAll(all, i -> Math.abs(a[i] - b[i]));
        Arrays.sort(all);
        return all;
    }

    private static double typical(double[] sorted) {
        return sorted[sorted.length / 2];
    }
}

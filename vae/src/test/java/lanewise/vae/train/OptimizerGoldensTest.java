package lanewise.vae.train;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.file.Safetensors;
import lanewise.vae.file.Tensor;

/// Five steps of libtorch's optimizers in float64: with their gradients, our parameters stay within 1e-6 of the
/// largest of each tensor.
///
/// The two files in the resources are goldens of the shared collection (libtorch 2.7.1 autograd; see their
/// metadata), unchanged.
class OptimizerGoldensTest {

    private static final double TOLERANCE = 1e-6;

    @ParameterizedTest
    @ValueSource(strings = {"optim_adam_clip.f64.safetensors", "optim_sgd_nesterov_wd.f64.safetensors"})
    void storedTrajectoriesAreFollowed(String name) throws IOException {
        try (InputStream in = OptimizerGoldensTest.class.getResourceAsStream(name); Arena arena = Arena.ofConfined()) {
            byte[] bytes = in.readAllBytes();
            MemorySegment memory = arena.allocate(bytes.length, 8).copyFrom(MemorySegment.ofArray(bytes));
            assertTrue(deviation(Safetensors.of(memory, name), arena) < TOLERANCE);
        }
    }

    @Test
    void sharedTrajectoriesAreFollowed() throws IOException {
        Path goldens = Path.of(System.getProperty("lanewise.shared", "../../shared")).resolve("goldens");
        Assumptions.assumeTrue(Files.isDirectory(goldens), goldens + " is not there");
        int files = 0;
        try (var list = Files.newDirectoryStream(goldens, "optim_*.safetensors")) {
            for (Path file : list) {
                try (Arena arena = Arena.ofConfined()) {
                    double deviation = deviation(Safetensors.open(file, arena), arena);
                    assertTrue(deviation < TOLERANCE, file.getFileName() + ": " + deviation);
                    files++;
                }
            }
        }
        assertTrue(files > 0, "no optim_* in " + goldens);
    }

    /// The largest of max|ours - theirs| / max|theirs| over tensors and steps.
    private static double deviation(Safetensors golden, Arena arena) throws IOException {
        Optimizer optimizer = optimizer(golden);
        List<Tensor> start = new ArrayList<>();
        for (Tensor tensor : golden.tensors().values()) {
            if (tensor.name().startsWith("step0.")) {
                start.add(tensor);
            }
        }
        int count = start.stream().mapToInt(t -> (int) t.count()).sum();
        int length = (count + Optimizer.GRAIN - 1) / Optimizer.GRAIN * Optimizer.GRAIN;
        MemorySegment p = arena.allocate(length * 4L, 64);
        MemorySegment g = arena.allocate(length * 4L, 64);
        MemorySegment m = arena.allocate(length * 4L * optimizer.moments().size(), 64);
        fill(p, golden, start, "step0.");
        ParameterUpdate update = new ParameterUpdate(optimizer, p, g, m, Team.single());
        ParameterUpdate.Clip clip = new ParameterUpdate.Clip(g, Team.single());
        double limit = Double.parseDouble(golden.metadata().getOrDefault("clip_grad_norm", "0"));
        double worst = 0;
        int steps = Integer.parseInt(golden.metadata("steps"));
        assertTrue(steps >= 5);
        for (int t = 1; t <= steps; t++) {
            fill(g, golden, start, "step" + t + ".grad.");
            double norm = clip.norm();
            if (limit > 0) {
                assertEquals(golden.tensor("step" + t + ".grad_norm").get(0), norm, 1e-6 * norm);
            }
            update.step(t, ParameterUpdate.Clip.factor(norm, limit));
            int at = 0;
            for (Tensor tensor : start) {
                double largest = 0;
                double difference = 0;
                for (double theirs : golden.tensor("step" + t + "." + tensor.name().substring(6)).toDoubles()) {
                    largest = Math.max(largest, Math.abs(theirs));
                    difference = Math.max(difference, Math.abs(theirs - p.getAtIndex(Matrix.FLOAT, at++)));
                }
                worst = Math.max(worst, difference / largest);
            }
        }
        return worst;
    }

    private static void fill(MemorySegment to, Safetensors golden, List<Tensor> tensors, String prefix)
            throws IOException {
        int at = 0;
        for (Tensor tensor : tensors) {
            for (double value : golden.tensor(prefix + tensor.name().substring(6)).toDoubles()) {
                to.setAtIndex(Matrix.FLOAT, at++, (float) value);
            }
        }
    }

    private static Optimizer optimizer(Safetensors golden) throws IOException {
        double rate = Double.parseDouble(golden.metadata("lr"));
        double decay = Double.parseDouble(golden.metadata("weight_decay"));
        boolean amsgrad = Boolean.parseBoolean(golden.metadata("amsgrad"));
        if (golden.metadata("optimizer").equals("sgd")) {
            return new Sgd(rate, Double.parseDouble(golden.metadata("momentum")),
                    Double.parseDouble(golden.metadata("dampening")),
                    Boolean.parseBoolean(golden.metadata("nesterov")), decay);
        }
        String[] betas = golden.metadata("betas").split(",");
        double b1 = Double.parseDouble(betas[0]);
        double b2 = Double.parseDouble(betas[1]);
        double epsilon = Double.parseDouble(golden.metadata("eps_opt"));
        return switch (golden.metadata("optimizer")) {
            case "adam" -> new Adam(rate, b1, b2, epsilon, decay, amsgrad);
            case "adamw" -> new AdamW(rate, b1, b2, epsilon, decay, amsgrad);
            default -> throw new IOException("unknown optimizer " + golden.metadata("optimizer"));
        };
    }
}

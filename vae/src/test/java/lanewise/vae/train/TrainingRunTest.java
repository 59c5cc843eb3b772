package lanewise.vae.train;

import static lanewise.vae.train.TestData.SHORT;
import static lanewise.vae.train.TestData.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;

class TrainingRunTest {

    private static final int DEAD = 4;

    /// Four hidden units die after 100 of 1,800 steps. Their first moments pass through 2^-126 some 800 steps later; no
    /// moment is ever denormal.
    @Test
    void momentsOfALongRunHoldNoDenormal() throws IOException {
        TrainingConfiguration configuration = SHORT.epochs(300).validationFraction(0).batchSize(9);
        try (Arena arena = Arena.ofShared(); Workspace workspace = Workspace.single()) {
            Dataset data = TestData.data(arena);
            Watch watch = new Watch();
            RunIdentity identity = new RunIdentity(SMALL, configuration, DataIdentity.of(data), null);
            try (TrainingRun run = new TrainingRun(identity, data, null, watch, null, 0, null, workspace)) {
                watch.run = run;
                run.start();
                assertTrue(run.run());
                assertEquals(1800, run.state().step);
                assertEquals(0, watch.denormals);
                Matrix first = run.state().momentViews.getFirst().tensor("encoder.0.weight");
                Matrix second = run.state().momentViews.getLast().tensor("encoder.0.weight");
                int learned = 0;
                for (int unit = 0; unit < DEAD; unit++) {
                    for (int input = 0; input < TestData.WIDTH; input++) {
                        assertEquals(0f, first.get(unit, input));
                        learned += second.get(unit, input) > 0 ? 1 : 0;
                    }
                }
                assertTrue(learned >= 2 * TestData.WIDTH,
                        "only " + learned + " weights of dead units had ever learned");
            }
        }
    }

    private static final class Watch implements TrainingListener {

        private TrainingRun run;
        private int denormals;

        @Override
        public void step(TrainingProgress progress) {
            if (progress.step() == 100) {
                for (int unit = 0; unit < DEAD; unit++) {
                    run.state().parameters.tensor("encoder.0.bias").set(0, unit, -1000);
                }
            }
            MemorySegment moments = run.state().moments;
            for (long i = 0; i < moments.byteSize() / Float.BYTES; i++) {
                float magnitude = Math.abs(moments.getAtIndex(Matrix.FLOAT, i));
                denormals += magnitude != 0 && magnitude < Float.MIN_NORMAL ? 1 : 0;
            }
        }
    }
}

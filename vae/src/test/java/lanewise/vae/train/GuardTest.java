package lanewise.vae.train;

import static lanewise.vae.train.TestData.SHORT;
import static lanewise.vae.train.TestData.SMALL;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.Arena;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.core.random.RandomStream;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.loss.ObjectivePass;

class GuardTest {

    private final Arena arena = Arena.ofShared();
    private final Workspace workspace = Workspace.single();
    private final ObjectivePass pass = new ObjectivePass(SMALL, SHORT.objective(), 4, workspace);
    private final TrainingState state = new TrainingState(SMALL.layout(), SHORT, arena);
    private final Parameters gradient = Parameters.allocate(arena, SMALL.layout());
    private final Matrix batch = Matrix.allocate(arena, 4, TestData.WIDTH);

    @BeforeEach
    void step() {
        Initialization.HE_UNIFORM.fill(state.parameters, 1);
        run();
    }

    private void run() {
        pass.forwardBackward(state.parameters, batch, new RandomStream(1, 0), gradient);
    }

    @AfterEach
    void close() {
        pass.close();
        workspace.close();
        arena.close();
    }

    private boolean isSound() {
        return Guard.isSound(pass.reconstruction(), pass.kl(), pass.total(),
                new ParameterUpdate.Clip(gradient.segment(), Team.single()).norm());
    }

    private void assertFinding(String culprit, String words) {
        assertFalse(isSound());
        Guard.Finding finding = Guard.find(pass.reconstruction(), pass.kl(), pass.total(), state, gradient);
        assertEquals(culprit, finding.culprit());
        assertTrue(finding.words().contains(words), finding.words());
    }

    @Test
    void aSoundStepIsLeftAlone() {
        assertTrue(isSound());
        assertTrue(Guard.findInState(state).isEmpty());
    }

    @Test
    void theFirstBadGradientIsNamed() {
        gradient.tensor("decoder.0.bias").set(0, 2, Float.NEGATIVE_INFINITY);
        gradient.tensor("decoder.out.weight").set(1, 2, Float.NaN);
        assertFinding("gradient of decoder.0.bias",
                "gradient of decoder.0.bias holds a NaN or an infinity; the loss is " + pass.total());
    }

    @Test
    void squaresThatOverflowAreNamed() {
        gradient.tensor("encoder.mu.weight").set(0, 2, 1e20f);
        gradient.tensor("decoder.out.weight").set(1, 2, -3e20f);
        assertFinding("gradient of decoder.out.weight",
                "the squares of the gradient of decoder.out.weight leave the range of a float");
    }

    @Test
    void aBadParameterIsNamedBeforeWhatItCauses() {
        state.parameters.tensor("encoder.logvar.weight").set(2, 8, Float.NaN);
        run();
        assertFinding("parameter encoder.logvar.weight", "the loss is NaN");
        assertEquals("parameter encoder.logvar.weight", Guard.findInState(state).orElseThrow().culprit());
    }

    @Test
    void aBadLossTermIsNamed() {
        state.parameters.tensor("encoder.logvar.bias").set(0, 0, 100);
        run();
        assertFinding("kl", "kl Infinity");
    }

    @Test
    void aBadMomentIsNamed() {
        state.momentViews.getLast().tensor("encoder.0.bias").set(0, 0, Float.POSITIVE_INFINITY);
        assertEquals("moment v of encoder.0.bias", Guard.findInState(state).orElseThrow().culprit());
    }
}

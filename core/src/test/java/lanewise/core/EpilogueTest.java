package lanewise.core;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.lang.foreign.Arena;
import java.util.SplittableRandom;

import org.junit.jupiter.api.Test;

import lanewise.core.activation.Activation;

class EpilogueTest {

    private static final int LANES = Math.max(4, Kernels.vectorBits() / 32);

    @Test
    void biasIsAddedThenTheActivationAppliedAndWhatWentInKept() {
        SplittableRandom random = new SplittableRandom(4);
        int[][] shapes = {{1, 2 * LANES + 3, 20}, {9, 2 * LANES + 3, 20}, {9, 5, 300}, {3, 7, 0}, {60, 200, 100}};
        try (Team two = Team.ofThreads(2); Workspace single = Workspace.single(); Workspace split = Workspace.with(two);
                Arena arena = Arena.ofShared()) {
            for (Activation activation : Activation.all()) {
                for (int[] shape : shapes) {
                    for (int which = 0; which < 4; which++) {
                        GemmCase one = new GemmCase(arena, shape[0], shape[1], shape[2], false, true, which,
                                which, which);
                        one.beta = which % 2;
                        Matrix bias = which == 1 ? null : GemmCase.matrix(arena, 1, shape[1], 0, which, random);
                        Matrix pre = which < 2 ? null : GemmCase.matrix(arena, shape[0], shape[1], 2, which, random);
                        one.epilogue = new Epilogue(bias, activation, pre);
                        one.check(which % 2 == 0 ? single : split);
                    }
                }
            }
        }
    }

    @Test
    void aBiasAloneLeavesTheSumsAsTheyAre() {
        try (Arena arena = Arena.ofConfined()) {
            Matrix row = Matrix.allocate(arena, 1, 3);
            Epilogue bias = Epilogue.bias(row);
            assertSame(row, bias.bias());
            assertEquals(Epilogue.NONE.activation(), bias.activation());
            assertThrows(NullPointerException.class, () -> Epilogue.bias(null));
            assertThrows(NullPointerException.class, () -> new Epilogue(row, null, null));
        }
    }
}

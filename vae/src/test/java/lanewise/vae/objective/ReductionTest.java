package lanewise.vae.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

import lanewise.vae.objective.Objective.Reduction;

class ReductionTest {

    @Test
    void meanDividesByTheRows() {
        assertEquals(1, Reduction.SUM.factor(8));
        assertEquals(0.125, Reduction.MEAN.factor(8));
    }
}

package lanewise.vae.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

import lanewise.vae.objective.Objective.Reduction;

class ElboTest {

    @Test
    void standardIsTheBoundItself() {
        assertEquals(new Elbo(1, 1, Reduction.MEAN), Elbo.standard());
    }

    @Test
    void whatMakesNoLossIsRefused() {
        assertEquals("beta: -1.0, expected a finite value of at least 0",
                message(() -> new Elbo(-1, 1, Reduction.SUM)));
        assertEquals("beta: NaN, expected a finite value of at least 0",
                message(() -> new Elbo(Double.NaN, 1, Reduction.SUM)));
        assertEquals("samples: 0, expected at least 1", message(() -> new Elbo(1, 0, Reduction.SUM)));
        assertEquals("reduction: null, expected SUM or MEAN", message(() -> new Elbo(1, 1, null)));
    }

    private static String message(Executable executable) {
        return assertThrows(IllegalArgumentException.class, executable).getMessage();
    }
}

package lanewise.vae.objective;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class LossTermsTest {

    @Test
    void betaWeighsTheTotalAndNotTheBound() {
        LossTerms terms = LossTerms.elbo(100, 5, 4);
        assertEquals(120, terms.total());
        assertEquals(-105, terms.elbo());
    }
}

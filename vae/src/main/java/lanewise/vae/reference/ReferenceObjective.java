package lanewise.vae.reference;

import java.util.Locale;

/// What is minimised: a scalar of the negative log-likelihoods and of the latent variables. Nats.
public sealed interface ReferenceObjective {

    /// How rows of a batch are put together; features and latent dimensions are always summed.
    enum Reduction {
        /// sum over the batch
        SUM,
        /// mean over the batch
        MEAN;

        /// The weight of one row.
        ///
        /// @param batch rows in the batch
        /// @return 1 or 1/batch
        public double weight(int batch) {
            return this == SUM ? 1 : 1.0 / batch;
        }

        /// The reduction of that lower-case name.
        ///
        /// @param label `sum` or `mean`
        /// @return the reduction
        public static Reduction labelled(String label) {
            return valueOf(label.toUpperCase(Locale.ROOT));
        }
    }

    /// A floor of lambda nats under the KL of each latent dimension (Kingma et al. 2016, appendix C.8, with subsets of one dimension).
    ///
    /// @param mode where the floor lies
    /// @param lambda the floor, nats per latent dimension
    record FreeBits(Mode mode, double lambda) {
        /// No floor.
        public static final FreeBits NONE = new FreeBits(Mode.NONE, 0);

        /// Where the floor lies.
        public enum Mode {
            /// nowhere
            NONE,
            /// under the KL of each row: max(lambda, kl)
            PER_SAMPLE,
            /// under the mean over the batch: max(lambda, mean kl)
            BATCH_MEAN;

            /// The mode of that lower-case name.
            ///
            /// @param label `none`, `per_sample` or `batch_mean`
            /// @return the mode
            public static Mode labelled(String label) {
                return valueOf(label.toUpperCase(Locale.ROOT));
            }
        }
    }

    /// Samples of the latent variable per row.
    /// @return the number, at least 1
    int samples();

    /// The negative evidence lower bound, R(mean_s nll + beta KL) (Kingma & Welling 2014, equations 8 and 10; beta: Higgins et al. 2017, equation 4).
    ///
    /// @param beta the weight of the KL term
    /// @param samples L, Monte Carlo samples of the reconstruction
    /// @param freeBits a floor under the KL
    record Elbo(double beta, int samples, FreeBits freeBits) implements ReferenceObjective {
        /// Checks the number of samples.
        public Elbo {
            requireSamples("L", samples);
        }
    }

    /// The importance weighted bound, R(-log mean_k w_k), w = p(x|z) p(z) / q(z|x) (Burda, Grosse & Salakhutdinov 2016, equation 8).
    ///
    /// @param samples K, importance samples
    record Iwae(int samples) implements ReferenceObjective {
        /// Checks the number of samples.
        public Iwae {
            requireSamples("K", samples);
        }
    }

    private static void requireSamples(String name, int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException(name + ": " + samples + ", expected at least 1");
        }
    }
}

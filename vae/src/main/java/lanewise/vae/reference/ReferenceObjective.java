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

    /// A floor of lambda nats under the KL of each latent dimension (Kingma et al. 2016, appendix C.8, with subsets
    /// of one dimension).
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

    /// The same with the weights of everything but the reconstruction multiplied, as in a warm-up.
    ///
    /// @param factor of the weights
    /// @return the objective
    /// @throws IllegalArgumentException if it has no such weights and the factor is not 1
    default ReferenceObjective warmed(double factor) {
        return switch (this) {
            case Elbo e -> new Elbo(factor * e.beta, e.samples, e.freeBits);
            case BetaTc b -> new BetaTc(factor * b.alpha, factor * b.beta, factor * b.gamma, b.size, b.samples);
            // 1 - alpha' = factor (1 - alpha), alpha' + lambda' - 1 = factor (alpha + lambda - 1)
            case InfoVae i -> new InfoVae(1 - factor * (1 - i.alpha), factor * i.lambda, i.bandwidth, i.samples);
            case Iwae i when factor == 1 -> i;
            case Dreg d when factor == 1 -> d;
            case Autoencoder a when factor == 1 -> a;
            case Iwae i -> throw noWeight();
            case Dreg d -> throw noWeight();
            case Autoencoder a -> throw noWeight();
        };
    }

    /// The negative evidence lower bound, R(mean_s nll + beta KL) (Kingma & Welling 2014, equations 8 and 10; beta:
    /// Higgins et al. 2017, equation 4).
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

    /// The importance weighted bound, R(-log mean_k w_k), w = p(x|z) p(z) / q(z|x) (Burda, Grosse & Salakhutdinov
    /// 2016, equation 8).
    ///
    /// @param samples K, importance samples
    record Iwae(int samples) implements ReferenceObjective {
        /// Checks the number of samples.
        public Iwae {
            requireSamples("K", samples);
        }
    }

    /// The importance weighted bound with the doubly reparameterised gradient of its encoder (Tucker et al. 2019,
    /// equation 8): the value is that of [Iwae], the gradient of the decoder and of the prior too; the encoder's is
    /// another estimate of the same expectation, and no derivative of the value at these samples.
    ///
    /// @param samples K, importance samples
    record Dreg(int samples) implements ReferenceObjective {
        /// Checks the number of samples.
        public Dreg {
            requireSamples("K", samples);
        }
    }

    /// The ELBO with its divergence in three parts, each with a weight of its own (Chen et al. 2018, equation 2): alpha
    /// mutual information + beta total correlation + gamma divergence of each dimension from the prior, by minibatch
    /// weighted sampling.
    ///
    /// @param alpha the weight of the index-code mutual information
    /// @param beta the weight of the total correlation
    /// @param gamma the weight of the dimension-wise divergence
    /// @param size N, rows in the data set
    /// @param samples L, Monte Carlo samples
    record BetaTc(double alpha, double beta, double gamma, long size, int samples) implements ReferenceObjective {
        /// Checks the numbers.
        public BetaTc {
            requireSamples("L", samples);
            if (size < 1) {
                throw new IllegalArgumentException("size: " + size + ", expected at least 1 row in the data set");
            }
        }
    }

    /// Reconstruction + (1 - alpha) KL + (alpha + lambda - 1) MMD(q(z), p(z)) (Zhao et al. 2019, equation 6), with the
    /// kernel exp(-|a - b|^2 / bandwidth).
    ///
    /// @param alpha what the divergence of each row is lessened by
    /// @param lambda the weight of the divergence of the aggregate, alpha more or less
    /// @param bandwidth of the kernel; 0: as many as there are latent dimensions
    /// @param samples L, Monte Carlo samples
    record InfoVae(double alpha, double lambda, double bandwidth, int samples) implements ReferenceObjective {
        /// Checks the numbers.
        public InfoVae {
            requireSamples("L", samples);
            if (!(bandwidth >= 0 && bandwidth < Double.POSITIVE_INFINITY)) {
                throw new IllegalArgumentException("bandwidth: " + bandwidth + ", expected a finite number from 0 up");
            }
        }

        /// The bandwidth that is used.
        double bandwidth(int latent) {
            return bandwidth == 0 ? latent : bandwidth;
        }
    }

    /// R(nll) at z = mu: no noise, no divergence, no use for a variance, whose head gets a gradient of 0.
    record Autoencoder() implements ReferenceObjective {
        @Override
        public int samples() {
            return 1;
        }
    }

    private static IllegalArgumentException noWeight() {
        return new IllegalArgumentException("warm-up: the objective has no weight that could rise, expected elbo,"
                + " beta_tc or info_vae");
    }

    private static void requireSamples(String name, int samples) {
        if (samples < 1) {
            throw new IllegalArgumentException(name + ": " + samples + ", expected at least 1");
        }
    }
}

package lanewise.vae.model;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.likelihood.Likelihood;

/// What is made of p(x | z), the likelihood that a decoder describes.
///
/// Thread-safe: no state.
public enum Output {

    /// Its mean `E[x | z]`: smooth pictures, such as grey values between black and white.
    MEAN {
        @Override
        void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x) {
            likelihood.mean(raw, x);
        }
    },

    /// Its mode, the most probable x: what a picture of black and white or a category looks like.
    MODE {
        @Override
        void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x) {
            likelihood.mode(raw, x);
        }
    },

    /// A draw `x ~ p(x | z)`: what data would look like, noise included.
    DRAW {
        @Override
        void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x) {
            likelihood.sample(raw, noise, first, x);
        }
    };

    /// Element (r, c) of a draw uses element `first + r * width + c` of the noise.
    abstract void of(Likelihood likelihood, Matrix raw, RandomStream noise, long first, Matrix x);
}

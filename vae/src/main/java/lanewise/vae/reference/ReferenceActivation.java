package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.erfc;
import static lanewise.vae.reference.SpecialFunctions.sigmoid;

import java.util.Arrays;
import java.util.Locale;

/// The activations, y = f(x), and their derivatives f'(x), in float64.
///
/// The derivative takes x alone. Where the formula is a difference of nearly equal numbers in a tail the equal form without it is used:
/// 1 + tanh(u) = 2 sigmoid(2u), 1 + erf(u) = erfc(-u), 1 - tanh^2 = 1/cosh^2.
public enum ReferenceActivation {
    /// f(x) = x
    IDENTITY {
        @Override
        public double value(double x) {
            return x;
        }

        @Override
        public double derivative(double x) {
            return 1;
        }
    },
    /// f(x) = max(x, 0); f'(0) = 0
    RELU {
        @Override
        public double value(double x) {
            return Math.max(x, 0);
        }

        @Override
        public double derivative(double x) {
            return Double.isNaN(x) ? x : x > 0 ? 1 : 0;
        }
    },
    /// f(x) = x where x > 0, else 0.01 x
    LEAKY_RELU {
        @Override
        public double value(double x) {
            return x > 0 ? x : 0.01 * x;
        }

        @Override
        public double derivative(double x) {
            return Double.isNaN(x) ? x : x > 0 ? 1 : 0.01;
        }
    },
    /// f(x) = x where x > 0, else exp(x) - 1
    ELU {
        @Override
        public double value(double x) {
            return x > 0 ? x : StrictMath.expm1(x);
        }

        @Override
        public double derivative(double x) {
            return x > 0 ? 1 : StrictMath.exp(x);
        }
    },
    /// f(x) = x sigmoid(x); f' = sigmoid(x) (1 + x sigmoid(-x)) (Hendrycks & Gimpel 2016; Elfwing et al. 2018)
    SILU {
        @Override
        public double value(double x) {
            return product(x, sigmoid(x));
        }

        @Override
        public double derivative(double x) {
            return sigmoid(x) + product(x, sigmoid(x) * sigmoid(-x));
        }
    },
    /// f(x) = x Phi(x) = x (1 + erf(x/sqrt 2)) / 2; f' = Phi(x) + x phi(x) (Hendrycks & Gimpel 2016)
    GELU_ERF {
        @Override
        public double value(double x) {
            return product(x, 0.5 * erfc(-x / Math.sqrt(2)));
        }

        @Override
        public double derivative(double x) {
            double density = StrictMath.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
            return 0.5 * erfc(-x / Math.sqrt(2)) + product(x, density);
        }
    },
    /// f(x) = x (1 + tanh u) / 2 = x sigmoid(2u), u = sqrt(2/pi) (x + 0.044715 x^3); f' = sigmoid(2u) + 2 x sigmoid(2u) sigmoid(-2u) u'
    GELU_TANH {
        @Override
        public double value(double x) {
            return product(x, sigmoid(2 * inner(x)));
        }

        @Override
        public double derivative(double x) {
            double u = inner(x);
            double slope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
            return sigmoid(2 * u) + product(2 * x * slope, sigmoid(2 * u) * sigmoid(-2 * u));
        }

        private double inner(double x) {
            return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
        }
    },
    /// f(x) = log(1 + exp(x)), f' = sigmoid(x); exactly x, derivative 1, where x > 20
    SOFTPLUS {
        @Override
        public double value(double x) {
            return x > 20 ? x : SpecialFunctions.logOnePlusExp(x);
        }

        @Override
        public double derivative(double x) {
            return x > 20 ? 1 : sigmoid(x);
        }
    },
    /// f(x) = 1 / (1 + exp(-x)); f' = sigmoid(x) sigmoid(-x)
    SIGMOID {
        @Override
        public double value(double x) {
            return sigmoid(x);
        }

        @Override
        public double derivative(double x) {
            return sigmoid(x) * sigmoid(-x);
        }
    },
    /// f(x) = tanh(x); f' = 1/cosh(x)^2 = 4 sigmoid(2x) sigmoid(-2x)
    TANH {
        @Override
        public double value(double x) {
            return StrictMath.tanh(x);
        }

        @Override
        public double derivative(double x) {
            return 4 * sigmoid(2 * x) * sigmoid(-2 * x);
        }
    };

    /// The name used in files: `identity`, `relu`, `leaky_relu`, `elu`, `silu`, `gelu_erf`, `gelu_tanh`, `softplus`, `sigmoid`, `tanh`.
    /// @return the name
    public String label() {
        return name().toLowerCase(Locale.ROOT);
    }

    /// f(x).
    ///
    /// @param x argument
    /// @return the value
    public abstract double value(double x);

    /// f'(x).
    ///
    /// @param x argument
    /// @return the derivative
    public abstract double derivative(double x);

    /// The activation of that [#label].
    ///
    /// @param label its name in files
    /// @return the activation
    /// @throws IllegalArgumentException if there is none
    public static ReferenceActivation labelled(String label) {
        for (ReferenceActivation activation : values()) {
            if (activation.label().equals(label)) {
                return activation;
            }
        }
        throw new IllegalArgumentException("activation: " + label + ", expected one of "
            + Arrays.stream(values()).map(ReferenceActivation::label).toList());
    }

    /// x * weight, where a weight that has fallen to zero wins over an infinite x.
    private static double product(double x, double weight) {
        return weight == 0 && !Double.isNaN(x) ? 0 * Math.signum(x) : x * weight;
    }
}

package lanewise.vae.reference;

import static lanewise.vae.reference.SpecialFunctions.erfc;
import static lanewise.vae.reference.SpecialFunctions.sigmoid;

import lanewise.core.activation.Activation;
import lanewise.core.activation.Elu;
import lanewise.core.activation.GeluErf;
import lanewise.core.activation.GeluTanh;
import lanewise.core.activation.Identity;
import lanewise.core.activation.LeakyRelu;
import lanewise.core.activation.Relu;
import lanewise.core.activation.Sigmoid;
import lanewise.core.activation.Silu;
import lanewise.core.activation.Softplus;
import lanewise.core.activation.Tanh;

/// The activations, y = f(x), and their derivatives f'(x), in float64:
/// ```
/// identity    x                                    1
/// relu        max(x, 0)                            1 where x > 0, else 0
/// leaky_relu  x where x > 0, else slope x          1, slope
/// elu         x where x > 0, else alpha (e^x - 1)  1, alpha e^x
/// silu        x sigmoid(x)                         sigmoid(x) (1 + x sigmoid(-x))
/// gelu_erf    x Phi(x)                             Phi(x) + x phi(x)
/// gelu_tanh   x sigmoid(2u)                        sigmoid(2u) + 2 x sigmoid(2u) sigmoid(-2u) u'
/// softplus    log(1 + e^x), x where x > 20         sigmoid(x), 1 where x > 20
/// sigmoid     1 / (1 + e^-x)                       sigmoid(x) sigmoid(-x)
/// tanh        tanh(x)                              4 sigmoid(2x) sigmoid(-2x)
/// ```
/// with u = sqrt(2/pi) (x + 0.044715 x^3) (GELU: Hendrycks & Gimpel 2016; SiLU: Elfwing et al. 2018).
///
/// The derivative takes x alone. Where the formula is a difference of nearly equal numbers in a tail the equal form
/// without it is used:
/// 1 + tanh(u) = 2 sigmoid(2u), 1 + erf(u) = erfc(-u), 1 - tanh^2 = 1/cosh^2. A parameter is the decimal number that
/// its float stands for: 0.01, not 0.01f.
public final class ReferenceActivation {
    private ReferenceActivation() {
    }

    /// f(x).
    ///
    /// @param f the function
    /// @param x argument
    /// @return the value
    public static double value(Activation f, double x) {
        return switch (f) {
            case Identity _ -> x;
            case Relu _ -> Math.max(x, 0);
            case LeakyRelu leaky -> x > 0 ? x : decimal(leaky.slope()) * x;
            case Elu elu -> x > 0 ? x : decimal(elu.alpha()) * StrictMath.expm1(x);
            case Silu _ -> product(x, sigmoid(x));
            case GeluErf _ -> product(x, 0.5 * erfc(-x / Math.sqrt(2)));
            case GeluTanh _ -> product(x, sigmoid(2 * inner(x)));
            case Softplus _ -> x > 20 ? x : SpecialFunctions.logOnePlusExp(x);
            case Sigmoid _ -> sigmoid(x);
            case Tanh _ -> StrictMath.tanh(x);
        };
    }

    /// f'(x).
    ///
    /// @param f the function
    /// @param x argument
    /// @return the derivative
    public static double derivative(Activation f, double x) {
        return switch (f) {
            case Identity _ -> 1;
            case Relu _ -> Double.isNaN(x) ? x : x > 0 ? 1 : 0;
            case LeakyRelu leaky -> Double.isNaN(x) ? x : x > 0 ? 1 : decimal(leaky.slope());
            case Elu elu -> x > 0 ? 1 : decimal(elu.alpha()) * StrictMath.exp(x);
            case Silu _ -> sigmoid(x) + product(x, sigmoid(x) * sigmoid(-x));
            case GeluErf _ -> {
                double density = StrictMath.exp(-0.5 * x * x) / Math.sqrt(2 * Math.PI);
                yield 0.5 * erfc(-x / Math.sqrt(2)) + product(x, density);
            }
            case GeluTanh _ -> {
                double u = inner(x);
                double slope = Math.sqrt(2 / Math.PI) * (1 + 3 * 0.044715 * x * x);
                yield sigmoid(2 * u) + product(2 * x * slope, sigmoid(2 * u) * sigmoid(-2 * u));
            }
            case Softplus _ -> x > 20 ? 1 : sigmoid(x);
            case Sigmoid _ -> sigmoid(x) * sigmoid(-x);
            case Tanh _ -> 4 * sigmoid(2 * x) * sigmoid(-2 * x);
        };
    }

    private static double inner(double x) {
        return Math.sqrt(2 / Math.PI) * (x + 0.044715 * x * x * x);
    }

    private static double decimal(float parameter) {
        return Double.parseDouble(Float.toString(parameter));
    }

    /// x * weight, where a weight that has fallen to zero wins over an infinite x.
    private static double product(double x, double weight) {
        return weight == 0 && !Double.isNaN(x) ? 0 * Math.signum(x) : x * weight;
    }
}

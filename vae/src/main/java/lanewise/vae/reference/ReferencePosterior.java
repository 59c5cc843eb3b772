package lanewise.vae.reference;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/// The family of the approximate posterior q(z | x), and the heads of the encoder that describe a member of it.
public enum ReferencePosterior {
    /// N(mu, diag(exp(logvar)))
    DIAGONAL("diagonal", "z[s] = mu + exp(0.5*logvar) * eps[s]; logvar is the log of the variance"),
    /// N(mu, L L^T), L lower triangular with exp(logvar/2) on the diagonal
    FULL_COVARIANCE("full_covariance",
        "z[s] = mu + L eps[s], L = tril (row by row below the diagonal) + diag(exp(0.5*logvar)); q = N(mu, L L^T)");

    private final String label;
    private final String formula;

    ReferencePosterior(String label, String formula) {
        this.label = label;
        this.formula = formula;
    }

    /// The name used in files.
    /// @return `diagonal` or `full_covariance`
    public String label() {
        return label;
    }

    /// How z is drawn, in the names of the fixture files.
    /// @return a formula
    public String formula() {
        return formula;
    }

    /// As the fp32 path has it.
    /// @return the description
    public lanewise.vae.latent.Posterior description() {
        return lanewise.vae.latent.Posterior.named(label);
    }

    /// The posterior of that [#label].
    ///
    /// @param label its name in files
    /// @return the posterior
    /// @throws IllegalArgumentException if there is none
    public static ReferencePosterior labelled(String label) {
        return Arrays.stream(values()).filter(p -> p.label.equals(label)).findFirst()
            .orElseThrow(() -> new IllegalArgumentException("posterior: " + label + ", expected one of " + labels()));
    }

    /// All labels.
    /// @return the names used in files
    public static List<String> labels() {
        return Arrays.stream(values()).map(ReferencePosterior::label).toList();
    }

    /// The heads of the encoder: name, without the prefix `enc.`, to width. One latent dimension leaves nothing below
    /// the diagonal, and no head for it.
    ///
    /// @param latent Z, dimensions of the latent variable
    /// @return the heads in order
    public Map<String, Integer> heads(int latent) {
        Map<String, Integer> heads = new LinkedHashMap<>();
        heads.put("mu", latent);
        heads.put("logvar", latent);
        if (this == FULL_COVARIANCE && latent > 1) {
            heads.put("tril", Math.multiplyExact(latent, latent - 1) / 2);
        }
        return heads;
    }

    /// The member that the outputs of the heads describe.
    Posterior of(List<double[]> heads, int latent) {
        return heads.size() == 2 ? new DiagonalPosterior(heads.get(0), heads.get(1), latent)
            : new CholeskyPosterior(heads.get(0), heads.get(1), heads.get(2), latent);
    }
}

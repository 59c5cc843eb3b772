package lanewise.vae.loss;

import java.util.Objects;

import lanewise.core.Matrix;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.network.Masks;
import lanewise.vae.objective.Objective;

/// What the next call of an [ObjectivePass] is told besides its arguments, and whether those fit the model.
final class NextCall {

    private final ParameterLayout layout;
    private final int inputs;
    private final int condition;
    private final int maxBatch;
    private final String partRefusal;
    private Parameters knownParameters;
    private Parameters knownGradients;

    /// What the encoder reads, or null for the batch.
    Matrix input;
    /// Factors of dropout, or null.
    Masks masks;
    /// The batch's first row in a larger one of `of` rows; 0 rows where it is whole.
    int first;
    int of;

    NextCall(Architecture architecture, Objective objective, int maxBatch) {
        this.layout = architecture.layout();
        this.inputs = architecture.inputs();
        this.condition = architecture.conditionWidth();
        this.maxBatch = maxBatch;
        this.partRefusal = partRefusal(architecture, objective);
    }

    /// Why a batch cannot be computed in parts, or null.
    static String partRefusal(Architecture architecture, Objective objective) {
        String culprit = !objective.sumsOverRows() ? "objective " + objective.name()
                : architecture.likelihood().preparesFromBatch() ? "likelihood " + architecture.likelihood().name()
                : null;
        return culprit == null ? null : culprit + ": takes a batch as a whole, its loss is no sum over rows that parts"
                + " of the batch could add up to";
    }

    void part(int firstRow, int rows) {
        if (partRefusal != null) {
            throw new IllegalArgumentException(partRefusal);
        }
        first = firstRow;
        of = rows;
    }

    void forget() {
        input = null;
        masks = null;
        first = 0;
        of = 0;
    }

    void requireGradients(Parameters gradients) {
        if (gradients != knownGradients) {
            knownGradients = gradients.requireLayout("gradients", layout);
        }
    }

    void require(Parameters parameters, Matrix data) {
        if (parameters != knownParameters) {
            knownParameters = parameters.requireLayout("parameters", layout);
        }
        if (data.rows() < 1 || data.rows() > maxBatch || data.columns() != inputs + condition) {
            throw new IllegalArgumentException("batch: is " + data.rows() + " x " + data.columns() + ", expected 1 to "
                    + maxBatch + " rows x " + (inputs + condition)
                    + (condition == 0 ? "" : ": " + inputs + " inputs and a condition of " + condition));
        }
        if (input != null) {
            input.requireShape("input", data.rows(), data.columns());
        }
        if (of > 0) {
            Objects.checkFromIndexSize(first, data.rows(), of);
        }
    }
}

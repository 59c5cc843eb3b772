package lanewise.core;

import jdk.incubator.vector.FloatVector;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/// Leaves a suite out that forces the width which the suite without a forced one has here anyway: it would be the same
/// work twice.
public final class NotTwice implements ExecutionCondition {

    private static final String FORCED = System.getProperty("lanewise.kernels", "");

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        return FORCED.matches("[0-9]+") && Integer.parseInt(FORCED) >= Widest.bits()
                ? ConditionEvaluationResult.disabled(FORCED + " bits are the best width here: tested already")
                : ConditionEvaluationResult.enabled("another width than the best");
    }

    /// Loaded only where the module of vectors is there.
    private static final class Widest {

        static int bits() {
            return FloatVector.SPECIES_PREFERRED.vectorBitSize();
        }
    }
}

package lanewise.core.convolution;

import java.lang.foreign.MemorySegment;

import lanewise.core.Epilogue;
import lanewise.core.Matrix;
import lanewise.core.activation.Activation;
import lanewise.core.activation.Identity;

/// What happens to finished sums: the epilogue.
final class Pixels {

    private Pixels() {
    }

    /// `v = activation(v + bias[c])`, keeping `v + bias[c]` if wanted, for one row of the result.
    static void finish(Epilogue epilogue, Matrix out, int row, int channels) {
        Matrix bias = epilogue.bias();
        if (bias != null) {
            MemorySegment s = out.segment();
            for (int i = 0; i < out.columns(); i++) {
                long at = out.byteOffset(row, i);
                float b = bias.segment().get(ScalarConvolution.FLOAT, 4L * (i % channels));
                s.set(ScalarConvolution.FLOAT, at, s.get(ScalarConvolution.FLOAT, at) + b);
            }
        }
        activate(epilogue, out, row, 0, out.columns());
    }

    /// `v = activation(v)`, keeping v if wanted, for some columns of one row of the result to which the bias was added.
    static void activate(Epilogue epilogue, Matrix out, int row, int column, int columns) {
        Matrix pre = epilogue.preActivation();
        Activation activation = epilogue.activation();
        long offset = out.byteOffset(row, column);
        if (pre != null) {
            MemorySegment.copy(out.segment(), offset, pre.segment(), pre.byteOffset(row, column),
                    (long) columns * Float.BYTES);
        }
        if (!(activation instanceof Identity)) {
            activation.forward(out.segment(), offset, out.segment(), offset, columns);
        }
    }
}

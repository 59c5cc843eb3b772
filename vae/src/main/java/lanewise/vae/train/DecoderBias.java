package lanewise.vae.train;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.Parameters;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.network.RowBuffer;

/// Starts a decoder where it already knows the mean of the data, so that the first epochs need not learn it.
final class DecoderBias {

    private DecoderBias() {
    }

    /// `bias_c = output of the mean of column c`, the mean over all rows, ascending in double; further columns of the
    /// data are conditions. Missing cells have no part in it.
    ///
    /// @param rows room for some rows at a time; what it holds is overwritten
    static void setFromMean(Parameters parameters, Likelihood likelihood, Dataset data, RowBuffer rows) {
        Matrix bias = parameters.tensor("decoder.out.bias");
        double[] sums = new double[bias.columns()];
        int[] counts = new int[sums.length];
        for (int from = 0; from < data.size(); from += rows.maxRows()) {
            Matrix some = rows.first(Math.min(rows.maxRows(), data.size() - from));
            data.copy(from, some.rows(), some);
            for (int row = 0; row < some.rows(); row++) {
                long at = some.byteOffset(row, 0);
                for (int column = 0; column < sums.length; column++) {
                    float value = some.segment().get(Matrix.FLOAT, at + 4L * column);
                    if (!Float.isNaN(value)) {
                        sums[column] += value;
                        counts[column]++;
                    }
                }
            }
        }
        for (int column = 0; column < sums.length; column++) {
            bias.set(0, column, (float) likelihood.outputOfMean(sums[column] / Math.max(1, counts[column]))
                    .orElseThrow());
        }
    }
}

package lanewise.vae.evaluate;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

import lanewise.core.Matrix;
import lanewise.core.math.Exp;
import lanewise.core.math.Softplus;
import lanewise.vae.layer.ParameterLayout.Head;
import lanewise.vae.likelihood.Bernoulli;
import lanewise.vae.likelihood.Categorical;
import lanewise.vae.likelihood.Composite;
import lanewise.vae.likelihood.GaussianLearned;
import lanewise.vae.likelihood.GaussianShared;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;

/// What each column of a table adds to `-log p(x | outputs)` of a row, in nats: the likelihood of the column's floats
/// by themselves, which the others do not change given the outputs. A missing cell, NaN, adds 0.
///
/// Terms of Gaussian and Bernoulli columns follow from their formula in double, with the house's fp32 exponential and
/// softplus; those of others from the likelihood's own loss of a row of one value. Not thread-safe: each thread brings
/// its own.
final class ColumnTerms {

    private static final double LOG_TWO_PI = StrictMath.log(2 * Math.PI);

    /// Values of a row that a likelihood describes together, and where the outputs are that describe them: a value of
    /// a family of independent ones, or a group of one-hot columns.
    private record Piece(int column, int from, int width, Likelihood likelihood, int[] outputs) {
    }

    private final List<Piece> pieces = new ArrayList<>();
    private final int columns;
    private final MemorySegment own;

    /// Refuses bounds that are none.
    ///
    /// @param bounds for each column of the table its first value in a row, then the row's width
    /// @param width of a row
    /// @return a copy
    static int[] checked(int[] bounds, int width) {
        boolean ascending = bounds.length > 1 && bounds[0] == 0 && bounds[bounds.length - 1] == width;
        for (int c = 1; c < bounds.length; c++) {
            ascending &= bounds[c] > bounds[c - 1];
        }
        if (!ascending) {
            throw new IllegalArgumentException("bounds: " + Arrays.toString(bounds) + ", expected the first value of"
                    + " each column, ascending from 0, then " + width);
        }
        return bounds.clone();
    }

    /// @param bounds for each column of the table its first value in a row, then the row's width
    ColumnTerms(Likelihood likelihood, int[] bounds) {
        this.columns = bounds.length - 1;
        place(likelihood, bounds[columns], 0, 0, bounds);
        int most = pieces.stream().mapToInt(piece -> piece.outputs.length).max().orElseThrow();
        this.own = MemorySegment.ofArray(new float[most]);
    }

    int columns() {
        return columns;
    }

    private void place(Likelihood likelihood, int width, int from, int output, int[] bounds) {
        switch (likelihood) {
            case Observed observed -> place(observed.likelihood(), width, from, output, bounds);
            case Composite composite -> {
                int column = from;
                int first = output;
                for (Composite.Part part : composite.parts()) {
                    place(part.likelihood(), part.columns(), column, first, bounds);
                    column += part.columns();
                    first += part.likelihood().outputWidth(part.columns());
                }
            }
            case Categorical categorical -> {
                int column = from;
                int first = output;
                for (int group : categorical.groups().isEmpty() ? List.of(width) : categorical.groups()) {
                    int[] outputs = new int[group];
                    for (int i = 0; i < group; i++) {
                        outputs[i] = first + i;
                    }
                    add(column, group, new Categorical(), outputs, bounds);
                    column += group;
                    first += group;
                }
            }
            default -> {
                List<Head> heads = likelihood.heads(width);
                for (int c = 0; c < width; c++) {
                    int[] outputs = new int[heads.size()];
                    int first = output;
                    for (int h = 0; h < outputs.length; h++) {
                        outputs[h] = first + (heads.get(h).outputs() == width ? c : 0);
                        first += heads.get(h).outputs();
                    }
                    add(from + c, 1, likelihood, outputs, bounds);
                }
            }
        }
    }

    private void add(int from, int width, Likelihood likelihood, int[] outputs, int[] bounds) {
        int at = Arrays.binarySearch(bounds, from);
        pieces.add(new Piece(at >= 0 ? at : -at - 2, from, width, likelihood, outputs));
    }

    /// Adds the terms of one row of outputs to those of the columns, values ascending.
    ///
    /// @param x the row's data
    /// @param xOffset byte offset of its first value
    /// @param outputs decoder outputs
    /// @param outputsOffset byte offset of the row's first output
    /// @param terms one per column of the table
    void add(MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset, double[] terms) {
        for (int i = 0; i < pieces.size(); i++) {
            Piece piece = pieces.get(i);
            float value = x.get(Matrix.FLOAT, xOffset + 4L * piece.from);
            if (!Float.isNaN(value)) {
                terms[piece.column] += term(piece, value, x, xOffset, outputs, outputsOffset);
            }
        }
    }

    private double term(Piece piece, float value, MemorySegment x, long xOffset, MemorySegment outputs,
            long outputsOffset) {
        int[] from = piece.outputs;
        float first = outputs.get(Matrix.FLOAT, outputsOffset + 4L * from[0]);
        if (piece.likelihood instanceof Bernoulli) {
            return Softplus.softplus(first) - (double) first * value;
        }
        if (piece.likelihood instanceof GaussianShared || piece.likelihood instanceof GaussianLearned) {
            float logVariance = outputs.get(Matrix.FLOAT, outputsOffset + 4L * from[1]);
            double difference = (double) first - value;
            return 0.5 * (difference * difference * Exp.exp(-logVariance) + logVariance + LOG_TWO_PI);
        }
        for (int i = 0; i < from.length; i++) {
            own.set(Matrix.FLOAT, 4L * i, outputs.get(Matrix.FLOAT, outputsOffset + 4L * from[i]));
        }
        return piece.likelihood.row(false, x, xOffset + 4L * piece.from, own, 0, null, 0, piece.width, 0);
    }
}

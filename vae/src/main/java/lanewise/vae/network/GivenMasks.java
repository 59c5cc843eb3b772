package lanewise.vae.network;

import java.lang.foreign.MemorySegment;
import java.util.List;

import lanewise.core.Matrix;

/// Masks from elsewhere, such as those of a fixture.
///
/// @param factors a matrix for each hidden layer, encoder then decoder, with at least the rows that pass the layer,
/// each as wide as its outputs
public record GivenMasks(List<Matrix> factors) implements Masks {

    /// Keeps an own copy of the list.
    public GivenMasks {
        factors = List.copyOf(factors);
    }

    /// @throws IllegalArgumentException if there is no such layer or its matrix is of another width
    /// @throws IndexOutOfBoundsException if its matrix has too few rows
    @Override
    public void fill(int layer, int firstRow, Matrix out, int from, int to) {
        if (layer >= factors.size()) {
            throw new IllegalArgumentException("masks: are for " + factors.size() + " hidden layers, the net has more");
        }
        Matrix given = factors.get(layer).requireColumns("mask of hidden layer " + layer, out.columns());
        if (firstRow + to > given.rows()) {
            throw new IndexOutOfBoundsException("mask of hidden layer " + layer + ": has " + given.rows()
                    + " rows, expected at least " + (firstRow + to));
        }
        for (int row = from; row < to; row++) {
            MemorySegment.copy(given.segment(), given.byteOffset(firstRow + row, 0), out.segment(),
                    out.byteOffset(row, 0), (long) out.columns() * Float.BYTES);
        }
    }
}

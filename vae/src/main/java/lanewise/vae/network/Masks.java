package lanewise.vae.network;

import lanewise.core.Matrix;

/// Where the factors of dropout come from: 0, or 1 / (1 - p), for each output of each hidden layer and row of
/// one training step.
///
/// Hidden layers are counted over the encoder, then over the decoder. Rows are those that pass the layer in the step:
/// in the encoder those of the batch, then the learned inputs of a VampPrior; in the decoder those of the samples.
public sealed interface Masks permits DrawnMasks, GivenMasks {

    /// The factors of some rows. Threads may share them out.
    ///
    /// @param layer which hidden layer
    /// @param firstRow which row of the layer is row 0 of `out`
    /// @param out rows x outputs of the layer, without gaps between the rows
    /// @param from first row of `out` to fill
    /// @param to row after the last
    void fill(int layer, int firstRow, Matrix out, int from, int to);
}

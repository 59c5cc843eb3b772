package lanewise.vae.network;

import lanewise.core.Matrix;
import lanewise.core.Workspace;
import lanewise.vae.layer.Parameters;

/// The last step of a [TrainingNetwork], which gives its outputs, or one that may be the last.
sealed interface NetworkEnd permits LayerPass, SlidingHeads {

    /// The output of x.
    ///
    /// @param x rows x inputs; must keep its contents until [#backward]
    /// @return rows x outputs, valid until the next call
    Matrix forward(Parameters parameters, Matrix x, Workspace workspace);

    /// The output of the last forward call.
    ///
    /// @param rows rows of that call
    Matrix outputs(int rows);

    /// The buffer of the gradient with respect to the output, for the caller to fill before [#backward].
    ///
    /// @param rows rows of the call
    Matrix gradient(int rows);

    /// The gradients of weights and biases, and of x unless its place is null, from that of the output in [#gradient],
    /// which is overwritten.
    ///
    /// @param x input as in the forward call
    /// @param result where the gradients of weights and biases go; what they held is overwritten
    void backward(Parameters parameters, Matrix x, Parameters result, Matrix dx, Workspace workspace);
}

package lanewise.bench.peers.step;

/// How a training step is written for PyTorch. All forms compute the same.
enum TorchForm {

    /// As in PyTorch's example of a variational autoencoder, and for convolutions as its tutorials have them.
    EXAMPLE("PyTorch as in the example", false, false, false),

    /// Whatever made it faster, images `[channels, height, width]`.
    FASTEST("PyTorch fastest", true, false, false),

    /// The same with images and weights channels last, what is flattened in that order too, so that nothing is
    /// rearranged.
    CHANNELS_LAST("PyTorch channels_last", true, true, false),

    /// The same with the biases of transposed convolutions added apart: oneDNN's gradient of such a bias is slow with
    /// channels last.
    CHANNELS_LAST_APART("PyTorch channels_last, bias apart", true, true, true);

    private final String label;
    private final boolean fast;
    private final boolean channelsLast;
    private final boolean apart;

    TorchForm(String label, boolean fast, boolean channelsLast, boolean apart) {
        this.label = label;
        this.fast = fast;
        this.channelsLast = channelsLast;
        this.apart = apart;
    }

    /// For the table.
    String label() {
        return label;
    }

    /// Whether the loss takes logits instead of what a sigmoid makes of them, Adam is fused, denormal numbers are
    /// flushed, and what nobody reads
    /// again is overwritten.
    boolean fast() {
        return fast;
    }

    /// Whether images and weights are channels last.
    boolean channelsLast() {
        return channelsLast;
    }

    /// Whether biases of transposed convolutions are added apart.
    boolean apart() {
        return apart;
    }
}

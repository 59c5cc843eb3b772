package lanewise.vae.random;

/// What random numbers are drawn for. Each purpose owns 2^56 streams of a seed: `stream = (code << 56) | number`.
///
/// Two purposes, or two numbers of one purpose, never share a stream; so what one part of a run draws cannot shift what
/// another draws. The codes are part of what a seed means and never change.
public enum Purpose {

    /// Initial weights; the number is the index of the tensor in the parameter layout.
    INIT(1),

    /// The order of the examples; the number is the epoch, from 0.
    SHUFFLE(2),

    /// The noise of the reparameterisation; the number is the step, from 0.
    NOISE(3),

    /// The split of a data set into training and validation part; the number is 0.
    SPLIT(4),

    /// The noise of an evaluation; the number is the sample, from 0.
    EVALUATE(5),

    /// Draws from a trained model; the number is the caller's.
    SAMPLE(6),

    /// The built-in data set; the number is 0 for the digits to train on and 1 for those to test on.
    DRAW(7),

    /// The ones of binarised training rows; the number is 0, the epoch or the step, as the binarisation says.
    BINARIZE(8),

    /// The ones of binarised rows that are not trained on; the number is 0 for validation rows, 1 for test rows.
    HELD_OUT(9),

    /// Which outputs of hidden layers are dropped; the number is 64 times the step, from 0, plus the layer, from 0 over
    /// encoder and decoder.
    DROPOUT(10),

    /// What hides or disturbs the encoder's input; the number is the step, from 0.
    CORRUPT(11),

    /// Draws from the prior that samples of the posterior are compared with; the number is that of [#NOISE].
    PRIOR(12),

    /// Which component of a mixture prior a draw is of; the number is that of [#SAMPLE].
    COMPONENT(13),

    /// Which component of a mixture prior a draw of [#PRIOR] is of; the number is that of [#NOISE].
    PRIOR_COMPONENT(14),

    /// Draws from posteriors that a likelihood or a score is estimated from; the number is the row of the data, or its
    /// [RowKey].
    IMPORTANCE(16),

    /// Which weighted draws of a posterior stand for a row with gaps; the number is the row's [RowKey].
    RESAMPLE(18),

    /// The cells that are drawn for those that are missing; the number is the row's [RowKey].
    IMPUTE(19),

    /// Rows drawn at draws from the posterior of a row; the number is the row's key, as that of [#IMPORTANCE].
    PREDICT(20);

    private static final int NUMBER_BITS = 56;

    private final int code;

    Purpose(int code) {
        this.code = code;
    }

    /// The stream with a number: `(code << 56) | number`.
    ///
    /// @param number which of the purpose's streams, 0 to 2^56 - 1
    /// @return the stream
    /// @throws IllegalArgumentException if there is no such number
    public long stream(long number) {
        if (number >>> NUMBER_BITS != 0) {
            throw new IllegalArgumentException("number: " + number + ", expected 0 to 2^" + NUMBER_BITS + " - 1");
        }
        return (long) code << NUMBER_BITS | number;
    }

    /// The stream of this purpose with the number that a stream of another purpose has.
    ///
    /// @param stream a stream of any purpose
    /// @return the stream
    public long sibling(long stream) {
        return stream(stream & (1L << NUMBER_BITS) - 1);
    }
}

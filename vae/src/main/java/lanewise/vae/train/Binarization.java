package lanewise.vae.train;

import lanewise.vae.random.Purpose;

/// Whether grey values become ones and zeros: taken as probabilities of ones, and when the ones are drawn, or told by a
/// threshold. With `uniform` the random stream that belongs to the draw, a value p becomes `uniform < p ? 1 : 0`. An
/// epoch takes each row once, so [#DYNAMIC] and [#PER_EPOCH] have the same law; they differ in what the draw hangs on.
///
/// Validation and test rows of a run that draws at all are drawn once, from streams of their own ([Purpose#HELD_OUT]).
public enum Binarization {

    /// The values are taken as they are.
    NONE,

    /// Drawn once for the whole run: stream [Purpose#BINARIZE] 0, element `row * width + column` with row among
    /// the training rows.
    FIXED,

    /// Drawn anew for each epoch: as [#FIXED], from stream [Purpose#BINARIZE] epoch, counted from 0.
    PER_EPOCH,

    /// Drawn anew for each step: stream [Purpose#BINARIZE] step, counted from 0, element
    /// `place in the batch * width + column`.
    DYNAMIC,

    /// Nothing is drawn: 1 where the value is at least [#HALF], else 0, in training, validation and test rows.
    THRESHOLD;

    /// The smallest grey value that [#THRESHOLD] makes a 1.
    public static final float HALF = 0.5f;
}

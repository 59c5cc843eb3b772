package lanewise.vae.quality;

/// Streams of the seed by which rows are chosen.
final class Streams {

    static final long HELD_OUT = 2;
    static final long PAIRS = 3;
    static final long KNOWN = 4;
    static final long ASKED = 5;
    static final long LEARNED = 6;

    private Streams() {
    }
}

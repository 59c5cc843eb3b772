package lanewise.vae.report;

/// How many colours and dashes the style sheet has: the classes `c0`, `c1`, ... and `d0`, `d1`, ...
final class Palette {

    static final int COLOURS = 10;
    static final int DASHES = 4;

    private Palette() {
    }
}

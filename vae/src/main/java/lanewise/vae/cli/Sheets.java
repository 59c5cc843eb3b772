package lanewise.vae.cli;

import java.nio.file.Path;

/// Options of commands that make a picture of many images.
final class Sheets {

    static final int IMAGES = 64;
    static final int PAIRS = 60;

    static final Option<Integer> COUNT = Option.integer("count", "N", 1, 10_000, IMAGES, "how many images");
    static final Option<Integer> COUNT_PAIRS = COUNT.withStandard(PAIRS, Integer.toString(PAIRS));
    static final Option<Integer> COLUMNS = Option.integer("columns", "N", 1, 10_000, null, "how many side by side")
            .withStandard(null, "about as many as rows");
    static final Option<Integer> SCALE = Option.integer("scale", "N", 1, 64, 3, "pixels of the picture per pixel of an image");

    private Sheets() {
    }

    static Option<Path> out(String standard) {
        return Option.path("out", "FILE", standard, "the PNG file to write; one that exists is replaced");
    }

    /// As many columns as asked for, else such that the picture is about square.
    static int columns(Arguments arguments, int cells, int cellWidth, int cellHeight) {
        Integer columns = arguments.get(COLUMNS);
        return columns != null ? columns : columns(cells, cellWidth, cellHeight);
    }

    static int columns(int cells, int cellWidth, int cellHeight) {
        return Math.clamp(Math.round(Math.sqrt((double) cells * cellHeight / cellWidth)), 1, cells);
    }
}

package lanewise.bench.peers.encode;

import java.util.List;
import java.util.Locale;

/// Microseconds per row over the number of rows in a call, both logarithmic: a line for each way's p50, a thin one for
/// its p99.
final class BatchPlot {

    private static final String[] COLOURS = {"#d55e00", "#e69f00", "#009e73", "#0072b2", "#56b4e9"};
    private static final int LEFT = 60;
    private static final int TOP = 44;
    private static final int WIDTH = 620;
    private static final int HEIGHT = 380;
    private static final int LEGEND = 190;

    private final List<String> names;
    private final int[] rows;
    private final Batches.Turns turns;
    private final StringBuilder out = new StringBuilder();
    private double low = Double.MAX_VALUE;
    private double high;

    BatchPlot(List<String> names, int[] rows, Batches.Turns turns) {
        this.names = names;
        this.rows = rows;
        this.turns = turns;
    }

    String draw() {
        for (int w = 0; w < names.size(); w++) {
            for (int r = 0; r < rows.length; r++) {
                low = Math.min(low, perRow(r, w, 0.5));
                high = Math.max(high, perRow(r, w, 0.99));
            }
        }
        out.append(String.format(Locale.ROOT, "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %1$d %2$d\""
                + " width=\"%1$d\" height=\"%2$d\" font-family=\"DejaVu Sans, Helvetica, Arial, sans-serif\">%n"
                + "<rect width=\"100%%\" height=\"100%%\" fill=\"#ffffff\"/>%n", LEFT + WIDTH + LEGEND,
                TOP + HEIGHT + 50));
        text(LEFT, 24, "start", 15, "784-400-20, one thread: microseconds per row by rows in a call");
        for (int r = 1; r <= rows[rows.length - 1]; r *= 2) {
            line(x(r), TOP, x(r), TOP + HEIGHT, "#dddddd");
            text(x(r), TOP + HEIGHT + 18, "middle", 11, Integer.toString(r));
        }
        for (double power = 1; power < high; power *= 10) {
            for (int digit : new int[] {1, 2, 5}) {
                if (power * digit >= low && power * digit <= high) {
                    line(LEFT, y(power * digit), LEFT + WIDTH, y(power * digit), "#dddddd");
                    text(LEFT - 6, y(power * digit) + 4, "end", 11, Math.round(power * digit) + "");
                }
            }
        }
        text(LEFT + WIDTH / 2.0, TOP + HEIGHT + 38, "middle", 11, "rows in a call (logarithmic)");
        for (int w = 0; w < names.size(); w++) {
            curve(w, 0.99, 0.8, " stroke-dasharray=\"3 3\"");
            curve(w, 0.5, 2.2, "");
            double at = TOP + 14 + 20.0 * w;
            out.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\""
                    + " stroke-width=\"2.2\"/>%n", LEFT + WIDTH + 14.0, at, LEFT + WIDTH + 38.0, at, COLOURS[w]));
            text(LEFT + WIDTH + 44, at + 4, "start", 11, names.get(w));
        }
        text(LEFT + WIDTH + 14, TOP + 24 + 20.0 * names.size(), "start", 11, "thick: p50, dashed: p99");
        return out.append("</svg>\n").toString();
    }

    private double perRow(int r, int w, double share) {
        return turns.micros(r, w, share) / rows[r];
    }

    private void curve(int w, double share, double width, String more) {
        out.append("<polyline fill=\"none\" stroke=\"").append(COLOURS[w]).append("\" stroke-width=\"").append(width)
                .append('"').append(more).append(" points=\"");
        for (int r = 0; r < rows.length; r++) {
            out.append(String.format(Locale.ROOT, "%.1f,%.1f ", x(rows[r]), y(perRow(r, w, share))));
        }
        out.append("\"/>\n");
    }

    private double x(double r) {
        return LEFT + WIDTH * Math.log(r) / Math.log(rows[rows.length - 1]);
    }

    private double y(double micros) {
        return TOP + HEIGHT * (1 - Math.log(micros / low) / Math.log(high / low));
    }

    private void line(double x1, double y1, double x2, double y2, String colour) {
        out.append(String.format(Locale.ROOT, "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n",
                x1, y1, x2, y2, colour));
    }

    private void text(double x, double y, String anchor, int size, String words) {
        out.append(String.format(Locale.ROOT, "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\" font-size=\"%d\""
                + " fill=\"#222222\">%s</text>%n", x, y, anchor, size, words));
    }
}

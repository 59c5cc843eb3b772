package lanewise.vae.cli;

import java.nio.charset.Charset;
import java.util.ArrayList;
import java.util.List;

/// A curve of as many characters as fit a line: each a bar from the smallest value to the largest (Tufte 2006,
/// "Beautiful Evidence"). Where there are more values, each bar is the mean of as many neighbours, a power of two.
final class Sparkline {

    /// Bars of one to eight eighths.
    private static final String BARS = "▁▂▃▄▅▆▇█";
    private static final int WIDTH = 16;

    private final List<Double> bars = new ArrayList<>();
    private int each = 1;
    private double sum;
    private int count;

    /// Adds the next value; one that is not finite is left out.
    void add(double value) {
        if (!Double.isFinite(value)) {
            return;
        }
        sum += value;
        count++;
        if (count == each) {
            bars.add(sum / count);
            sum = 0;
            count = 0;
        }
        if (bars.size() > WIDTH) {
            halve();
        }
    }

    private void halve() {
        // The bar without a neighbour is the begin of the next one.
        double last = bars.getLast();
        List<Double> means = new ArrayList<>();
        for (int i = 0; i + 1 < bars.size(); i += 2) {
            means.add((bars.get(i) + bars.get(i + 1)) / 2);
        }
        boolean odd = bars.size() % 2 == 1;
        bars.clear();
        bars.addAll(means);
        if (odd) {
            sum += last * each;
            count += each;
        }
        each *= 2;
    }

    /// The curve, empty before there are two bars.
    @Override
    public String toString() {
        if (bars.size() < 2) {
            return "";
        }
        double low = bars.stream().mapToDouble(Double::doubleValue).min().orElseThrow();
        double high = bars.stream().mapToDouble(Double::doubleValue).max().orElseThrow();
        StringBuilder text = new StringBuilder();
        for (double bar : bars) {
            double share = high > low ? (bar - low) / (high - low) : 0;
            text.append(BARS.charAt((int) Math.round(share * (BARS.length() - 1))));
        }
        return text.toString();
    }

    /// Whether an encoding has its characters.
    static boolean isDrawnBy(Charset charset) {
        return charset.canEncode() && charset.newEncoder().canEncode(BARS);
    }
}

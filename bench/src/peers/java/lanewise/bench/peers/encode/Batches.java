package lanewise.bench.peers.encode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.bench.FmaPeakBenchmark;
import lanewise.core.Storage;
import lanewise.vae.model.Architecture;

import ai.onnxruntime.OrtException;

/// Every batch size of a service, and weights of every width, beside ONNX Runtime and its dynamic quantisation:
/// single calls of a row in three settings, or 784-400-20 with 1 to 64 rows; one thread.
///
///     bench/bin/batches settings [SECONDS]
///     bench/bin/batches sizes [SECONDS] [FILE.svg]
///
/// All ways take turns in slices; a way's figures are those of all its calls, and what one way took for another's is
/// the median over the turns. `of peak` is beside multiply-adds in registers in the same turns.
public final class Batches {

    private static final int MOST = 64;
    private static final long SLICE = 4_000_000;
    private static final int LEAST = 3;

    private final Map<String, Served> ways = new LinkedHashMap<>();
    private final Architecture architecture;

    private Batches(Architecture architecture, int models, int most, boolean perOutput) throws OrtException {
        this.architecture = architecture;
        ways.put("fp32", Served.lanewise(architecture, Storage.FLOAT32, models, most));
        ways.put("bf16", Served.lanewise(architecture, Storage.BFLOAT16, models, most));
        ways.put("int8", Served.lanewise(architecture, Storage.INT8, models, most));
        ways.put("ONNX Runtime fp32", Served.onnx(architecture, Served.Form.FLOAT32, models, most));
        ways.put("ONNX Runtime int8", Served.onnx(architecture, Served.Form.INT8, models, most));
        if (perOutput) {
            ways.put("ONNX Runtime int8 per output",
                    Served.onnx(architecture, Served.Form.INT8_PER_OUTPUT, models, most));
        }
    }

    /// Prints tables.
    ///
    /// @param args see above
    /// @throws Exception if ONNX Runtime fails or the plot cannot be written
    public static void main(String[] args) throws Exception {
        String mode = args.length == 0 ? "sizes" : args[0];
        double seconds = args.length > 1 ? Double.parseDouble(args[1]) : 30;
        switch (mode) {
            case "settings" -> settings(seconds / 3);
            case "sizes" -> sizes(seconds, args.length > 2 ? Path.of(args[2]) : null);
            default -> throw new IllegalArgumentException(mode + ": expected settings or sizes");
        }
        System.exit(0);
    }

    private static void settings(double seconds) throws OrtException {
        System.out.println("| setting | weights | p50 us | p99 | fp32's time over it | typical deviation | largest |");
        System.out.println("|---|---|---:|---:|---:|---:|---:|");
        setting("784-400-20", Architecture.of(784, 20, 400), 1, seconds);
        setting("twelve of 784-400-20 in turn", Architecture.of(784, 20, 400), 12, seconds);
        setting("2048-1024-64", Architecture.of(2048, 64, 1024), 1, seconds);
    }

    private static void setting(String name, Architecture architecture, int models, double seconds)
            throws OrtException {
        Batches batches = new Batches(architecture, models, MOST, true);
        float[][] results = new float[batches.ways.size()][];
        int w = 0;
        for (Served way : batches.ways.values()) {
            way.run(MOST);
            results[w++] = way.result(MOST);
        }
        batches.warm(new int[] {1}, seconds / 2);
        Turns turns = batches.turns(new int[] {1}, seconds / 2);
        w = 0;
        for (String way : batches.ways.keySet()) {
            double[] apart = new double[results[w].length];
            for (int i = 0; i < apart.length; i++) {
                apart[i] = Math.abs(results[w][i] - results[0][i]);
            }
            Arrays.sort(apart);
            System.out.printf(Locale.ROOT, "| %s | %s | %.1f | %.1f | %.2f | %.2g | %.2g |%n", name, way,
                    turns.micros(0, w, 0.5), turns.micros(0, w, 0.99), turns.ratio(0, 0, w), apart[apart.length / 2],
                    apart[apart.length - 1]);
            w++;
        }
    }

    private static void sizes(double seconds, Path plot) throws OrtException, IOException {
        Batches batches = new Batches(Architecture.of(784, 20, 400), 1, MOST, false);
        int[] rows = new int[MOST];
        Arrays.setAll(rows, i -> i + 1);
        batches.warm(rows, seconds / 3);
        Turns turns = batches.turns(rows, seconds * 2 / 3);
        List<String> names = List.copyOf(batches.ways.keySet());
        StringBuilder head = new StringBuilder("| rows |");
        names.forEach(name -> head.append(' ').append(name).append(" |"));
        System.out.println(head + " ONNX Runtime fp32 / fp32 | fp32 of peak |");
        System.out.println("|---:|" + "---:|".repeat(names.size() + 2));
        for (int r = 0; r < rows.length; r++) {
            StringBuilder line = new StringBuilder("| " + rows[r] + " |");
            for (int w = 0; w < names.size(); w++) {
                line.append(String.format(Locale.ROOT, " %.1f, %.1f |", turns.micros(r, w, 0.5),
                        turns.micros(r, w, 0.99)));
            }
            double flop = 2.0 * rows[r] * 400 * (784 + 20);
            System.out.printf(Locale.ROOT, "%s %.2f | %.0f%% |%n", line, turns.ratio(r, 3, 0),
                    100 * turns.ofPeak(r, 0, flop));
        }
        if (plot != null) {
            Files.writeString(plot, new BatchPlot(names, rows, turns).draw());
        }
    }

    private void warm(int[] rows, double seconds) throws OrtException {
        for (long end = System.nanoTime() + (long) (1e9 * seconds); System.nanoTime() < end;) {
            for (Served way : ways.values()) {
                for (int r : rows) {
                    for (int i = 0; i < 20; i++) {
                        way.run(r);
                    }
                }
            }
            Turns.peak();
        }
    }

    /// Times single calls, all ways in turn for each number of rows, until the time is over.
    private Turns turns(int[] rows, double seconds) throws OrtException {
        Turns turns = new Turns(rows.length, ways.size());
        Served[] all = ways.values().toArray(Served[]::new);
        for (long end = System.nanoTime() + (long) (1e9 * seconds); System.nanoTime() < end;) {
            for (int r = 0; r < rows.length; r++) {
                for (int w = 0; w < all.length; w++) {
                    all[w].run(rows[r]);
                    turns.begin();
                    long from = System.nanoTime();
                    for (long now = from; now - from < SLICE || turns.size() < LEAST;) {
                        all[w].run(rows[r]);
                        long then = System.nanoTime();
                        turns.add(then - now);
                        now = then;
                    }
                    turns.end(r, w);
                }
                turns.endPeak(r);
            }
        }
        return turns;
    }

    /// The times of single calls by number of rows and way, and the medians of each slice.
    static final class Turns {

        private static final double PEAK_FLOP = FmaPeakBenchmark.FLOP;
        private static volatile float sink;

        private final long[][][] calls;
        private final double[][][] slices;
        private final double[][] peaks;
        private long[] slice = new long[64];
        private int size;

        private Turns(int rows, int ways) {
            calls = new long[rows][ways][0];
            slices = new double[rows][ways][0];
            peaks = new double[rows][0];
        }

        static double peak() {
            long from = System.nanoTime();
            sink = FmaPeakBenchmark.chains(0.999f, 0.001f);
            return PEAK_FLOP / (System.nanoTime() - from);
        }

        private void begin() {
            size = 0;
        }

        private int size() {
            return size;
        }

        private void add(long nanos) {
            if (size == slice.length) {
                slice = Arrays.copyOf(slice, 2 * size);
            }
            slice[size++] = nanos;
        }

        private void end(int r, int w) {
            long[] now = Arrays.copyOf(slice, size);
            long[] all = Arrays.copyOf(calls[r][w], calls[r][w].length + size);
            System.arraycopy(now, 0, all, calls[r][w].length, size);
            calls[r][w] = all;
            Arrays.sort(now);
            slices[r][w] = append(slices[r][w], now[size / 2]);
        }

        private void endPeak(int r) {
            peaks[r] = append(peaks[r], peak());
        }

        private static double[] append(double[] values, double value) {
            double[] longer = Arrays.copyOf(values, values.length + 1);
            longer[values.length] = value;
            return longer;
        }

        double micros(int r, int w, double share) {
            long[] sorted = calls[r][w].clone();
            Arrays.sort(sorted);
            return sorted[(int) Math.min(sorted.length - 1, Math.floor(share * sorted.length))] / 1e3;
        }

        /// The median over the turns of one way's time over another's.
        double ratio(int r, int way, int other) {
            double[] ratios = new double[slices[r][way].length];
            Arrays.setAll(ratios, i -> slices[r][way][i] / slices[r][other][i]);
            Arrays.sort(ratios);
            return ratios[ratios.length / 2];
        }

        /// The median over the turns of a way's share of the peak of its turn.
        double ofPeak(int r, int way, double flop) {
            double[] shares = new double[peaks[r].length];
            Arrays.setAll(shares, i -> flop / slices[r][way][i] / peaks[r][i]);
            Arrays.sort(shares);
            return shares[shares.length / 2];
        }
    }
}

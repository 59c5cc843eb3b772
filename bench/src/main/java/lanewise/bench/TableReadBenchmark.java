package lanewise.bench;

import java.io.BufferedWriter;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;

import lanewise.vae.schema.Survey;
import lanewise.vae.schema.TableEncoder;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/// How many megabytes of delimited text are read in a second, on one thread? Of numbers with 15 digits, and of a mixed
/// table: whole numbers, prices, categories, dates, gaps. An operation is a megabyte, 10^6 bytes.
@State(Scope.Thread)
@BenchmarkMode(Mode.Throughput)
@OutputTimeUnit(TimeUnit.SECONDS)
@OperationsPerInvocation(TableReadBenchmark.MEGABYTES)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 3, time = 2)
@Fork(value = 1, jvmArgsAppend = "--add-modules=jdk.incubator.vector")
public class TableReadBenchmark {

    static final int MEGABYTES = 16;

    private static final int NUMBERS = 28;
    private static final String[] WORDS = {"Private", "Self-emp-not-inc", "Local-gov", "State-gov", "?"};

    @Param({"numeric", "mixed"})
    private String content;

    private Path path;
    private TableFile file;
    private TableEncoder encoder;

    @Setup(Level.Trial)
    public void setUp() throws IOException {
        path = Files.createTempFile("table", ".csv");
        Random random = new Random(1);
        try (BufferedWriter out = Files.newBufferedWriter(path)) {
            boolean numeric = content.equals("numeric");
            out.write(numeric ? "v0" : "age,class,weight,since,amount,degree");
            for (int c = 1; numeric && c < NUMBERS; c++) {
                out.write(",v" + c);
            }
            out.write('\n');
            for (long bytes = 0; bytes < MEGABYTES * 1_000_000L;) {
                String line = numeric ? numbers(random) : mixed(random);
                out.write(line);
                bytes += line.length();
            }
        }
        file = TableFile.open(path);
        encoder = TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
    }

    private static String numbers(Random random) {
        StringBuilder line = new StringBuilder();
        for (int c = 0; c < NUMBERS; c++) {
            line.append(c == 0 ? "" : ",").append(String.format(Locale.ROOT, "%.15f", random.nextGaussian()));
        }
        return line.append('\n').toString();
    }

    private static String mixed(Random random) {
        return String.format(Locale.ROOT, "%d,%s,%d,20%02d-%02d-%02d,%.2f,\"%s\"%n", random.nextInt(90),
                WORDS[random.nextInt(WORDS.length)], random.nextInt(500_000), random.nextInt(25), 1
                        + random.nextInt(12),
                1 + random.nextInt(28), 1000 * random.nextDouble(), random.nextBoolean() ? "Bachelors" : "HS-grad");
    }

    @TearDown(Level.Trial)
    public void tearDown() throws IOException {
        Files.delete(path);
    }

    /// Rows and cells found.
    @Benchmark
    public long scan() throws IOException {
        return file.count();
    }

    /// Rows, cells, and the number or text that each is told to be.
    @Benchmark
    public double read() throws IOException {
        double sum = 0;
        try (TableRows rows = file.rows()) {
            while (rows.next()) {
                for (int c = 0; c < rows.columns().size(); c++) {
                    double number = rows.isMissing(c) ? 0 : rows.number(c);
                    sum += number == number ? number : rows.to(c) - rows.from(c);
                }
            }
        }
        return sum;
    }

    /// The schema.
    @Benchmark
    public Survey survey() throws IOException {
        return Survey.of(file, Map.of());
    }

    /// Encoded rows: a scan for their number, and the encoding.
    @Benchmark
    public float encode() throws IOException {
        try (Arena arena = Arena.ofShared()) {
            return encoder.encode(file, arena).values().get(0, 0);
        }
    }
}

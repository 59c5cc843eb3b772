package lanewise.bench.load;

import java.io.File;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Stream;

import lanewise.core.Matrix;
import lanewise.core.random.RandomStream;
import lanewise.vae.format.Json;
import lanewise.vae.layer.Initialization;
import lanewise.vae.layer.Parameters;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;

/// What does the model cost in a service? Starts the service of `vae/docs/service.md` (784-400-20, one row a request),
/// the same without its model, and an echo, each in a JVM of its own on 127.0.0.1; sends requests at given rates, due
/// at the times of a Poisson process whatever the answers; a line for each: rate, quantiles of the time from when each
/// request was due to the end of its reply, processor time of the server per request.
///
///     bench/bin/load [option]...
///
/// | option | meaning |
/// |---|---|
/// | `--kinds LIST` | of encode, json, echo, stalls; default the first three |
/// | `--rates LIST` | requests a second; 0 is as many as the connections carry; default 0,250,500,1000,2000 |
/// | `--seconds S` | of each rate, at most 60, default 5 |
/// | `--connections N` | kept connections, at most 512, default 64 |
/// | `--rounds N` | turns of all kinds, each in a fresh JVM; the median of each figure is printed; default 1 |
/// | `--page FILE` | the page with the service, default vae/docs/service.md |
/// | `--jvm FLAG` | a further flag for the servers; may be repeated |
///
/// At most 200,000 requests per rate. Status 1 if an embedding has not the bits of a session's, or a reply
/// differs from the first to the same request.
public final class Load {

    private static final int INPUTS = 784;
    private static final int LATENT = 20;
    private static final int BODIES = 64;
    private static final int MOST = 200_000;
    private static final long WARM_UP = 5_000_000_000L;

    private List<Kind> kinds = List.of(Kind.ENCODE, Kind.JSON, Kind.ECHO);
    private double[] rates = {0, 250, 500, 1000, 2000};
    private double seconds = 5;
    private int connections = 64;
    private int rounds = 1;
    private Path page = Path.of("vae", "docs", "service.md");
    private final List<String> flags = new ArrayList<>();
    private final String[] embeddings = new String[BODIES];
    private int wrong;

    private Load(String[] args) {
        for (int i = 0; i < args.length; i += 2) {
            if (i + 1 == args.length) {
                throw new IllegalArgumentException(args[i] + ": expected an option and its value");
            }
            String value = args[i + 1];
            switch (args[i]) {
                case "--kinds" -> kinds = Arrays.stream(value.split(",")).map(Kind::of).toList();
                case "--rates" -> rates = Arrays.stream(value.split(",")).mapToDouble(Double::parseDouble).toArray();
                case "--seconds" -> seconds = Math.clamp(Double.parseDouble(value), 0.1, 60);
                case "--connections" -> connections = Math.clamp(Integer.parseInt(value), 1, 512);
                case "--rounds" -> rounds = Math.clamp(Integer.parseInt(value), 1, 99);
                case "--page" -> page = Path.of(value);
                case "--jvm" -> flags.add(value);
                default -> throw new IllegalArgumentException(args[i] + ": unknown option, expected one of --kinds,"
                        + " --rates, --seconds, --connections, --rounds, --page, --jvm");
            }
        }
    }

    /// Prints a table.
    ///
    /// @param args see above
    /// @throws Exception if a server fails
    public static void main(String[] args) throws Exception {
        Load load = new Load(args);
        Path directory = Files.createTempDirectory("lanewise-load");
        try {
            load.run(directory);
        } finally {
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.sorted(Comparator.reverseOrder()).toList()) {
                    Files.delete(file);
                }
            }
        }
        System.exit(load.wrong == 0 ? 0 : 1);
    }

    private void run(Path directory) throws Exception {
        Path model = directory.resolve("model.safetensors");
        String[] bodies = new String[BODIES];
        prepare(model, bodies);
        System.out.printf(Locale.ROOT, "%d connections, bodies of %,d bytes, %d rounds of %.0f s%n%n", connections,
                Arrays.stream(bodies).mapToInt(String::length).sum() / BODIES, rounds, seconds);
        double[][][][] figures = new double[kinds.size()][rates.length][][];
        for (int k = 0; k < kinds.size(); k++) {
            for (int r = 0; r < rates.length; r++) {
                figures[k][r] = new double[6][rounds];
            }
        }
        for (int round = 0; round < rounds; round++) {
            for (int k = 0; k < kinds.size(); k++) {
                measure(kinds.get(k), directory, model, bodies, round, figures[k]);
            }
        }
        System.out.println("| answered by | due a second | done a second | p50 ms | p99 | p99.9 | server's us each"
                + " | sent late, p99 ms |");
        System.out.println("|---|---:|---:|---:|---:|---:|---:|---:|");
        for (int r = 0; r < rates.length; r++) {
            for (int k = 0; k < kinds.size(); k++) {
                double[] m = Arrays.stream(figures[k][r]).mapToDouble(Load::median).toArray();
                System.out.printf(Locale.ROOT, rates[r] == 0 ? "| %s | all | %,.0f | | | | %.0f | |%n"
                        : "| %s | %3$,.0f | %2$,.0f | %5$.2f | %6$.2f | %7$.2f | %4$.0f | %8$.2f |%n",
                        rates[r] == 0 ? new Object[] {kinds.get(k).words, m[0], m[1]}
                                : new Object[] {kinds.get(k).words, m[0], rates[r], m[1], m[2], m[3], m[4], m[5]});
            }
        }
    }

    /// A model with drawn weights, and the JSON of as many rows as there are bodies, and of their embeddings.
    private void prepare(Path file, String[] bodies) throws IOException {
        Architecture architecture = Architecture.of(INPUTS, LATENT, 400);
        try (Arena arena = Arena.ofShared()) {
            Parameters parameters = Parameters.allocate(arena, architecture.layout());
            Initialization.PYTORCH.fill(parameters, 1);
            Matrix x = Matrix.allocate(arena, BODIES, INPUTS);
            new RandomStream(1, 1).fillUniform(x, 0);
            Matrix means = Matrix.allocate(arena, BODIES, LATENT);
            try (VaeModel model = VaeModel.of(architecture, parameters); Session session = model.session(BODIES)) {
                model.save(file);
                session.encode(x, means);
            }
            for (int r = 0; r < BODIES; r++) {
                bodies[r] = Json.write(Map.of("x", x.rows(r, r + 1).toArray()));
                embeddings[r] = Json.write(Map.of("result", means.rows(r, r + 1).toArray()));
            }
        }
    }

    private void measure(Kind kind, Path directory, Path model, String[] bodies, int round, double[][][] figures)
            throws Exception {
        Path classes = Files.createDirectories(directory.resolve(kind.name()));
        if (kind.isOfThePage() && round == 0) {
            Server.compile(classes, kind.source(page, LATENT));
        }
        List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java")
                .toString(), "--add-modules", "jdk.incubator.vector"));
        command.addAll(flags);
        command.addAll(List.of("-cp", System.getProperty("java.class.path")
                .replace(File.pathSeparator + File.pathSeparator, File.pathSeparator), Server.class.getName(),
                kind.name(), classes.toString(), model.toString()));
        Process server = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
        try {
            String line = server.inputReader().readLine();
            if (line == null) {
                throw new IllegalStateException(command + " printed no port");
            }
            byte[][] requests = Arrays.stream(bodies).map(body -> Connection.request(kind.path, body))
                    .toArray(byte[][]::new);
            try (Client client = new Client(Integer.parseInt(line), connections, requests)) {
                for (int b = 0; b < BODIES && kind == Kind.ENCODE; b++) {
                    wrong += embeddings[b].equals(new String(client.replies()[b], StandardCharsets.UTF_8)) ? 0 : 1;
                }
                for (long end = System.nanoTime() + WARM_UP; System.nanoTime() < end;) {
                    client.run(new long[1000]);
                }
                for (int r = 0; r < rates.length; r++) {
                    one(client, server, rates[r], round, figures[r]);
                }
            }
        } finally {
            server.getOutputStream().close();
            if (!server.waitFor(Duration.ofSeconds(10))) {
                server.destroyForcibly();
            }
        }
    }

    private void one(Client client, Process server, double rate, int round, double[][] figures)
            throws InterruptedException {
        // All at once for a time, and as many as that took for the time that was asked for.
        long[] due = rate > 0 ? Arrivals.poisson(rate, seconds, MOST, 2 + round)
                : new long[(int) Math.min(MOST, seconds * client.run(new long[2000]).rate())];
        Duration before = server.toHandle().info().totalCpuDuration().orElse(Duration.ZERO);
        Client.Result result = client.run(due);
        double micros = server.toHandle().info().totalCpuDuration().orElse(Duration.ZERO).minus(before).toNanos() / 1e3;
        double[] all = {result.rate(), micros / due.length, result.millis(0.5), result.millis(0.99),
            result.millis(0.999), result.late()[(int) (0.99 * due.length)] / 1e6};
        for (int i = 0; i < all.length; i++) {
            figures[i][round] = all[i];
        }
        wrong += result.wrong();
        if (result.wrong() > 0) {
            System.out.println(result.wrong() + " of " + due.length + " replies differ from the first");
        }
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return (sorted[(sorted.length - 1) / 2] + sorted[sorted.length / 2]) / 2;
    }
}

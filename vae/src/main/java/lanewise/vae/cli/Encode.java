package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.core.Workspace;
import lanewise.vae.data.Dataset;
import lanewise.vae.format.AtomicFile;
import lanewise.vae.format.Npy;
import lanewise.vae.model.Session;

/// `encode`: embeddings as a table.
record Encode() implements Command {

    private static final int BATCH = 1024;
    private static final Path STANDARD = Path.of("codes.csv");
    private static final Option<Path> OUT = Option.path("out", "FILE", STANDARD.toString(),
            "the file to write, .csv or .npy; one that exists is replaced");

    @Override
    public String summary() {
        return "write the embeddings of examples, their posterior means, as CSV or NPY";
    }

    @Override
    public String description() {
        return "Writes the embedding of each example, the mean of its posterior, one row per example in the order of the data. A CSV has the columns z0,"
                + " z1, ... and, where the data have labels, label; an NPY is a float32 array of examples x latent dimensions.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP, OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, Common.LIMIT, ModelSource.SEED),
                OptionGroup.of("Output", OUT, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("encode", "the test examples of the newest run into codes.csv"),
                new Example("encode --run runs/mnist --split train --out train.npy", "for NumPy: numpy.load('train.npy')"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path out = arguments.has(OUT) ? arguments.get(OUT) : STANDARD;
        String name = out.toString().toLowerCase(Locale.ROOT);
        if (!name.endsWith(".csv") && !name.endsWith(".npy")) {
            throw new UsageException("--out: '" + out + "', expected a name that ends with .csv or .npy");
        }
        Outputs.requireWritable(OUT, out);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS);
                Workspace workspace = Workspace.with(team)) {
            Dataset data = source.examples(arguments, source.data(arguments).read(arena, team));
            Matrix codes = Matrix.allocateDense(arena, data.size(), source.model().architecture().latent());
            encode(source, data, codes, arena, workspace);
            if (name.endsWith(".npy")) {
                Npy.write(codes, out);
            } else {
                writeCsv(codes, data, out);
            }
            terminal.say(String.format(Locale.ROOT, "Wrote %,d embeddings of %d dimensions to %s", codes.rows(), codes.columns(), out));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("examples", codes.rows());
            result.put("latent", codes.columns());
            result.put("model", source.file().toString());
            result.put("data", data.name());
            return result;
        }
    }

    private static void encode(ModelSource source, Dataset data, Matrix codes, Arena arena, Workspace workspace) {
        int rows = Math.min(BATCH, data.size());
        Matrix batch = Matrix.allocate(arena, rows, data.width());
        try (Session session = source.model().session(rows, workspace)) {
            for (int from = 0; from < data.size(); from += rows) {
                int count = Math.min(rows, data.size() - from);
                data.copy(from, count, batch);
                session.encode(batch.rows(0, count), codes.rows(from, from + count));
            }
        }
    }

    private static void writeCsv(Matrix codes, Dataset data, Path out) throws IOException {
        StringBuilder text = new StringBuilder();
        for (int c = 0; c < codes.columns(); c++) {
            text.append(c == 0 ? "z" : ",z").append(c);
        }
        text.append(data.hasLabels() ? ",label\n" : "\n");
        for (int r = 0; r < codes.rows(); r++) {
            for (int c = 0; c < codes.columns(); c++) {
                text.append(c == 0 ? "" : ",").append(codes.get(r, c));
            }
            text.append(data.hasLabels() ? "," + data.label(r) + "\n" : "\n");
        }
        AtomicFile.write(out, text.toString());
    }
}

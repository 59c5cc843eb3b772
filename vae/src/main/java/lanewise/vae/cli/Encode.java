package lanewise.vae.cli;

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
import lanewise.vae.explore.Embedding;

/// `encode`: embeddings as a table.
record Encode() implements Command {

    private static final Path STANDARD = Path.of("codes.csv");
    private static final Option<Path> OUT = Option.output("out", "FILE", STANDARD.toString(),
            "the file to write, .csv, .npy or .safetensors; one that exists is replaced");
    private static final Option<Boolean> VARIANCES = Option.flag("variances",
            "write the logs of the posterior variances too, as further columns");

    @Override
    public String summary() {
        return "write the embeddings of examples, their posterior means, as CSV, NPY or safetensors";
    }

    @Override
    public String description() {
        return "Writes the embedding of each example, the mean of its posterior, one row per example in the order of"
                + " the data. A CSV has the columns z0, z1, ... and, where the data have labels, label; an NPY is a"
                + " float32 array of examples x latent dimensions; a safetensors file has the tensors z (F32) and label"
                + " (I64). With --variances the logs of the posterior variances follow the means.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(ModelSource.GROUP,
                OptionGroup.of("Data", ModelSource.DATA, ModelSource.SPLIT, EvaluationOptions.COUNT,
                        Common.LIMIT, ModelSource.SEED),
                TableOptions.ROWS,
                OptionGroup.of("Output", OUT, VARIANCES, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("encode", "the test examples of the newest run into codes.csv"),
                new Example("encode --count 2", "the first two of them"),
                new Example("encode --run runs/mnist --split train --out train.npy",
                        "for NumPy: numpy.load('train.npy')"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        Path out = arguments.has(OUT) ? arguments.get(OUT) : STANDARD;
        CodesFile.requireEnding(OUT, out);
        Outputs.requireWritable(arguments, OUT, out);
        try (ModelSource source = ModelSource.open(arguments, terminal);
                Arena arena = Arena.ofShared();
                Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS);
                Workspace workspace = Workspace.with(team)) {
            Dataset data = EvaluationOptions.counted(arguments, source.examples(arguments, arena, team));
            int latent = source.model().architecture().latent();
            boolean variances = arguments.get(VARIANCES);
            Matrix codes = Matrix.allocateDense(arena, data.size(), variances ? 2 * latent : latent);
            Embedding.of(source.model(), data, codes.columns(0, latent),
                    variances ? codes.columns(latent, 2 * latent) : null, workspace);
            CodesFile.write(out, "z", codes, Examples.labels(data));
            terminal.say(String.format(Locale.ROOT, "Wrote %,d embeddings of %d dimensions to %s", data.size(),
                    latent, out));
            Map<String, Object> result = new LinkedHashMap<>();
            result.put("out", out.toString());
            result.put("examples", codes.rows());
            result.put("latent", latent);
            result.put("model", source.file().toString());
            result.put("data", data.name());
            return result;
        }
    }
}

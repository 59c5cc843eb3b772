package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Storage;
import lanewise.core.Team;
import lanewise.vae.check.Targets;
import lanewise.vae.evaluate.AnomalyScores;
import lanewise.vae.file.AtomicFile;
import lanewise.vae.report.ModelCard;
import lanewise.vae.report.ReportPage;
import lanewise.vae.report.RunReport;

/// `report`: a run as a page to send to somebody.
record Report() implements Command {

    static final String NO_WEIGHTS = "none";
    static final String FILE = "report.html";

    static final Option<Path> DATA = Option.path("data", "PATH", "where they were", "where the run's data are now");
    static final Option<Integer> COUNT = Option.count("count", "N", 1, null,
            "embed and score the first N of the test examples").withStandard(null, "2000, of a table 10000");
    static final Option<Integer> SAMPLES = Option.integer("samples", "L", 1, AnomalyScores.MOST_SAMPLES, null,
            "draws of z for each score").withStandard(null, "those of the thresholds, else 100");
    static final Option<String> WEIGHTS = Option.choice("weights", "STORAGE", choices(), null,
            "how the latent explorer's decoder stands in the page").withStandard(null, "fp32, of large decoders"
                    + " less");

    private static final Option<Map<String, Path>> RUNS = new Option<>("run", "DIR", "a path", Report::run, Map.of(),
            "the newest in runs/", "the directory of a training run; given again, further runs beside it");
    private static final Option<Path> OUT = Option.output("out", "FILE", FILE + " in the run",
            "the page to write, a name that ends with .html; one that exists is replaced. That of several runs is "
                    + FILE + " in the working directory");
    private static final Option<Path> CARD = Option.output("card", "FILE", "none",
            "a model card to write as Markdown, a name that ends with .md");

    private static List<String> choices() {
        List<String> choices = new ArrayList<>(Storage.ids());
        choices.add(NO_WEIGHTS);
        return List.copyOf(choices);
    }

    private static Map<String, Path> run(String text) {
        try {
            return text.isEmpty() ? null : Map.of(text, Path.of(text));
        } catch (InvalidPathException e) {
            return null;
        }
    }

    @Override
    public String summary() {
        return "make a page of a run to read and to send: numbers, curves, pictures, latent explorer; a model card";
    }

    @Override
    public String description() {
        return "Writes one HTML file that asks for nothing else and is read without scripts: what was trained on what,"
                + " curves, pictures, what the latent dimensions are used for, embeddings, scores with the strangest"
                + " examples, hashes, and how to get the same bits again. Scripts add the numbers under the pointer,"
                + " and sliders that decode in the page. What follows from examples"
                + " is left out, and the page says so, where the run's data are no longer there. Equal runs give equal"
                + " pages. Directories are named in it by their last part.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Run", RUNS),
                OptionGroup.of("Data", DATA, COUNT, SAMPLES, ModelSource.SEED),
                OptionGroup.of("Output", OUT, CARD, WEIGHTS, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("report", "the newest run as report.html in its directory"),
                new Example("report --run runs/one --run runs/two --out both.html", "two runs side by side"),
                new Example("report --run runs/payments --data payments.csv --card card.md --weights none",
                        "with a model card; the data are no longer where they were"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        List<RunDirectory> runs = new ArrayList<>();
        arguments.get(RUNS).values().forEach(path -> runs.add(new RunDirectory(path)));
        if (runs.isEmpty()) {
            runs.add(ModelSource.newest());
            terminal.note("Using the newest run, " + runs.getFirst().path());
        }
        for (RunDirectory run : runs) {
            run.requireRun(ModelSource.RUN);
        }
        Path out = arguments.has(OUT) ? arguments.get(OUT)
                : runs.size() == 1 ? runs.getFirst().path().resolve(FILE) : Path.of(FILE);
        require(arguments, OUT, out, ".html", runs);
        if (arguments.has(CARD)) {
            require(arguments, CARD, arguments.get(CARD), ".md", runs);
        }
        ReportScope scope = ReportScope.of(arguments);
        List<RunReport> reports = new ArrayList<>();
        List<String> leftOut = new ArrayList<>();
        try (Team team = Team.ofThreads(Common.threads(arguments))) {
            for (RunDirectory run : runs) {
                try (ModelSource source = ModelSource.open(run, terminal); Arena arena = Arena.ofShared()) {
                    ReportParts parts = new ReportParts(source, run, name(run, runs), scope, terminal);
                    reports.add(parts.collect(arena, team));
                    leftOut.addAll(parts.leftOut());
                }
            }
        }
        int bytes = write(reports, out);
        leftOut.forEach(terminal::note);
        terminal.say(String.format(Locale.ROOT, "Wrote %s, %,d bytes", out, bytes));
        if (arguments.has(CARD)) {
            AtomicFile.write(arguments.get(CARD), ModelCard.of(reports, generator()));
            terminal.say("Wrote " + arguments.get(CARD));
        }
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("out", out.toString());
        result.put("bytes", bytes);
        result.put("card", arguments.has(CARD) ? arguments.get(CARD).toString() : null);
        result.put("runs", runs.stream().map(run -> run.path().toString()).toList());
        result.put("leftOut", leftOut);
        return result;
    }

    private static String generator() {
        return "Lanewise " + Version.text();
    }

    private static int write(List<RunReport> reports, Path out) throws IOException {
        byte[] page = ReportPage.of(reports, generator()).getBytes(StandardCharsets.UTF_8);
        AtomicFile.write(out, page);
        return page.length;
    }

    /// The page of a run that has just been trained. It is welcome, not needed: where it cannot be written, a line says
    /// so.
    ///
    /// @return the page; null if there is none
    static Path afterTraining(ModelSource source, RunDirectory run, ReportScope scope, Team team, Terminal terminal) {
        Path out = run.path().resolve(FILE);
        try (Arena arena = Arena.ofShared()) {
            ReportParts parts = new ReportParts(source, run, name(run, List.of(run)), scope, terminal);
            write(List.of(parts.collect(arena, team)), out);
            return out;
        } catch (IOException | CommandException | RuntimeException | OutOfMemoryError e) {
            terminal.note("There is no " + FILE + ": " + Messages.of(e));
            return null;
        }
    }

    /// The last part of the run's path, more of it where two runs have the same.
    private static String name(RunDirectory run, List<RunDirectory> runs) {
        Path path = run.path().toAbsolutePath().normalize();
        boolean same = runs.stream().filter(other -> last(other.path().toAbsolutePath().normalize())
                .equals(last(path))).count() > 1;
        return same && path.getParent() != null ? last(path.getParent()) + "/" + last(path) : last(path);
    }

    private static String last(Path path) {
        return path.getFileName() == null ? "run" : path.getFileName().toString();
    }

    private static void require(Arguments arguments, Option<Path> option, Path file, String ending,
            List<RunDirectory> runs) throws UsageException, CommandException, IOException {
        if (!file.toString().toLowerCase(Locale.ROOT).endsWith(ending) && !Targets.isStream(file)
                && !Files.isDirectory(file)) {
            throw new UsageException("--" + option.name() + ": '" + file + "', expected a name that ends with "
                    + ending);
        }
        Outputs.requireWritable(arguments, option, file);
        for (RunDirectory run : runs) {
            Path data = RunConfig.read(run.config()).data().directory();
            if (data != null && Files.isRegularFile(data) && Files.exists(file) && Files.isSameFile(data, file)) {
                throw new CommandException("--" + option.name() + ": " + file + " holds the data of the run "
                        + run.path() + ", expected another file to write to");
            }
        }
    }
}

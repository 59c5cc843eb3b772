package lanewise.vae.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.DoubleStream;

import lanewise.vae.file.Csv;
import lanewise.vae.file.Inputs;
import lanewise.vae.format.Json;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.report.Part.Fact;
import lanewise.vae.report.Part;
import lanewise.vae.report.RunReport;
import lanewise.vae.report.Topic;
import lanewise.vae.schedule.Warmup;
import lanewise.vae.train.Checkpoint;
import lanewise.vae.train.EpochRecord;
import lanewise.vae.train.TrainingConfiguration;

/// What the files of a run say of it.
final class ReportFacts {

    private static final int LONGEST_CELL = 60;
    private static final int EPOCHS_SHOWN = 250;

    private final ModelSource source;
    private final RunDirectory run;
    private final Checkpoint checkpoint;
    private final Csv metrics;
    private final RunReport report;
    private final RunConfig config;

    /// @param checkpoint of the run; null where there is none
    /// @param metrics of the run; null where there are none
    ReportFacts(ModelSource source, RunDirectory run, Checkpoint checkpoint, Csv metrics, RunReport report) {
        this.source = source;
        this.run = run;
        this.checkpoint = checkpoint;
        this.metrics = metrics;
        this.report = report;
        this.config = source.config();
    }

    /// A text that a cell has room for.
    static String shortened(String text) {
        return text.length() <= LONGEST_CELL ? text : text.substring(0, LONGEST_CELL) + "...";
    }

    private static String nats(double value) {
        return String.format(Locale.ROOT, "%.3f nats per example", value);
    }

    void results(ReportData data) throws IOException {
        List<Fact> facts = new ArrayList<>();
        if (data.loss() != null) {
            LossTerms loss = data.loss();
            String over = String.format(Locale.ROOT, " (%,d test examples)", data.testRows());
            facts.add(new Fact("Test loss", nats(loss.total()) + over));
            facts.add(new Fact("Test reconstruction", nats(loss.reconstruction())));
            facts.add(new Fact("Test KL", nats(loss.kl())));
        }
        int epochs = metrics == null ? 0 : metrics.size();
        if (epochs > 0) {
            facts.add(new Fact("Training loss, last epoch", nats(metrics.number(epochs - 1, "train_loss"))));
            double validation = metrics.number(epochs - 1, "validation_loss");
            if (!Double.isNaN(validation)) {
                facts.add(new Fact("Validation loss, last epoch", nats(validation)));
            }
        }
        facts.add(new Fact("Epochs", epochs + " of " + config.training().epochs()
                + (source.file().equals(run.model()) ? "" : ", not finished: the model is that of the checkpoint")));
        if (config.training().keepBest() && checkpoint != null && checkpoint.bestEpoch() > 0) {
            facts.add(new Fact("Model", "of epoch " + checkpoint.bestEpoch()
                    + ", which has the smallest validation loss"));
        }
        if (data.diagnostics() != null) {
            facts.add(new Fact("Active latent dimensions", data.diagnostics().active() + " of "
                    + data.diagnostics().latent()));
        }
        report.add(Topic.RESULTS, new Part.Facts("What came of the run", facts));
    }

    void data(ReportData data) {
        DataSource of = config.data();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Data", of.directory() == null ? "digits drawn by the program, seed " + of.seed()
                : of.name()));
        if (checkpoint != null) {
            facts.add(new Fact("Training rows", String.format(Locale.ROOT, "%,d", checkpoint.trainingRows())));
        }
        facts.add(new Fact("Values per row", of.isTable()
                ? Integer.toString(config.image().size()) : config.image() + " (images)"));
        if (checkpoint != null) {
            facts.add(new Fact("SHA-256 of the training rows", checkpoint.dataSha256()));
        }
        if (data.refusal() == null) {
            facts.add(new Fact("Test rows", String.format(Locale.ROOT, "%,d", data.testRows())));
        }
        if (of.limit() != null) {
            facts.add(new Fact("Limit", "the first " + of.limit() + " training rows"));
        }
        if (!of.withoutLabels().isEmpty()) {
            facts.add(new Fact("Left out", "examples with the labels " + of.withoutLabels()));
        }
        if (of.withTest()) {
            facts.add(new Fact("Learned too", "the test rows: their loss is no test of what was not seen"));
        }
        if (of.table() != null) {
            TableData table = of.table();
            facts.add(new Fact("Kept for the test", table.test() != null ? "the rows of " + table.test().getFileName()
                    : String.format(Locale.ROOT, "%s of the rows, %s", table.testShare(), table.testLast()
                    ? "the last" : "at random")));
            if (table.label() != null) {
                facts.add(new Fact("Labels", "column " + table.label() + (table.anomalies().isEmpty() ? ""
                        : "; anomalies, not learned from: " + String.join(", ", table.anomalies()))));
            }
        }
        if (Boolean.TRUE.equals(data.same())) {
            facts.add(new Fact("Read for this page", "the same training rows, by their SHA-256"));
        } else if (data.refusal() == null) {
            facts.add(new Fact("Read for this page", data.same() == null ? "data with nothing to compare them with"
                    : "other data than the run was trained on"));
        }
        report.add(Topic.DATA, new Part.Facts("What was learned from", facts));
        if (source.table() != null) {
            report.add(Topic.DATA, ReportSchema.of(source.table()));
        }
    }

    void model() {
        Architecture net = source.model().architecture();
        List<Fact> facts = new ArrayList<>();
        facts.add(new Fact("Net", NetText.of(net)));
        facts.add(new Fact("Parameters", String.format(Locale.ROOT, "%,d", net.layout().parameterCount())));
        facts.add(new Fact("Likelihood", shortened(net.likelihood().text())));
        facts.add(new Fact("Posterior, prior", net.posterior().name() + ", " + net.prior().name()));
        if (config.condition() != null) {
            facts.add(new Fact("Condition", config.condition().isLabels() ? "the label of each example"
                    : "columns " + config.condition().ranges()));
        }
        config.training().toMap().forEach((name, value) -> facts.add(new Fact(words(name), text(value))));
        report.add(Topic.MODEL, new Part.Facts("What was trained, and how", facts));
    }

    private static String words(String name) {
        String words = name.replace('_', ' ').replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
        return words.substring(0, 1).toUpperCase(Locale.ROOT) + words.substring(1);
    }

    private static String text(Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            return value instanceof Boolean is ? is ? "yes" : "no" : String.valueOf(value);
        }
        List<String> others = new ArrayList<>();
        fields.forEach((name, of) -> {
            if (!name.equals("name")) {
                others.add(words(name.toString()).toLowerCase(Locale.ROOT) + " " + text(of));
            }
        });
        String name = fields.containsKey("name") ? String.valueOf(fields.get("name")) : "";
        return others.isEmpty() ? name : name + " (" + String.join(", ", others) + ")";
    }

    void curves() throws IOException {
        for (String[] curve : new String[][] {{"Loss", "loss"}, {"Reconstruction", "reconstruction"}, {"KL", "kl"}}) {
            curve(curve[0], "Nats per example", "train_" + curve[1], "validation_" + curve[1]);
        }
        for (String column : metrics.columns()) {
            if (column.startsWith("train_") && !List.of("train_loss", "train_reconstruction", "train_kl")
                    .contains(column)) {
                curve(words(column.substring("train_".length())), "Nats per example", column, null);
            }
        }
        factors();
        List<List<String>> rows = new ArrayList<>();
        int every = Math.ceilDiv(metrics.size(), EPOCHS_SHOWN);
        for (int r = 0; r < metrics.size(); r++) {
            if (r % every == 0 || r == metrics.size() - 1) {
                List<String> cells = new ArrayList<>();
                for (String column : metrics.columns()) {
                    cells.add(metrics.cell(r, column));
                }
                rows.add(cells);
            }
        }
        report.add(Topic.CURVES, new Part.Table("Numbers of the curves, as in metrics.csv" + (every == 1 ? ""
                : ", every " + every + "th epoch"), metrics.columns().stream().map(name -> name.replace('_', ' '))
                .toList(), rows, null, true));
    }

    /// @param validation null where there is none
    private void curve(String title, String unit, String training, String validation) throws IOException {
        List<Part.Line> lines = new ArrayList<>(List.of(new Part.Line("training", metrics.numbers(training))));
        if (validation != null && !DoubleStream.of(metrics.numbers(validation)).allMatch(Double::isNaN)) {
            lines.add(new Part.Line("validation", metrics.numbers(validation)));
        }
        report.add(Topic.CURVES, new Part.Curves(title, unit, lines));
    }

    /// What follows from the configuration and the number of steps.
    private void factors() {
        List<EpochRecord> history = checkpoint == null ? List.of() : checkpoint.history();
        if (history.isEmpty()) {
            return;
        }
        TrainingConfiguration training = config.training();
        int steps = Math.toIntExact(history.getFirst().step());
        double[] rates = new double[history.size()];
        double[] weights = new double[history.size()];
        for (int e = 0; e < rates.length; e++) {
            long last = history.get(e).step() - 1;
            rates[e] = training.optimizer().learningRate() * training.schedule().factor(last, steps,
                    training.epochs(), before -> loss(history.get(before)));
            weights[e] = training.warmup().factor(last, steps, training.epochs());
        }
        report.add(Topic.CURVES, new Part.Curves("Learning rate", "At the last step of the epoch",
                List.of(new Part.Line("rate", rates))));
        if (!(training.warmup() instanceof Warmup.Immediate)) {
            report.add(Topic.CURVES, new Part.Curves("Warm-up", "Factor of the divergence at the last step of the"
                    + " epoch", List.of(new Part.Line("factor", weights))));
        }
    }

    private static double loss(EpochRecord epoch) {
        return (epoch.validation() == null ? epoch.training() : epoch.validation()).total();
    }

    void reproduction() throws IOException {
        List<Fact> hashes = new ArrayList<>();
        for (Path file : List.of(run.model(), run.checkpoint(), run.config(), run.path().resolve(RunDirectory.TABLE),
                run.metrics())) {
            if (Files.exists(file)) {
                hashes.add(new Fact(file.getFileName().toString(), RunFiles.sha256(file)));
            }
        }
        report.add(Topic.REPRODUCTION, new Part.Facts("SHA-256 of the files of the run", hashes));
        String files = config.table() == null ? "config.json" : "config.json and " + RunDirectory.TABLE;
        String data = config.data().directory() == null ? "" : " --data " + Called.quoted(config.data().name());
        report.add(Topic.REPRODUCTION, new Part.Code("With " + files + " of the run in a directory of their own, any"
                + " CPU, vector width and number of threads gives these bits:", "mkdir again\ncp "
                + files.replace(" and ", " ") + " again\nlanewise train --resume again" + data + "\n", false));
        report.add(Topic.REPRODUCTION, new Part.Code("config.json, paths by their last part", configuration(), true));
    }

    /// The configuration as it stands in the run, without the directories of the machine.
    private String configuration() throws IOException {
        Map<String, Object> fields = new LinkedHashMap<>();
        Object parsed = Json.parse(Inputs.text(run.config(), RunConfig.LARGEST, "the configuration of a run"),
                run.config().toString());
        ((Map<?, ?>) parsed).forEach((name, value) -> fields.put((String) name, withoutDirectories(value)));
        return Json.writePretty(fields);
    }

    private static Object withoutDirectories(Object value) {
        if (!(value instanceof Map<?, ?> fields)) {
            return value;
        }
        Map<String, Object> copy = new LinkedHashMap<>();
        fields.forEach((name, of) -> {
            boolean path = (name.equals("directory") || name.equals("test")) && of instanceof String;
            copy.put((String) name, path && Path.of((String) of).getFileName() != null
                    ? Path.of((String) of).getFileName().toString() : withoutDirectories(of));
        });
        return copy;
    }
}

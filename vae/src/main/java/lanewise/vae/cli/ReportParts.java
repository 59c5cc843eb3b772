package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;

import lanewise.core.Team;
import lanewise.vae.file.Csv;
import lanewise.vae.picture.Picture;
import lanewise.vae.picture.Png;
import lanewise.vae.report.Part;
import lanewise.vae.report.RunReport;
import lanewise.vae.report.Topic;
import lanewise.vae.train.Checkpoint;

/// Collects what a report shows of a run: facts first, then what its files hold, then what follows from examples.
final class ReportParts {

    private static final int ROWS = 8;
    private static final int COLUMNS = 14;

    private final ModelSource source;
    private final RunDirectory run;
    private final ReportScope scope;
    private final Terminal terminal;
    private final RunReport report;
    private final List<String> leftOut = new ArrayList<>();

    ReportParts(ModelSource source, RunDirectory run, String name, ReportScope scope, Terminal terminal) {
        this.source = source;
        this.run = run;
        this.scope = scope;
        this.terminal = terminal;
        this.report = new RunReport(name, NetText.of(source.model().architecture()) + ", trained on "
                + source.config().data().name());
    }

    /// What is left out, and why.
    List<String> leftOut() {
        return leftOut;
    }

    RunReport collect(Arena arena, Team team) throws IOException, CommandException {
        Checkpoint checkpoint = Files.exists(run.checkpoint()) ? Checkpoint.read(run.checkpoint()) : null;
        Csv metrics = Files.exists(run.metrics()) ? Csv.read(run.metrics()) : null;
        terminal.status("Reading the data ...");
        ReportData data = ReportData.read(source, checkpoint, scope, arena, team);
        ReportFacts facts = new ReportFacts(source, run, checkpoint, metrics, report);
        facts.results(data);
        facts.data(data);
        if (data.refusal() != null) {
            leaveOut(Topic.DATA, "The data of the run cannot be read: " + data.refusal() + ". Test loss, latent"
                    + " dimensions, embeddings and scores are left out; 'lanewise report --data PATH' looks elsewhere"
                    + " for them.");
        }
        facts.model();
        if (metrics == null || metrics.size() == 0) {
            leaveOut(Topic.CURVES, "Curves are left out: " + report.name() + " has no epoch in metrics.csv.");
        } else {
            facts.curves();
        }
        if (checkpoint == null) {
            leaveOut(Topic.CURVES, "The learning rate and the digest of the data are left out: there is no checkpoint"
                    + " in the run.");
        }
        pictures(data);
        terminal.status("Decoding ...");
        if (!source.config().data().isTable()) {
            String refusal = new ReportExplorer(source, scope, report).add(data, arena);
            if (refusal != null) {
                leaveOut(Topic.EXPLORER, refusal);
            }
        }
        data.addTo(report, terminal, arena, team);
        facts.reproduction();
        return report;
    }

    private void leaveOut(Topic topic, String text) {
        report.note(topic, text);
        leftOut.add(text);
    }

    /// What the run left in its directory.
    private void pictures(ReportData data) throws IOException {
        if (source.config().data().isTable()) {
            tables(data);
            return;
        }
        if (Files.exists(run.reconstructions())) {
            report.add(Topic.PICTURES, image(Png.read(run.reconstructions()),
                    "Test images, each with its reconstruction to the right of it.",
                    "Pairs of images: an example of the test data and what the model makes of it"));
        }
        if (Files.exists(run.samples())) {
            report.add(Topic.PICTURES, image(Png.read(run.samples()),
                    "Images that the model draws: means of the likelihood at draws from the prior.",
                    "Images drawn by the model"));
        }
        missing(Files.exists(run.reconstructions()) && Files.exists(run.samples()));
    }

    private void missing(boolean whole) {
        if (!whole) {
            leaveOut(Topic.PICTURES, "Reconstructions or samples are left out: " + report.name()
                    + " is not finished, or they were taken out of its directory.");
        }
    }

    private static Part.Image image(Picture picture, String caption, String alternative) {
        return new Part.Image(caption, alternative, Png.encode(picture), picture.width(), picture.height());
    }

    private void tables(ReportData data) throws IOException {
        boolean samples = Files.exists(run.path().resolve("samples.csv"));
        boolean reconstructions = Files.exists(run.path().resolve("reconstructions.csv"));
        if (samples) {
            Csv drawn = Csv.read(run.path().resolve("samples.csv"));
            report.add(Topic.PICTURES, table("Rows that the model draws", drawn));
        }
        if (reconstructions) {
            Csv reconstructed = Csv.read(run.path().resolve("reconstructions.csv"));
            List<List<String>> originals = data.originals(Math.min(ROWS, reconstructed.size()));
            Part.Table alone = table("Test rows as the model reconstructs them", reconstructed);
            report.add(Topic.PICTURES, originals == null ? alone : pairs(alone, originals));
        }
        missing(samples && reconstructions);
    }

    private static Part.Table table(String caption, Csv csv) throws IOException {
        List<String> columns = csv.columns().stream().limit(COLUMNS).toList();
        List<List<String>> rows = new ArrayList<>();
        for (int r = 0; r < Math.min(ROWS, csv.size()); r++) {
            List<String> cells = new ArrayList<>();
            for (String column : columns) {
                cells.add(ReportFacts.shortened(csv.cell(r, column)));
            }
            rows.add(cells);
        }
        String some = columns.size() == csv.columns().size() ? "" : String.format(Locale.ROOT,
                "; %d of %,d columns", columns.size(), csv.columns().size());
        return new Part.Table(String.format(Locale.ROOT, "%s, the first %d of %,d%s", caption, rows.size(), csv.size(),
                some), columns, rows, null, false);
    }

    private static Part.Table pairs(Part.Table reconstructed, List<List<String>> originals) {
        List<String> columns = new ArrayList<>(List.of("row"));
        columns.addAll(reconstructed.columns());
        List<List<String>> rows = new ArrayList<>();
        IntStream.range(0, reconstructed.rows().size()).forEach(r -> {
            List<String> cells = originals.get(r);
            rows.add(before("test row " + r, cells.subList(0, Math.min(COLUMNS, cells.size()))));
            rows.add(before("reconstruction", reconstructed.rows().get(r)));
        });
        return new Part.Table(reconstructed.caption(), columns, rows, null, false);
    }

    private static List<String> before(String first, List<String> cells) {
        List<String> all = new ArrayList<>(List.of(first));
        all.addAll(cells);
        return all;
    }
}

package lanewise.vae.cli;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.LocalDateTime;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import lanewise.core.Kernels;
import lanewise.core.Team;
import lanewise.vae.data.ImageSet;
import lanewise.vae.evaluate.Evaluator;
import lanewise.vae.model.Architecture;
import lanewise.vae.objective.Elbo;
import lanewise.vae.layer.Shape;
import lanewise.vae.objective.LossTerms;
import lanewise.vae.objective.Objective;
import lanewise.vae.tabular.TableForm;
import lanewise.vae.train.Checkpoint;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingResult;

/// `train`: from examples to a run directory with a model, its numbers and its pictures.
record Train() implements Command {

    private static final Option<Path> OUT = Option.output("out", "DIR", "runs/<data>-<time>",
            "the directory of the run, new or empty");
    private static final Option<Path> RESUME = Option.path("resume", "DIR", "",
            "continue the run in DIR with its own options; the result is the one it would have had. With --epochs it"
            + " ends later (or earlier), with the result of a run of so many epochs from the start");
    private static final Option<Integer> CHECKPOINT_EVERY = Option.count("checkpoint-every", "N", 1, null,
            "steps between checkpoints, besides the one after each epoch").withStandard(null, "none");

    private static final Option<Boolean> NO_REPORT = Option.flag("no-report", "write no " + Report.FILE
            + ", the page of the run; 'lanewise report' writes one with more examples in it");

    /// What a resumed run may still be told: where it ends, and what its result does not depend on.
    private static final List<Option<?>> WITH_RESUME = List.of(RESUME, TrainOptions.EPOCHS, Common.DATA, Common.THREADS,
            CHECKPOINT_EVERY, NO_REPORT, Common.JSON, Common.QUIET, Common.VERBOSE, Common.DEBUG);

    @Override
    public String summary() {
        return "train a model; without options on digits that the program draws itself";
    }

    @Override
    public String description() {
        return "Trains a variational autoencoder and writes a directory with its configuration, metrics, checkpoint,"
                + " model, pictures, and a page that shows all of it. Without options"
                + " it learns digits that the program draws itself; --data takes MNIST or what has its form, a folder"
                        + " of PNG files,"
                + " or a table. Data, options and seed determine every bit"
                + " of the model; threads and kernels do not. Ctrl-C stops after the current step and says how to go"
                        + " on.";
    }

    @Override
    public List<OptionGroup> groups() {
        return List.of(OptionGroup.of("Data", Common.DATA, Common.LIMIT, Common.WITHOUT_LABELS, Common.WITH_TEST),
                TableOptions.TABLE,
                NetworkOptions.GROUP, ObjectiveOptions.GROUP, TrainOptions.TRAINING,
                OptionGroup.of("Run", OUT, RESUME, CHECKPOINT_EVERY, NO_REPORT, Common.THREADS));
    }

    @Override
    public List<Example> examples() {
        return List.of(new Example("train", "the first run: no download, under a minute"),
                new Example("train --data mnist --preset pytorch-example",
                        "PyTorch's VAE example on MNIST; ends at a test loss of about 105.6 nats"),
                new Example("train --data mnist --hidden 512,256 --latent 10 --activation gelu_erf --epochs 30 --out"
                        + " runs/wide", "a net of one's own"),
                new Example("train --data people.csv", "a table as it is: columns, likelihoods and net are found"),
                new Example("train --data payments.csv --label fraud --anomaly 1 --out runs/payments",
                        "what is normal, learned from the rows that are; 'score' then finds the others"),
                new Example("train --data table.csv --likelihood gaussian_learned@0-3+categorical@4-8+poisson@9"
                        + " --latent 2",
                        "numbers as they are: four real columns, a one-hot choice of five, a count"),
                new Example("train --data photos --encoder conv2d:channels=32:kernel=4:stride=2:padding=1,"
                        + "dense:units=128 --likelihood gaussian_shared",
                        "colour images: PNG files, in folders by class or not, of one size"),
                new Example("train --data mnist --prior vamp --components 500 --posterior full_covariance",
                        "a VampPrior and full covariances"),
                new Example("train --data mnist --condition labels", "a conditional model; 'sample --labels 7' then"
                        + " draws sevens"),
                new Example("train --resume runs/wide", "go on after Ctrl-C"),
                new Example("train --resume runs/wide --epochs 60", "go on with a finished run, to 60 epochs in all"));
    }

    @Override
    public Map<String, Object> run(Arguments arguments, Terminal terminal) throws Exception {
        boolean resumed = arguments.has(RESUME);
        if (resumed) {
            checkResume(arguments);
        } else {
            TrainOptions.check(arguments);
            TableOptions.checkSchema(arguments);
        }
        try (Arena arena = Arena.ofShared(); Team team = Team.ofThreads(Common.threads(arguments), Common.SPIN_NANOS)) {
            return resumed ? resume(arguments, terminal, arena, team) : start(arguments, terminal, arena, team);
        }
    }

    private static void checkResume(Arguments arguments) throws UsageException {
        for (Option<?> option : arguments.all()) {
            if (!WITH_RESUME.contains(option)) {
                throw new UsageException("--" + option.name()
                        + " and --resume do not go together: a resumed run keeps the options it began with");
            }
        }
    }

    private static Map<String, Object> start(Arguments arguments, Terminal terminal, Arena arena, Team team)
            throws Exception {
        DataSource source = DataSource.of(arguments, arguments.get(Common.SEED), NetworkOptions.preset(arguments)
                .withTest());
        LocalDateTime now = LocalDateTime.now();
        RunDirectory place = arguments.has(OUT) ? new RunDirectory(arguments.get(OUT)) : null;
        if (source.isTable()) {
            NetworkOptions.refuseConvolutions(arguments, source.name());
        }
        if (place != null) {
            place.requireFree();
        } else {
            new RunDirectory(RunDirectory.RUNS).requirePlace();
        }
        terminal.status((source.directory() == null ? "Drawing digits" : "Reading " + source.directory()) + " ...");
        TableForm form = source.table() == null ? null : EncodedSource.fit(source, arguments.get(TableOptions.SCHEMA),
                arguments.get(TableOptions.COLUMN), TableOptions.quantiles(arguments));
        if (form != null) {
            terminal.note(TableNotes.of(form));
        }
        ImageSet images = source.read(form, arena, team);
        Base base = form == null || arguments.has(NetworkOptions.PRESET) ? Base.of(arguments)
                : TableNotes.base(form, images.train());
        NetworkOptions.checkWidth(arguments, images.train().width(), source.name());
        Condition condition = arguments.has(Condition.OPTION) ? Condition.of(arguments.get(Condition.OPTION)) : null;
        int inputs = condition == null ? images.train().width() : condition.inputs(images.train(), source.isTable());
        Shape image = source.isTable() ? new Shape(1, 1, inputs) : images.shape();
        Architecture architecture = NetworkOptions.architecture(arguments, base, image,
                condition == null ? 0 : condition.width(images.train()));
        RunConfig config = new RunConfig(source, image, architecture,
                TrainOptions.configuration(arguments, base), condition, form);
        NetworkOptions.checkBias(config.architecture(), config.training());
        Trainer.of(config.architecture()).configuration(config.training()).check(config.conditioned(images.train()));
        Evaluator.check(config.architecture(), config.conditioned(images.test()));
        try (RunClaim claim = place != null ? RunClaim.named(place) : RunClaim.standard(source.name(), now)) {
            config.write(claim.run().config());
            return train(arguments, terminal, team, claim.run(), config, images, null);
        }
    }

    private static Map<String, Object> resume(Arguments arguments, Terminal terminal, Arena arena, Team team)
            throws Exception {
        RunDirectory run = new RunDirectory(arguments.get(RESUME));
        run.requireRun(RESUME);
        run.requireWritable(run.path());
        try (RunClaim claim = RunClaim.resumed(run, RESUME)) {
            return resume(arguments, terminal, arena, team, claim.run());
        }
    }

    private static Map<String, Object> resume(Arguments arguments, Terminal terminal, Arena arena, Team team,
            RunDirectory run) throws Exception {
        RunConfig config = RunConfig.read(run.config());
        DataSource source = arguments.has(Common.DATA)
                ? config.data().withDirectory(arguments.get(Common.DATA)) : config.data();
        terminal.status((source.directory() == null ? "Drawing digits" : "Reading " + source.directory()) + " ...");
        ImageSet images = source.read(config.table(), arena, team);
        if (!config.data().isTable() && !source.isTable()) {
            ModelSource.requireShape(config.image(), images.shape(), images.train().name(), run.path().toString());
        }
        if (!Files.exists(run.checkpoint())) {
            config = arguments.has(TrainOptions.EPOCHS)
                    ? config.withEpochs(arguments.get(TrainOptions.EPOCHS)) : config;
            terminal.note("There is no checkpoint in " + run.path() + " yet: the run begins anew");
            return train(arguments, terminal, team, run, config, images, null);
        }
        Checkpoint checkpoint = Checkpoint.read(run.checkpoint());
        if (!checkpoint.architecture().equals(config.architecture())) {
            throw new CommandException(run.checkpoint() + ": is of the net " + NetText.of(checkpoint.architecture())
                    + ", but config.json beside it describes " + NetText.of(config.architecture()));
        }
        int epochs = arguments.has(TrainOptions.EPOCHS) ? arguments.get(TrainOptions.EPOCHS)
                : checkpoint.configuration().epochs();
        try {
            checkpoint.requireEpochs(epochs);
        } catch (IllegalArgumentException e) {
            throw new CommandException("--epochs: " + e.getMessage());
        }
        return train(arguments, terminal, team, run, config.withEpochs(epochs), images, checkpoint);
    }

    private static Map<String, Object> train(Arguments arguments, Terminal terminal, Team team, RunDirectory run,
            RunConfig config, ImageSet images, Checkpoint start)
            throws IOException, CommandException {
        terminal.note(String.format(Locale.ROOT, "Training on %s: %,d examples, %,d for the test; %s",
                images.train().name(), images.train().size(), images.test().size(), NetText.of(config.architecture())));
        Trainer trainer = Trainer.of(config.architecture()).configuration(config.training())
                .checkpoint(run.checkpoint()).metadata(config.table() == null ? Map.of() : config.table().metadata());
        if (start != null) {
            trainer.resumeFrom(run.checkpoint());
            terminal.note(String.format(Locale.ROOT, "Going on after step %,d in epoch %d of %d", start.step(),
                    Math.min(start.epochs() + 1, config.training().epochs()), config.training().epochs()));
        }
        if (arguments.has(CHECKPOINT_EVERY)) {
            trainer.checkpointEvery(arguments.get(CHECKPOINT_EVERY));
        }
        terminal.stop().arm();
        TrainReport report = new TrainReport(terminal, run, start);
        terminal.status("Preparing ...");
        report.begin();
        try (TrainingResult trained = trainer.team(team).listener(report).fit(config.conditioned(images.train()))) {
            if (start != null) {
                config.write(run.config());
            }
            if (report.stopped()) {
                return stopped(terminal, run, report);
            }
            terminal.status("Testing and drawing pictures ...");
            long begin = System.nanoTime();
            LossTerms test = Evaluator.evaluate(trained.model(), config.test(config.conditioned(images.test())),
                    config.training().objective().evaluated(1),
                    config.training().seed(), team);
            double testSeconds = (System.nanoTime() - begin) / 1e9;
            RunFiles.write(run, config, trained, images);
            Path page = arguments.get(NO_REPORT) ? null : Report.afterTraining(
                    new ModelSource(run.model(), trained.model(), config, config.table()), run,
                    ReportScope.afterTraining(images, arguments.given(RESUME) == null ? null
                    : arguments.given(Common.DATA)), team, terminal);
            return finished(terminal, run, config, report, test, testSeconds, team.size(), page);
        }
    }

    private static Map<String, Object> stopped(Terminal terminal, RunDirectory run, TrainReport report) {
        terminal.say(String.format(Locale.ROOT, "Stopped after step %,d of %,d, nothing is lost. To go on: %s",
                report.step(), report.steps(), Called.line("train --resume "
                + Called.quoted(run.path().toString()))));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("stopped", true);
        result.put("run", run.path().toString());
        result.put("step", report.step());
        result.put("steps", report.steps());
        result.put("trainSeconds", report.trainSeconds());
        return result;
    }

    private static Map<String, Object> finished(Terminal terminal, RunDirectory run, RunConfig config,
            TrainReport report, LossTerms test, double testSeconds, int threads, Path page)
            throws IOException {
        Objective judged = config.training().objective().evaluated(1);
        double beta = judged instanceof Elbo elbo ? elbo.beta() : 1;
        terminal.say(String.format(Locale.ROOT, "Test loss   %.3f nats per example (%sreconstruction %.3f, KL %.3f%s)",
                test.total(), judged instanceof Elbo ? ""
                : judged.name() + " of " + judged.samples() + (judged.samples() == 1 ? " sample, " : " samples, "),
                test.reconstruction(), test.kl(), beta == 1 ? "" : ", beta " + beta));
        if (!Double.isFinite(test.total())) {
            terminal.say("            '" + Called.line("score --run " + Called.quoted(run.path().toString()))
                    + "' names the rows that are not finite");
        }
        terminal.say(String.format(Locale.ROOT, "Training    %.2f s, %,.0f samples/s on %d %s, %s kernels",
                report.trainSeconds(), report.samplesPerSecond(), threads, threads == 1 ? "thread" : "threads",
                Kernels.VECTOR ? Kernels.vectorBits() + "-bit" : "scalar"));
        if (report.epochs() < config.training().epochs()) {
            terminal.say(String.format(Locale.ROOT,
                    "Ended       after epoch %d of %d, the last %d without a smaller validation loss", report.epochs(),
                    config.training().epochs(), report.epochs() - report.bestEpoch()));
        }
        if (config.training().keepBest()) {
            terminal.say(report.bestEpoch() > 0
                    ? "Model       of epoch " + report.bestEpoch() + ", which has the smallest validation loss"
                    : "Model       of the last epoch: no epoch has a finite validation loss");
        }
        terminal.say("Files       " + run.path() + ": " + String.join(", ", RunFiles.names(run)));
        if (page != null) {
            terminal.say("Page        " + page + "   (all of this in a browser, or to send)");
        }
        terminal.say("Next        " + Called.line((config.data().isTable() ? "score" : "sample") + " --run "
                + Called.quoted(run.path().toString())));
        Map<String, Object> result = new LinkedHashMap<>();
        result.put("objective", config.training().objective().name());
        result.put("testLoss", test.total());
        result.put("testReconstruction", test.reconstruction());
        result.put("testKl", test.kl());
        result.put("testElbo", test.elbo());
        result.put("beta", beta);
        result.put("trainSeconds", report.trainSeconds());
        result.put("samplesPerSecond", report.samplesPerSecond());
        result.put("evaluationSeconds", report.otherSeconds() + testSeconds);
        result.put("epochs", config.training().epochs());
        result.put("epochsDone", report.epochs());
        if (report.bestEpoch() > 0) {
            result.put("bestEpoch", report.bestEpoch());
        }
        result.put("steps", report.steps());
        result.put("seed", config.training().seed());
        result.put("threads", threads);
        result.put("kernels", Kernels.name());
        result.put("modelSha256", RunFiles.sha256(run.model()));
        result.put("checkpointSha256", RunFiles.sha256(run.checkpoint()));
        result.put("run", run.path().toString());
        result.put("report", page == null ? null : page.toString());
        return result;
    }
}

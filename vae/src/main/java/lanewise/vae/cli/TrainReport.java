package lanewise.vae.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Locale;

import lanewise.vae.train.Checkpoint;
import lanewise.vae.train.EpochRecord;
import lanewise.vae.train.TrainingListener;
import lanewise.vae.train.TrainingProgress;

/// Watches training: draws the bar and the curve of the losses, says what epochs came to, keeps `metrics.csv`, takes
/// the time, passes on the wish for an end.
///
/// The time of training runs from one step to the next, preparation before the first included; what lies between the
/// last step of an epoch and the word that it ended (evaluation, checkpoint) is counted apart.
final class TrainReport implements TrainingListener {

    private final Terminal terminal;
    private final RunDirectory run;
    private final Checkpoint start;
    private final boolean drawn;
    private final Sparkline losses = new Sparkline();
    private String curve = "";
    private ProgressBar bar;
    private long last;
    private long trainNanos;
    private long otherNanos;
    private long epochNanos;
    private long firstExamples;
    private long epochExamples;
    private long examples;
    private long step;
    private long steps;
    private int epochs;
    private int bestEpoch;

    /// @param start where a resumed run goes on, or null
    TrainReport(Terminal terminal, RunDirectory run, Checkpoint start) {
        this.terminal = terminal;
        this.run = run;
        this.start = start;
        this.drawn = terminal.drawsBars();
        this.step = start == null ? 0 : start.step();
        this.steps = start == null ? 1 : start.step();
        this.epochs = start == null ? 0 : start.epochs();
        this.bestEpoch = start == null ? 0 : start.bestEpoch();
    }

    void begin() {
        last = System.nanoTime();
    }

    @Override
    public void step(TrainingProgress progress) {
        long now = System.nanoTime();
        trainNanos += now - last;
        epochNanos += now - last;
        last = now;
        note(progress);
        bar.update("epoch " + progress.epoch() + "/" + progress.epochs(), examples,
                String.format(Locale.ROOT, "loss %.2f", progress.loss()) + curve, now);
        if (terminal.stop().requested()) {
            progress.stop();
        }
    }

    @Override
    public void epoch(TrainingProgress progress, EpochRecord epoch) {
        long now = System.nanoTime();
        otherNanos += now - last;
        last = now;
        note(progress);
        epochs = epoch.epoch();
        losses.add(epoch.training().total());
        curve = drawn ? " " + losses : "";
        String validation = epoch.validation() == null ? ""
                : String.format(Locale.ROOT, "  validation %.3f", epoch.validation().total());
        int digits = Integer.toString(progress.epochs()).length();
        terminal.note(String.format(Locale.ROOT,
                "epoch %" + digits + "d/%d  loss %.3f (reconstruction %.3f, KL %.3f%s)%s  %,.0f samples/s",
                epoch.epoch(), progress.epochs(), epoch.training().total(), epoch.training().reconstruction(),
                epoch.training().kl(), others(epoch), validation, (examples - epochExamples) / (epochNanos / 1e9)));
        epochExamples = examples;
        epochNanos = 0;
        try {
            RunFiles.writeMetrics(run, progress.history());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String others(EpochRecord epoch) {
        StringBuilder text = new StringBuilder();
        epoch.training().others()
                .forEach((name, value) -> text.append(String.format(Locale.ROOT, ", %s %.3f", name, value)));
        return text.toString();
    }

    private void note(TrainingProgress progress) {
        step = progress.step();
        bestEpoch = progress.bestEpoch();
        steps = progress.steps();
        examples = progress.examples();
        if (bar == null) {
            firstExamples = examplesAtStart(progress);
            epochExamples = firstExamples;
            bar = new ProgressBar(terminal, firstExamples, progress.totalExamples(), last);
        }
    }

    private long examplesAtStart(TrainingProgress progress) {
        if (start == null) {
            return 0;
        }
        long stepsInEpoch = start.step() - (long) start.epochs() * progress.stepsPerEpoch();
        return start.epochs() * (progress.totalExamples() / progress.epochs())
                + stepsInEpoch * start.configuration().stepRows();
    }

    /// Whether training ended before its last step, because somebody wished so.
    boolean stopped() {
        return terminal.stop().requested() && step < steps && bar != null;
    }

    long step() {
        return step;
    }

    long steps() {
        return steps;
    }

    /// Epochs done.
    int epochs() {
        return epochs;
    }

    /// That with the smallest validation loss, 0 without validation.
    int bestEpoch() {
        return bestEpoch;
    }

    double trainSeconds() {
        return trainNanos / 1e9;
    }

    /// Evaluation and checkpoints.
    double otherSeconds() {
        return otherNanos / 1e9;
    }

    double samplesPerSecond() {
        return trainNanos == 0 ? 0 : (examples - firstExamples) / trainSeconds();
    }
}

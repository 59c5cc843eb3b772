package lanewise.vae.train;

import java.util.ArrayList;
import java.util.List;

/// Keeps what it is told and asks for an end after some step.
final class Recorder implements TrainingListener {

    final List<EpochRecord> epochs = new ArrayList<>();
    long steps;
    long stopAfter = Long.MAX_VALUE;

    @Override
    public void step(TrainingProgress progress) {
        steps++;
        if (progress.step() == stopAfter) {
            progress.stop();
        }
    }

    @Override
    public void epoch(TrainingProgress progress, EpochRecord epoch) {
        epochs.add(epoch);
    }
}

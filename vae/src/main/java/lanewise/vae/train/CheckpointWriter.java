package lanewise.vae.train;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.DoubleStream;

import lanewise.vae.file.SafetensorsWriter;
import lanewise.vae.format.Json;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;
import lanewise.vae.objective.LossTerms;

/// Writes a [Checkpoint].
final class CheckpointWriter {

    private CheckpointWriter() {
    }

    /// Writes the state of a run.
    static void write(Path file, RunIdentity identity, TrainingState state) throws IOException {
        SafetensorsWriter writer = new SafetensorsWriter();
        writer.metadata("format", CheckpointForm.FORMAT).metadata("version", CheckpointForm.VERSION);
        identity.writeTo(writer);
        RunProgress progress = new RunProgress(state.step, state.epoch, state.position);
        writer.metadata(CheckpointForm.PROGRESS, Json.write(RecordForm.toMap(progress)));
        int columns = CheckpointForm.columns(identity.configuration().objective());
        double[] sums = DoubleStream.concat(DoubleStream.of(state.reconstruction, state.kl, state.loss),
                Arrays.stream(state.others)).toArray();
        writer.add(CheckpointForm.SUMS, sums, sums.length);
        writer.add(CheckpointForm.HISTORY, history(state.history), state.epoch, columns);
        List<String> moments = identity.configuration().optimizer().moments();
        for (ParameterLayout.Tensor tensor : state.parameters.layout().tensors()) {
            writer.addFloats(tensor.name(), state.parameters.tensor(tensor.name()).segment(),
                    CheckpointForm.shape(tensor));
            if (CheckpointForm.hasBest(identity.configuration(), progress)) {
                writer.addFloats(CheckpointForm.bestName(tensor), state.best.tensor(tensor.name()).segment(),
                        CheckpointForm.shape(tensor));
            }
        }
        for (int m = 0; m < moments.size(); m++) {
            Parameters values = state.momentViews.get(m);
            for (ParameterLayout.Tensor tensor : values.layout().tensors()) {
                writer.addFloats(CheckpointForm.momentName(moments.get(m), tensor),
                        values.tensor(tensor.name()).segment(), CheckpointForm.shape(tensor));
            }
        }
        writer.write(file);
    }

    private static double[] history(List<EpochRecord> records) {
        DoubleStream.Builder values = DoubleStream.builder();
        for (EpochRecord record : records) {
            values.add(record.step());
            add(record.training(), values);
            add(record.validation(), values);
        }
        return values.build().toArray();
    }

    private static void add(LossTerms terms, DoubleStream.Builder values) {
        if (terms == null) {
            values.add(Double.NaN).add(Double.NaN).add(Double.NaN);
            return;
        }
        values.add(terms.reconstruction()).add(terms.kl()).add(terms.total());
        terms.others().values().forEach(values::add);
    }
}

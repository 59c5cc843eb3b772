package lanewise.vae.train;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

import lanewise.vae.file.Safetensors;
import lanewise.vae.file.Tensor;
import lanewise.vae.format.FormatException;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.objective.Objective;

/// How a [Checkpoint] lies in its file: the names, types and shapes of its tensors.
final class CheckpointForm {

    static final String FORMAT = "lanewise-checkpoint";
    static final String VERSION = "1";
    static final String PROGRESS = "progress";
    static final String SUMS = "epoch.sums";
    static final String HISTORY = "history";

    /// Reconstruction, divergence and loss.
    static final int TERMS = 3;

    private CheckpointForm() {
    }

    /// Refuses a file of another format or version.
    static void requireFormat(Safetensors source) throws FormatException {
        requireMetadata(source, "format", FORMAT);
        requireMetadata(source, "version", VERSION);
    }

    private static void requireMetadata(Safetensors source, String key, String expected) throws FormatException {
        if (!source.metadata(key).equals(expected)) {
            throw new FormatException(source.source(),
                    "metadata \"" + key + "\" is \"" + source.metadata(key) + "\", expected \"" + expected + "\"");
        }
    }

    /// Refuses tensors that are missing, of another type or shape, or unknown.
    static void requireTensors(Safetensors source, RunIdentity identity, RunProgress progress) throws FormatException {
        Set<String> unknown = new LinkedHashSet<>(source.tensors().keySet());
        Objective objective = identity.configuration().objective();
        source.tensor(SUMS, Tensor.Type.F64, TERMS + objective.terms().size());
        source.tensor(HISTORY, Tensor.Type.F64, progress.epoch(), columns(objective));
        unknown.removeAll(List.of(SUMS, HISTORY));
        for (ParameterLayout.Tensor tensor : identity.architecture().layout().tensors()) {
            source.tensor(tensor.name(), Tensor.Type.F32, shape(tensor));
            unknown.remove(tensor.name());
            if (hasBest(identity.configuration(), progress)) {
                source.tensor(bestName(tensor), Tensor.Type.F32, shape(tensor));
                unknown.remove(bestName(tensor));
            }
            for (String moment : identity.configuration().optimizer().moments()) {
                source.tensor(momentName(moment, tensor), Tensor.Type.F32, shape(tensor));
                unknown.remove(momentName(moment, tensor));
            }
        }
        if (!unknown.isEmpty()) {
            throw new FormatException(source.source(), "has the unknown tensor \"" + unknown.iterator().next() + "\"");
        }
    }

    /// Steps, the terms of training, and those of validation.
    static int columns(Objective objective) {
        return 1 + TERMS + objective.terms().size() + TERMS;
    }

    static long[] shape(ParameterLayout.Tensor tensor) {
        return tensor.shape().stream().mapToLong(Integer::longValue).toArray();
    }

    static boolean hasBest(TrainingConfiguration configuration, RunProgress progress) {
        return configuration.keepBest() && progress.epoch() > 0;
    }

    static String bestName(ParameterLayout.Tensor tensor) {
        return "best." + tensor.name();
    }

    static String momentName(String moment, ParameterLayout.Tensor tensor) {
        return "optimizer." + moment + "." + tensor.name();
    }
}

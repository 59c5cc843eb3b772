package lanewise.vae.train;

import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.Optional;

import lanewise.core.Matrix;
import lanewise.core.Reductions;
import lanewise.vae.layer.ParameterLayout;
import lanewise.vae.layer.Parameters;

/// Looks for what is not finite before it reaches the parameters.
final class Guard {

    private Guard() {
    }

    /// What is not finite in a step, and in words.
    record Finding(String culprit, String words) {

        TrainingStoppedException stop(TrainingState state, StopAdvice advice, Path checkpoint) {
            return new TrainingStoppedException(state.step + 1, state.epoch + 1, culprit, words, advice, checkpoint);
        }
    }

    /// True if loss and gradient may be used. Allocates nothing.
    static boolean isSound(double reconstruction, double kl, double total, double gradientNorm) {
        return Double.isFinite(reconstruction) && Double.isFinite(kl) && Double.isFinite(total)
                && Double.isFinite(gradientNorm);
    }

    /// Why a step is not sound: the first parameter, else the first loss term, else the first gradient.
    static Finding find(double reconstruction, double kl, double total, TrainingState state, Parameters gradient) {
        Optional<String> parameter = state.parameters.firstNotFinite().map(name -> "parameter " + name);
        Optional<String> slope = gradient.firstNotFinite().map(name -> "gradient of " + name);
        String term = !Double.isFinite(reconstruction) ? "reconstruction" : !Double.isFinite(kl) ? "kl"
                : !Double.isFinite(total) ? "loss" : null;
        String words = "the loss is " + total + " (reconstruction " + reconstruction + ", kl " + kl + ")";
        if (parameter.isPresent()) {
            return new Finding(parameter.get(), parameter.get() + " holds a NaN or an infinity; " + words);
        }
        if (term != null) {
            return new Finding(term, words + slope.map(name -> "; " + name + " holds a NaN or an infinity").orElse(""));
        }
        if (slope.isPresent()) {
            return new Finding(slope.get(), slope.get() + " holds a NaN or an infinity; " + words);
        }
        String name = largest(gradient);
        return new Finding(name, "the squares of the " + name + " leave the range of a float; " + words);
    }

    private static String largest(Parameters gradient) {
        MemorySegment values = gradient.segment();
        String name = "";
        float largest = -1;
        for (ParameterLayout.Tensor tensor : gradient.layout().tensors()) {
            for (int i = tensor.offset(); i < tensor.offset() + tensor.size(); i++) {
                float magnitude = Math.abs(values.getAtIndex(Matrix.FLOAT, i));
                if (magnitude > largest) {
                    largest = magnitude;
                    name = "gradient of " + tensor.name();
                }
            }
        }
        return name;
    }

    /// What a finished update has broken, if anything.
    static Optional<Finding> findInState(TrainingState state) {
        if (Reductions.allFinite(state.parameters.segment(), 0, state.parameters.layout().size())
                && Reductions.allFinite(state.moments, 0, state.moments.byteSize() / Float.BYTES)) {
            return Optional.empty();
        }
        return state.firstNotFinite()
                .map(name -> new Finding(name, name + " holds a NaN or an infinity after step " + state.step));
    }
}

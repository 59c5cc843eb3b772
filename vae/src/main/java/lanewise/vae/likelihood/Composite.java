package lanewise.vae.likelihood;

import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;

import lanewise.core.random.RandomStream;
import lanewise.vae.data.Dataset;
import lanewise.vae.layer.ParameterLayout.Head;

/// Likelihoods side by side, each for a range of columns, independent given the outputs: the loss is the sum of theirs.
/// For tables of mixed columns.
///
/// The outputs of a row are those of the first part, then those of the second, and so on; head `out` of part p is
/// called `out.p`. A draw takes the same random elements as the columns would by themselves. On the command line parts
/// are joined by plus signs, each with the first and the last of its columns, counted from 0:
/// `gaussian_learned@0-3+categorical@4-8+poisson@9`.
///
/// @param parts the parts, from the first column on, without gaps
public record Composite(List<Part> parts) implements Likelihood {

    /// A likelihood and how many columns it describes.
    ///
    /// @param columns number of columns, at least 1
    /// @param likelihood what describes them; no composite, no [Observed]
    public record Part(int columns, Likelihood likelihood) {

        /// Refuses what cannot be a part.
        ///
        /// @throws IllegalArgumentException if there is no column, the likelihood is a composite, or it describes
        /// another number of columns
        public Part {
            if (columns < 1 || likelihood instanceof Composite || likelihood instanceof Observed) {
                throw new IllegalArgumentException("part: " + columns + " columns of " + likelihood.name()
                        + ", expected at least 1, no composite in a composite, and observed: before the whole");
            }
            likelihood.requireWidth(columns);
        }
    }

    /// Refuses a composite of nothing.
    ///
    /// @throws IllegalArgumentException if there is no part
    public Composite {
        parts = List.copyOf(parts);
        if (parts.isEmpty()) {
            throw new IllegalArgumentException("parts: there are none, expected at least one");
        }
    }

    @Override
    public String name() {
        return "composite";
    }

    @Override
    public List<Head> heads(int width) {
        List<Head> heads = new ArrayList<>();
        for (int p = 0; p < parts.size(); p++) {
            for (Head head : parts.get(p).likelihood.heads(parts.get(p).columns)) {
                heads.add(new Head(head.name() + "." + p, head.outputs(), head.weighted()));
            }
        }
        return heads;
    }

    @Override
    public int outputWidth(int width) {
        int outputs = 0;
        for (int p = 0; p < parts.size(); p++) {
            outputs = Math.addExact(outputs, outputs(p));
        }
        return outputs;
    }

    private int outputs(int part) {
        return parts.get(part).likelihood.outputWidth(parts.get(part).columns);
    }

    @Override
    public Domain domain() {
        return Domain.MIXED;
    }

    @Override
    public int width() {
        int width = 0;
        for (int p = 0; p < parts.size(); p++) {
            width = Math.addExact(width, parts.get(p).columns);
        }
        return width;
    }

    @Override
    public double row(boolean vector, MemorySegment x, long xOffset, MemorySegment outputs, long outputsOffset,
            MemorySegment gradient, long gradientOffset, int width, float scale) {
        double loss = 0;
        long column = 0;
        long output = 0;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            loss += part.likelihood.row(vector, x, xOffset + 4 * column, outputs, outputsOffset + 4 * output, gradient,
                    gradientOffset + 4 * output, part.columns, scale);
            column += part.columns;
            output += outputs(p);
        }
        return loss;
    }

    @Override
    public void meanRow(MemorySegment outputs, long outputsOffset, MemorySegment mean, long meanOffset, int width) {
        long column = 0;
        long output = 0;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            part.likelihood.meanRow(outputs, outputsOffset + 4 * output, mean, meanOffset + 4 * column, part.columns);
            column += part.columns;
            output += outputs(p);
        }
    }

    @Override
    public void modeRow(MemorySegment outputs, long outputsOffset, MemorySegment mode, long modeOffset, int width) {
        long column = 0;
        long output = 0;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            part.likelihood.modeRow(outputs, outputsOffset + 4 * output, mode, modeOffset + 4 * column, part.columns);
            column += part.columns;
            output += outputs(p);
        }
    }

    @Override
    public void sampleRow(MemorySegment outputs, long outputsOffset, RandomStream noise, long first, MemorySegment out,
            long outOffset, int width) {
        long column = 0;
        long output = 0;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            part.likelihood.sampleRow(outputs, outputsOffset + 4 * output, noise, first + column, out,
                    outOffset + 4 * column, part.columns);
            column += part.columns;
            output += outputs(p);
        }
    }

    @Override
    public boolean preparesFromBatch() {
        return parts.stream().anyMatch(part -> part.likelihood.preparesFromBatch());
    }

    @Override
    public void prepareRows(MemorySegment x, long xOffset, long xStride, int xRows, MemorySegment outputs,
            long outputsOffset, long outputsStride, int rows, int width) {
        long column = 0;
        long output = 0;
        for (int p = 0; p < parts.size(); p++) {
            Part part = parts.get(p);
            part.likelihood.prepareRows(x, xOffset + 4 * column, xStride, xRows, outputs, outputsOffset + 4 * output,
                    outputsStride, rows, part.columns);
            column += part.columns;
            output += outputs(p);
        }
    }

    @Override
    public void check(Dataset data, int from, int to) {
        int column = from;
        for (Part part : parts) {
            part.likelihood.check(data, column, column + part.columns);
            column += part.columns;
        }
    }
}

package lanewise.vae.cli;

import java.io.IOException;
import java.io.OutputStreamWriter;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;

import lanewise.core.Matrix;
import lanewise.vae.check.Targets;
import lanewise.vae.file.AtomicFile;
import lanewise.vae.file.Npy;
import lanewise.vae.file.SafetensorsWriter;

/// Rows of numbers as a file whose name says in which form: CSV, NPY or safetensors.
final class CodesFile {

    private static final List<String> ENDINGS = List.of(".csv", ".npy", ".safetensors");

    private CodesFile() {
    }

    static boolean takes(Path file) {
        return ENDINGS.stream().anyMatch(file.toString().toLowerCase(Locale.ROOT)::endsWith);
    }

    /// Refuses a name that says no form that is known; standard output, devices and pipes get a table.
    static void requireEnding(Option<Path> option, Path file) throws UsageException {
        if (!takes(file) && !Targets.isStream(file)) {
            throw new UsageException("--" + option.name() + ": '" + file
                    + "', expected a name that ends with .csv, .npy or .safetensors");
        }
    }

    /// Writes one row per example. A CSV has the columns `<name>0`, `<name>1`, ... and `label`; an NPY is a float32
    /// array of rows x columns, without labels; a safetensors file has the tensors `name` (F32) and `label` (I64).
    ///
    /// @param labels one per row, or null
    static void write(Path file, String name, Matrix rows, int[] labels) throws IOException {
        String ending = file.toString().toLowerCase(Locale.ROOT);
        if (ending.endsWith(".npy")) {
            Npy.write(rows, file);
        } else if (ending.endsWith(".safetensors")) {
            SafetensorsWriter writer = new SafetensorsWriter().add(name, rows);
            if (labels != null) {
                long[] wide = new long[labels.length];
                for (int i = 0; i < wide.length; i++) {
                    wide[i] = labels[i];
                }
                writer.add("label", wide, wide.length);
            }
            writer.write(file);
        } else {
            writeCsv(file, name, rows, labels);
        }
    }

    private static void writeCsv(Path file, String name, Matrix rows, int[] labels) throws IOException {
        AtomicFile.write(file, stream -> {
            Writer out = new OutputStreamWriter(stream, StandardCharsets.UTF_8);
            for (int c = 0; c < rows.columns(); c++) {
                out.append(c == 0 ? "" : ",").append(name).append(Integer.toString(c));
            }
            out.append(labels == null ? "\n" : ",label\n");
            for (int r = 0; r < rows.rows(); r++) {
                for (int c = 0; c < rows.columns(); c++) {
                    out.append(c == 0 ? "" : ",").append(Float.toString(rows.get(r, c)));
                }
                out.append(labels == null ? "\n" : "," + labels[r] + "\n");
            }
            out.flush();
        });
    }
}

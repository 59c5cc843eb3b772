package lanewise.vae.format;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

import lanewise.core.activation.Activation;
import lanewise.vae.data.IdxFiles;
import lanewise.vae.evaluate.AnomalyThresholds;
import lanewise.vae.file.Csv;
import lanewise.vae.file.Inputs;
import lanewise.vae.file.Safetensors;
import lanewise.vae.interchange.NameMap;
import lanewise.vae.interchange.StateDict;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Decoder;
import lanewise.vae.model.VaeModel;
import lanewise.vae.picture.Png;
import lanewise.vae.reference.FixtureCheck;
import lanewise.vae.reference.FixtureFile;
import lanewise.vae.schema.Schema;
import lanewise.vae.schema.Survey;
import lanewise.vae.table.TableFile;
import lanewise.vae.table.TableRows;
import lanewise.vae.train.Checkpoint;
import lanewise.vae.train.TrainingConfiguration;

/// Everything that reads a file of others, by name: for tests that give each of them each file.
public final class Readers {

    private static final int LONGEST_JSON = 1 << 26;

    private Readers() {
    }

    /// What reads a file and gives up what it made of it.
    @FunctionalInterface
    public interface Reading {

        /// Reads.
        ///
        /// @param file the file
        /// @throws IOException naming the file, if it is not what it should be
        void read(Path file) throws IOException;
    }

    /// A reader.
    ///
    /// @param name of the reader
    /// @param reading what it does
    public record Reader(String name, Reading reading) {

        /// Reads.
        ///
        /// @param file the file
        /// @throws IOException naming the file
        public void read(Path file) throws IOException {
            reading.read(file);
        }
    }

    /// All of them.
    ///
    /// @return in any order
    public static List<Reader> all() {
        return List.of(
                new Reader("idx images", file -> inArena(arena -> IdxFiles.images(file, arena))),
                new Reader("idx labels", file -> inArena(arena -> IdxFiles.labels(file, arena))),
                new Reader("png", file -> Png.read(file)),
                new Reader("csv", Csv::read),
                new Reader("table", Readers::table),
                new Reader("survey", file -> Survey.of(TableFile.open(file), Map.of())),
                new Reader("safetensors", file -> inArena(arena -> Safetensors.open(file, arena))),
                new Reader("checkpoint", Readers::checkpoint),
                new Reader("model", file -> VaeModel.load(file).close()),
                new Reader("decoder", file -> Decoder.load(file).close()),
                new Reader("state dict", file -> StateDict.read(file, NameMap.PYTORCH_EXAMPLE, Activation.named("relu"),
                        Likelihood.named("bernoulli_logits")).close()),
                new Reader("architecture", file -> Architecture.fromJson(json(file), file.toString())),
                new Reader("configuration", file -> TrainingConfiguration.fromJson(json(file), file.toString())),
                new Reader("schema", Schema::read),
                new Reader("thresholds", AnomalyThresholds::load),
                new Reader("fixture", file -> FixtureCheck.of(FixtureFile.read(file))));
    }

    private interface InArena {
        void read(Arena arena) throws IOException;
    }

    private static void inArena(InArena reading) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            reading.read(arena);
        }
    }

    private static String json(Path file) throws IOException {
        return Inputs.text(file, LONGEST_JSON, "JSON");
    }

    private static void table(Path file) throws IOException {
        try (TableRows rows = TableFile.open(file).rows()) {
            while (rows.next()) {
                for (int c = 0; c < rows.columns().size(); c++) {
                    if (!rows.isMissing(c) && Double.isNaN(rows.number(c))) {
                        rows.text(c);
                    }
                }
            }
        }
    }

    private static void checkpoint(Path file) throws IOException {
        Checkpoint.read(file).model().close();
    }
}

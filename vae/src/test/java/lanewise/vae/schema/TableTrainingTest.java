package lanewise.vae.schema;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;

import lanewise.core.Matrix;
import lanewise.vae.data.Dataset;
import lanewise.vae.likelihood.Likelihood;
import lanewise.vae.likelihood.Observed;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.Session;
import lanewise.vae.model.VaeModel;
import lanewise.vae.table.TableFile;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// From a raw table to a model, and back to its cells.
class TableTrainingTest {

    @TempDir
    Path home;

    private TableFile table(String gap) throws IOException {
        Random random = new Random(2);
        StringBuilder text = new StringBuilder("time,amount,kind,weekend,visits\n");
        for (int r = 0; r < 400; r++) {
            boolean large = random.nextInt(3) == 0;
            text.append(37 * r + 5).append(',')
                    .append(String.format(java.util.Locale.ROOT, "%.2f",
                            Math.exp((large ? 7 : 2) + random.nextGaussian()))).append(',')
                    .append(r == 11 ? gap : large ? "hotel" : random.nextBoolean() ? "food" : "bus").append(',')
                    .append(random.nextInt(2)).append(',').append(random.nextInt(9)).append('\n');
        }
        return TableFile.open(Files.writeString(home.resolve("t.csv"), text.toString()));
    }

    @Test
    void likelihoodsFollowFromTheSchema() throws IOException {
        TableFile file = table("food");
        TableEncoder encoder = TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
        assertEquals(
                "observed:gaussian_shared:columnwise=true@0-1+categorical:groups=3@2-4+bernoulli_logits@5"
                        + "+gaussian_shared:columnwise=true@6",
                encoder.likelihood().text());
        TableEncoder one = TableEncoder.fit(encoder.schema().without("kind", "").without("weekend", ""), file);
        assertEquals("observed:gaussian_shared:columnwise=true", one.likelihood().text());
    }

    @Test
    void rawTablesAreLearnedWithoutAnOption() throws IOException {
        TableFile file = table("food");
        TableEncoder encoder = TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
        try (Arena arena = Arena.ofShared()) {
            EncodedTable rows = encoder.encode(file, arena);
            Architecture net = Architecture.of(encoder.width(), 2, 16).withLikelihood(encoder.likelihood());
            try (VaeModel model = Trainer.of(net).configuration(new TrainingConfiguration().epochs(400).seed(1))
                    .fit(rows.dataset("t")).model();
                    Session session = model.session(400)) {
                Matrix z = Matrix.allocate(arena, 400, 2);
                Matrix mean = Matrix.allocate(arena, 400, encoder.width());
                session.encode(rows.values(), z);
                session.decode(z, mean);
                RowCoder coder = encoder.coder();
                float[] values = new float[encoder.width()];
                int hotels = 0;
                for (int r = 0; r < 400; r++) {
                    for (int c = 0; c < values.length; c++) {
                        values[c] = mean.get(r, c);
                        assertTrue(Float.isFinite(values[c]));
                    }
                    boolean hotel = rows.values().get(r, 2 + hotel(encoder)) == 1;
                    hotels += coder.decode(values, null).get("kind").equals("hotel") == hotel ? 1 : 0;
                }
                assertTrue(hotels > 350, hotels + " of 400 rows keep whether they are a hotel");
            }
        }
    }

    /// A likelihood that knows of gaps costs rows without them nothing, not even a bit.
    @Test
    void rowsWithoutGapsAreLearnedAsByTheLikelihoodOfWholeRows() throws IOException {
        TableFile file = table("food");
        TableEncoder encoder = TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
        Likelihood plain = ((Observed) encoder.likelihood()).likelihood();
        try (Arena arena = Arena.ofShared()) {
            Dataset rows = encoder.encode(file, arena).dataset("t");
            List<float[]> bits = new ArrayList<>();
            for (Likelihood likelihood : List.of(encoder.likelihood(), plain)) {
                Architecture net = Architecture.of(encoder.width(), 2, 16).withLikelihood(likelihood);
                try (VaeModel model = Trainer.of(net).configuration(new TrainingConfiguration().epochs(5).seed(1))
                        .fit(rows).model()) {
                    for (String name : List.of("encoder.mu.weight", "decoder.0.weight")) {
                        bits.add(model.parameters().tensor(name).toArray());
                    }
                }
            }
            assertArrayEquals(bits.get(0), bits.get(2));
            assertArrayEquals(bits.get(1), bits.get(3));
        }
    }

    private static int hotel(TableEncoder encoder) {
        return ((Column.Category) encoder.schema().column("kind")).categories().indexOf("hotel");
    }

    @Test
    void gapsAreLearnedAroundByALikelihoodThatSaysSo() throws IOException {
        TableFile file = table("?");
        TableEncoder encoder = TableEncoder.fit(Survey.of(file, Map.of()).schema(), file);
        assertTrue(encoder.likelihood().text().startsWith("observed:gaussian_shared"));
        try (Arena arena = Arena.ofShared()) {
            EncodedTable rows = encoder.encode(file, arena);
            assertEquals(1, rows.gaps());
            assertFalse(rows.isObserved(11, 2));
            assertTrue(rows.isObserved(11, 1) && rows.isObserved(10, 2));
            Dataset data = rows.dataset("t");
            encoder.likelihood().check(data);
            Likelihood plain = ((Observed) encoder.likelihood()).likelihood();
            String message = assertThrows(IllegalArgumentException.class, () -> plain.check(data)).getMessage();
            assertTrue(message.startsWith("data t: row 12, column 2 is NaN; categorical"), message);
            float[] values = new float[encoder.width()];
            MemorySegment.copy(rows.values().segment(), Matrix.FLOAT, rows.values().byteOffset(11, 0), values, 0,
                    values.length);
            assertNull(encoder.coder().decode(values, null).get("kind"));
            assertEquals("", encoder.coder().decodeText(values, null).get(2));
        }
    }
}

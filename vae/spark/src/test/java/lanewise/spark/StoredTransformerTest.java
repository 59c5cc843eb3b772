package lanewise.spark;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.apache.spark.ml.Pipeline;
import org.apache.spark.ml.PipelineModel;
import org.apache.spark.ml.PipelineStage;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.SaveMode;
import org.junit.jupiter.api.Test;

import lanewise.vae.format.FormatException;

/// Transformers and their DataFrames in files.
final class StoredTransformerTest {

    private static List<Row> scored(org.apache.spark.ml.Transformer transformer) throws IOException {
        return transformer.transform(Fixture.texts()).sort("id").collectAsList();
    }

    @Test
    void whatWasWrittenIsReadAgain() throws IOException {
        VaeTransformer transformer = Fixture.transformer().setScoreCol("score").setSamples(3).setSeed(-9)
                .setHandleInvalid("skip");
        String path = Fixture.directory().resolve("stored").toString();
        transformer.save(path);
        VaeTransformer again = VaeTransformer.load(path);
        assertEquals(transformer.uid(), again.uid());
        assertEquals(transformer.digest(), again.digest());
        assertEquals(3, again.getSamples());
        assertEquals(-9, again.getSeed());
        assertEquals("skip", again.getHandleInvalid());
        assertEquals("score", again.getScoreCol());
        assertEquals(scored(transformer), scored(again));
        assertArrayEquals(Files.readAllBytes(Fixture.model()),
                Files.readAllBytes(Path.of(path, "model.safetensors")));
        assertThrows(IOException.class, () -> transformer.save(path), "it is there already");
        transformer.write().overwrite().save(path);
    }

    @Test
    void aPipelineIsReadAgain() throws IOException {
        VaeTransformer transformer = Fixture.transformer().setScoreCol("score").setSamples(3);
        PipelineModel pipeline = new Pipeline().setStages(new PipelineStage[] {transformer}).fit(Fixture.texts());
        String path = Fixture.directory().resolve("pipeline").toString();
        pipeline.save(path);
        assertEquals(scored(transformer), scored(PipelineModel.load(path)));
    }

    @Test
    void aCopyIsOnItsOwn() throws IOException {
        VaeTransformer transformer = Fixture.transformer().setScoreCol("score").setSamples(3);
        VaeTransformer copy = transformer.copy(new org.apache.spark.ml.param.ParamMap().put(transformer.samples(), 4));
        assertEquals(4, copy.getSamples());
        assertEquals(3, transformer.getSamples());
        assertEquals(transformer.uid(), copy.uid());
        assertTrue(transformer.explainParams().contains("scoreCol"), transformer::explainParams);
    }

    @Test
    void fromParquetToParquet() throws IOException {
        String in = Fixture.directory().resolve("in.parquet").toString();
        String out = Fixture.directory().resolve("out.parquet").toString();
        Fixture.typed().repartition(3).write().mode(SaveMode.Overwrite).parquet(in);
        VaeTransformer transformer = Fixture.transformer().setScoreCol("score").setReasonsCol("reasons")
                .setEmbeddingCol("z").setReconstructionCol("again").setSamples(3);
        transformer.transform(Fixture.spark().read().parquet(in)).write().mode(SaveMode.Overwrite).parquet(out);
        Dataset<Row> read = Fixture.spark().read().parquet(out);
        assertEquals(transformer.transformSchema(Fixture.typed().schema()).simpleString(),
                read.schema().simpleString());
        assertEquals(transformer.transform(Fixture.typed()).sort("id").collectAsList(),
                read.sort("id").collectAsList());
    }

    @Test
    void whatIsNoModelIsNamed() throws IOException {
        String absent = Fixture.directory().resolve("absent").toString();
        String message = assertThrows(FileNotFoundException.class,
                () -> VaeTransformer.ofModel(Fixture.spark(), absent)).getMessage();
        assertTrue(message.contains(absent), message);
        String wrong = assertThrows(FormatException.class,
                () -> VaeTransformer.ofModel(Fixture.spark(), Fixture.table().toString())).getMessage();
        assertTrue(wrong.contains("table.csv"), wrong);
    }
}

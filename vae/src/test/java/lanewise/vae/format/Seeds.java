package lanewise.vae.format;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPOutputStream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;

import lanewise.core.Matrix;
import lanewise.core.Team;
import lanewise.vae.data.Dataset;
import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.evaluate.AnomalyThresholds;
import lanewise.vae.model.Architecture;
import lanewise.vae.model.VaeModel;
import lanewise.vae.picture.Picture;
import lanewise.vae.picture.Png;
import lanewise.vae.reference.FixtureMaker;
import lanewise.vae.schema.Survey;
import lanewise.vae.table.TableFile;
import lanewise.vae.train.Trainer;
import lanewise.vae.train.TrainingConfiguration;
import lanewise.vae.train.TrainingResult;

/// A small valid file of every kind that is read: what mutations and a fuzzer begin with.
public final class Seeds {

    private Seeds() {
    }

    /// Writes them into the directory that the first argument names.
    ///
    /// @param arguments a directory
    /// @throws IOException if it cannot be written
    public static void main(String[] arguments) throws IOException {
        Path directory = Files.createDirectories(Path.of(arguments[0]));
        for (Map.Entry<String, byte[]> seed : all(directory).entrySet()) {
            Files.write(directory.resolve(seed.getKey()), seed.getValue());
        }
    }

    /// All of them, by name.
    ///
    /// @param scratch a directory for files that are read again
    /// @return the bytes
    /// @throws IOException if the directory cannot be written
    static Map<String, byte[]> all(Path scratch) throws IOException {
        Map<String, byte[]> seeds = new LinkedHashMap<>();
        seeds.put("images", idx(3, 2, 3));
        seeds.put("images.gz", gzip(idx(3, 2, 3)));
        seeds.put("labels", ByteBuffer.allocate(11).putInt(0x801).putInt(3).put(new byte[] {0, 1, 2}).array());
        seeds.put("png", Png.encode(Picture.grey(5, 4)));
        byte[] table = "a,b,day\n1,2,2020-01-02\n3,\"x\ny\",2020-02-03\n-4.5e3,NA,\n".getBytes(StandardCharsets.UTF_8);
        seeds.put("csv", table);
        seeds.put("csv.gz", gzip("# note\na;b\n1,5;2\n,;7\n".getBytes(StandardCharsets.UTF_8)));
        seeds.put("npy", npy("<f4", "(2, 3)", 24));
        seeds.put("npz", npz());
        try (InputStream parquet = TableFile.class.getResourceAsStream("snappy.parquet")) {
            seeds.put("parquet", parquet.readAllBytes());
        }
        Path file = Files.write(scratch.resolve("seed.csv"), "a,b,c\n1.5,x,1\n2.5,y,2\n3,x,9\n".getBytes());
        seeds.put("schema", Survey.of(TableFile.open(file), Map.of()).schema().toJson().getBytes());
        Files.delete(file);
        models(seeds, scratch);
        return seeds;
    }

    private static void models(Map<String, byte[]> seeds, Path scratch) throws IOException {
        Architecture net = Architecture.of(6, 2, 4);
        seeds.put("architecture", net.toJson().getBytes());
        TrainingConfiguration configuration = new TrainingConfiguration().epochs(1).batchSize(4);
        seeds.put("configuration", configuration.toJson().getBytes());
        Path file = scratch.resolve("seed");
        try (Arena arena = Arena.ofShared()) {
            Dataset data = Dataset.of("seed", Matrix.allocateDense(arena, 8, 6), null);
            try (TrainingResult trained = Trainer.of(net).configuration(configuration).team(Team.single())
                    .checkpoint(file).fit(data); VaeModel model = trained.model()) {
                seeds.put("checkpoint", Files.readAllBytes(file));
                model.save(file);
                seeds.put("model", Files.readAllBytes(file));
                model.decoder().save(file);
                seeds.put("decoder", Files.readAllBytes(file));
            }
        }
        Map<AnomalyScore, Double> values = new EnumMap<>(AnomalyScore.class);
        for (AnomalyScore score : AnomalyScore.values()) {
            values.put(score, 1.5);
        }
        new AnomalyThresholds(99, 10, 1, 20, "0".repeat(64), values).save(file);
        seeds.put("thresholds", Files.readAllBytes(file));
        Map<String, String> keys = new LinkedHashMap<>();
        for (String pair : List.of("kind=vae_gradients", "x_dim=3", "enc_hidden=2", "z_dim=2", "dec_hidden=2",
                "activation=relu", "likelihood=bernoulli_logits", "weights=stored", "seed=1", "reduction=mean",
                "objective=elbo", "beta=1", "samples=1", "batch=2", "dtype=F64", "x_kind=soft")) {
            keys.put(pair.split("=")[0], pair.split("=")[1]);
        }
        FixtureMaker.make(keys).writer().write(file);
        seeds.put("fixture", Files.readAllBytes(file));
        Files.delete(file);
    }

    static byte[] idx(int count, int height, int width) {
        return ByteBuffer.allocate(16 + count * height * width).putInt(0x0803).putInt(count).putInt(height)
                .putInt(width).array();
    }

    static byte[] gzip(byte[] data) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
            out.write(data);
        }
        return bytes.toByteArray();
    }

    private static byte[] npy(String type, String shape, int data) {
        String text = "{'descr': '" + type + "', 'fortran_order': False, 'shape': " + shape + ", }";
        byte[] header = (text + " ".repeat(117 - text.length()) + "\n").getBytes(StandardCharsets.US_ASCII);
        return ByteBuffer.allocate(10 + header.length + data).order(ByteOrder.LITTLE_ENDIAN).put((byte) 0x93)
                .put("NUMPY".getBytes()).put((byte) 1).put((byte) 0).putShort((short) header.length).put(header)
                .array();
    }

    private static byte[] npz() throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (ZipOutputStream zip = new ZipOutputStream(bytes)) {
            zip.putNextEntry(new ZipEntry("X.npy"));
            zip.write(npy("<f8", "(2, 2)", 32));
            zip.putNextEntry(new ZipEntry("y.npy"));
            zip.write(npy("|u1", "(2,)", 2));
        }
        return bytes.toByteArray();
    }
}

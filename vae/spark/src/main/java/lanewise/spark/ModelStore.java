package lanewise.spark;

import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;

import org.apache.hadoop.fs.FSDataInputStream;
import org.apache.hadoop.fs.FileSystem;
import org.apache.hadoop.fs.Path;
import org.apache.spark.ml.util.DefaultParamsReader$;
import org.apache.spark.ml.util.DefaultParamsReader.Metadata;
import org.apache.spark.ml.util.DefaultParamsWriter$;
import org.apache.spark.ml.util.MLReader;
import org.apache.spark.ml.util.MLWriter;
import org.apache.spark.sql.SparkSession;

import lanewise.vae.format.FormatException;

/// Transformers in files: the metadata of Spark ML, and beside them the model as any tool of Lanewise reads it.
final class ModelStore {

    static final String FILE = "model.safetensors";

    private ModelStore() {
    }

    /// Reads a model.
    ///
    /// @param spark whose Hadoop configuration says where files are
    /// @param file the file
    /// @return the model's facts
    /// @throws IOException if it cannot be read, naming it
    static ModelFacts read(SparkSession spark, String file) throws IOException {
        Path path = new Path(file);
        FileSystem files = path.getFileSystem(spark.sparkContext().hadoopConfiguration());
        if (!files.exists(path)) {
            throw new FileNotFoundException(path + ": is not there, expected a model such as 'lanewise train' writes");
        }
        if (files.getFileStatus(path).isDirectory()) {
            return read(spark, new Path(path, FILE).toString());
        }
        byte[] bytes;
        try (FSDataInputStream in = files.open(path)) {
            bytes = in.readAllBytes();
        }
        try {
            return ModelFacts.of(bytes);
        } catch (UncheckedIOException e) {
            throw e.getCause() instanceof FormatException
                    ? new FormatException(path.toString(), e.getCause().getMessage(), e) : e.getCause();
        }
    }

    static final class Writer extends MLWriter {

        private final VaeTransformer transformer;

        Writer(VaeTransformer transformer) {
            this.transformer = transformer;
        }

        @Override
        public void saveImpl(String path) {
            DefaultParamsWriter$.MODULE$.saveMetadata(transformer, path, sparkSession());
            Path file = new Path(path, FILE);
            try (OutputStream out = file.getFileSystem(sparkSession().sparkContext().hadoopConfiguration())
                    .create(file)) {
                out.write(transformer.facts().bytes());
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    static final class Reader extends MLReader<VaeTransformer> {

        @Override
        public VaeTransformer load(String path) {
            Metadata metadata = DefaultParamsReader$.MODULE$.loadMetadata(path, sparkSession(),
                    VaeTransformer.class.getName());
            try {
                VaeTransformer transformer = VaeTransformer.of(metadata.uid(),
                        read(sparkSession(), new Path(path, FILE).toString()));
                metadata.getAndSetParams(transformer, metadata.getAndSetParams$default$2());
                return transformer;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

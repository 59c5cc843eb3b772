package lanewise.spark;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.SaveMode;
import org.apache.spark.sql.SparkSession;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

import lanewise.vae.data.Dataset;
import lanewise.vae.data.ImageSet;

/// The images of MNIST as a DataFrame: `number` and `pixels`, an array of floats from 0 to 1.
final class Digits {

    /// How many are taken.
    static final int IMAGES = 10_000;

    private static final int AT_A_TIME = 1000;

    private Digits() {
    }

    /// Writes the first images as Parquet.
    ///
    /// @param directory of MNIST
    /// @param parquet where to
    static void write(SparkSession spark, Path directory, Path parquet) throws IOException {
        StructType type = new StructType().add("number", DataTypes.IntegerType, false)
                .add("pixels", DataTypes.createArrayType(DataTypes.FloatType, false), false);
        try (Arena arena = Arena.ofShared()) {
            Dataset images = ImageSet.read(directory, arena).train();
            for (int from = 0; from < IMAGES; from += AT_A_TIME) {
                List<Row> rows = new ArrayList<>();
                for (int r = from; r < from + AT_A_TIME; r++) {
                    Float[] pixels = new Float[images.width()];
                    for (int c = 0; c < pixels.length; c++) {
                        pixels[c] = images.value(r, c);
                    }
                    rows.add(RowFactory.create(r, pixels));
                }
                spark.createDataFrame(rows, type).write().mode(SaveMode.Append).parquet(parquet.toString());
            }
        }
    }
}

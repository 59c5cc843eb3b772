package lanewise.spark;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.Dataset;
import org.apache.spark.sql.Row;
import org.apache.spark.sql.RowFactory;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

import lanewise.vae.schema.EncodedRows;

/// Encoded rows as a DataFrame of `id` and `x`.
final class Vectors {

    private Vectors() {
    }

    static Dataset<Row> of(EncodedRows rows, int width) throws IOException {
        List<Row> list = new ArrayList<>();
        float[] x = new float[width];
        while (rows.next(x)) {
            double[] values = new double[width];
            for (int c = 0; c < width; c++) {
                values[c] = x[c];
            }
            list.add(RowFactory.create((long) list.size(), org.apache.spark.ml.linalg.Vectors.dense(values)));
        }
        return Fixture.spark().createDataFrame(list, new StructType().add("id", DataTypes.LongType)
                .add("x", SQLDataTypes.VectorType()));
    }
}

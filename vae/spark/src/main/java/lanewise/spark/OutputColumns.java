package lanewise.spark;

import java.io.Serializable;
import java.util.Arrays;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructField;
import org.apache.spark.sql.types.StructType;

import lanewise.vae.evaluate.AnomalyScore;
import lanewise.vae.schema.Column;
import lanewise.vae.schema.TableEncoder;

/// The columns that a transformer adds, in the order of the components.
///
/// @param embedding the name of the column of embeddings; null if there is none
/// @param score of scores
/// @param reasons of reasons
/// @param reconstruction of reconstructions
/// @param draws of draws
/// @param cells the columns of the table that a reconstruction or a draw is told in; null where it is a vector
record OutputColumns(String embedding, String score, String reasons, String reconstruction, String draws,
        StructType cells) implements Serializable {

    private static final StructType SCORES = Arrays.stream(AnomalyScore.values())
            .reduce(new StructType(), (type, score) -> type.add(score.id(), DataTypes.DoubleType, false),
                    (one, _) -> one);
    private static final DataType REASONS = DataTypes.createArrayType(new StructType()
            .add("column", DataTypes.StringType, false).add("nats", DataTypes.DoubleType, false), false);

    static OutputColumns of(VaeTransformer transformer) {
        boolean fromTable = transformer.name(transformer.inputCol()) == null;
        OutputColumns columns = new OutputColumns(transformer.name(transformer.embeddingCol()),
                transformer.name(transformer.scoreCol()), transformer.name(transformer.reasonsCol()),
                transformer.name(transformer.reconstructionCol()), transformer.name(transformer.drawsCol()),
                fromTable ? cells(transformer.facts().form().encoder()) : null);
        if (columns.number() == 0) {
            throw new IllegalArgumentException("no output was asked for, expected the name of a column by setScoreCol,"
                    + " setReasonsCol, setEmbeddingCol, setReconstructionCol or setDrawsCol");
        }
        if (columns.reasons != null && transformer.facts().form() == null) {
            throw new IllegalArgumentException("reasonsCol: the model is none of a table, whose columns could be told"
                    + " apart, expected no reasons");
        }
        return columns;
    }

    private static StructType cells(TableEncoder encoder) {
        StructType type = new StructType();
        for (TableEncoder.Place place : encoder.places()) {
            type = type.add(place.column().name(), cell(place.column()), true);
        }
        return type;
    }

    private static DataType cell(Column column) {
        return switch (column) {
            case Column.Real _ -> DataTypes.DoubleType;
            case Column.Count _ -> DataTypes.LongType;
            default -> DataTypes.StringType;
        };
    }

    /// Whether there are scores.
    boolean isScored() {
        return score != null || reasons != null;
    }

    /// How many columns are added.
    int number() {
        return (int) Arrays.stream(new String[] {embedding, score, reasons, reconstruction, draws})
                .filter(name -> name != null).count();
    }

    StructType appendedTo(StructType schema) {
        StructType all = appended(schema, "embeddingCol", embedding, SQLDataTypes.VectorType());
        all = appended(all, "scoreCol", score, SCORES);
        all = appended(all, "reasonsCol", reasons, REASONS);
        DataType row = cells == null ? SQLDataTypes.VectorType() : cells;
        all = appended(all, "reconstructionCol", reconstruction, row);
        return appended(all, "drawsCol", draws, DataTypes.createArrayType(row, false));
    }

    private static StructType appended(StructType schema, String param, String name, DataType type) {
        if (name == null) {
            return schema;
        }
        for (StructField field : schema.fields()) {
            if (field.name().equalsIgnoreCase(name)) {
                throw new IllegalArgumentException(param + ": the DataFrame has a column " + field.name()
                        + " already, expected a new name");
            }
        }
        return schema.add(name, type, true);
    }
}

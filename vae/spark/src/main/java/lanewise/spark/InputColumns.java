package lanewise.spark;

import java.io.Serializable;
import java.util.Arrays;
import java.util.List;

import org.apache.spark.ml.linalg.SQLDataTypes;
import org.apache.spark.sql.types.ArrayType;
import org.apache.spark.sql.types.BooleanType;
import org.apache.spark.sql.types.ByteType;
import org.apache.spark.sql.types.DataType;
import org.apache.spark.sql.types.DateType;
import org.apache.spark.sql.types.DoubleType;
import org.apache.spark.sql.types.FloatType;
import org.apache.spark.sql.types.IntegerType;
import org.apache.spark.sql.types.LongType;
import org.apache.spark.sql.types.NumericType;
import org.apache.spark.sql.types.ShortType;
import org.apache.spark.sql.types.StringType;
import org.apache.spark.sql.types.StructType;
import org.apache.spark.sql.types.TimestampNTZType;
import org.apache.spark.sql.types.TimestampType;

import lanewise.vae.model.Architecture;
import lanewise.vae.schema.Column;
import lanewise.vae.tabular.TableForm;

/// Where a row of a DataFrame has what the model reads.
///
/// @param vector the number of the column of vectors; -1 where cells of a table are read
/// @param cells for each column of the table's schema the number of its column, -1 for one that is left out; null where
/// vectors are read
/// @param key the number of the column of keys; -1 where noise follows from a row's own values
/// @param keyName its name
record InputColumns(int vector, int[] cells, int key, String keyName) implements Serializable {

    static InputColumns of(VaeTransformer transformer, StructType schema) {
        String keys = transformer.name(transformer.keyCol());
        int key = keys == null ? -1 : found("keyCol", keys, schema);
        if (key >= 0 && !isWhole(type(schema, key))) {
            throw new IllegalArgumentException("keyCol: the column " + keys + " is of type "
                    + type(schema, key).simpleString() + ", expected whole numbers");
        }
        ModelFacts facts = transformer.facts();
        InputColumns read = of(transformer.name(transformer.inputCol()), facts.form(), facts.net(), schema);
        return new InputColumns(read.vector, read.cells, key, keys);
    }

    /// The columns that a model reads, without keys.
    ///
    /// @param input the column of vectors, or null
    /// @param form what is known of the table; null if the model is none of a table
    static InputColumns of(String input, TableForm form, Architecture net, StructType schema) {
        return input == null ? new InputColumns(-1, cells(form, net, schema), -1, null)
                : new InputColumns(vector(input, schema), null, -1, null);
    }

    private static DataType type(StructType schema, int column) {
        return schema.fields()[column].dataType();
    }

    /// The number of a column.
    static int found(String param, String name, StructType schema) {
        int at = Arrays.asList(schema.fieldNames()).indexOf(name);
        if (at < 0) {
            throw new IllegalArgumentException(param + ": the DataFrame has no column " + name + "; its columns are "
                    + String.join(", ", schema.fieldNames()));
        }
        return at;
    }

    private static int vector(String name, StructType schema) {
        int at = found("inputCol", name, schema);
        DataType type = type(schema, at);
        boolean isArray = type instanceof ArrayType array
                && (array.elementType() instanceof FloatType || array.elementType() instanceof DoubleType);
        if (!isArray && !type.equals(SQLDataTypes.VectorType())) {
            throw new IllegalArgumentException("inputCol: the column " + name + " is of type " + type.simpleString()
                    + ", expected vectors, or arrays of floats or doubles");
        }
        return at;
    }

    private static int[] cells(TableForm form, Architecture net, StructType schema) {
        if (form == null) {
            throw new IllegalArgumentException("inputCol: is not set, and the model is none of a table, expected the"
                    + " column of its vectors of " + net.encoderInputs() + " values");
        }
        if (net.conditionWidth() > 0) {
            throw new IllegalArgumentException("inputCol: is not set, and the model is conditional, expected a column"
                    + " of vectors of " + net.encoderInputs() + " values, the last " + net.conditionWidth()
                    + " of which are the condition");
        }
        List<String> names = Arrays.asList(schema.fieldNames());
        List<Column> columns = form.encoder().schema().columns();
        List<String> absent = columns.stream().filter(column -> column.width() > 0).map(Column::name)
                .filter(name -> !names.contains(name)).toList();
        if (!absent.isEmpty()) {
            throw new IllegalArgumentException("the DataFrame has no column " + String.join(", ", absent)
                    + ", which the model reads; its columns are " + String.join(", ", names));
        }
        int[] at = new int[columns.size()];
        for (int c = 0; c < at.length; c++) {
            Column column = columns.get(c);
            at[c] = column.width() > 0 ? names.indexOf(column.name()) : -1;
            if (at[c] >= 0 && !isCell(type(schema, at[c]))) {
                throw new IllegalArgumentException("the column " + column.name() + ", which the model reads, is of"
                        + " type " + type(schema, at[c]).simpleString()
                        + ", expected a number, a text, a boolean, a date or a timestamp");
            }
        }
        return at;
    }

    private static boolean isWhole(DataType type) {
        return type instanceof LongType || type instanceof IntegerType || type instanceof ShortType
                || type instanceof ByteType;
    }

    /// Whether a column of the type is one that a table has.
    static boolean isCell(DataType type) {
        return type instanceof NumericType || type instanceof StringType || type instanceof BooleanType
                || type instanceof DateType || type instanceof TimestampType || type instanceof TimestampNTZType;
    }
}

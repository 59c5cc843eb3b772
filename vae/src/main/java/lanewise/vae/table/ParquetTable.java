package lanewise.vae.table;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import dev.hardwood.InputFile;
import dev.hardwood.metadata.RowGroup;
import dev.hardwood.reader.ParquetFileReader;
import dev.hardwood.schema.FileSchema;
import dev.hardwood.schema.SchemaNode;

import lanewise.vae.check.Texts;
import lanewise.vae.format.FormatException;

/// A Parquet file, read by Hardwood (`dev.hardwood:hardwood-core`), which the command line has and nobody else needs:
/// this class, [ParquetRows] and [ParquetCell] are loaded when a Parquet file is opened.
///
/// @param columns names of the columns
/// @param count number of rows
record ParquetTable(List<String> columns, long count) {

    private static final String READER = "dev.hardwood.reader.ParquetFileReader";

    /// Whether a file is to be read so.
    static boolean begins(byte[] begin) {
        return begin.length >= 4 && begin[0] == 'P' && begin[1] == 'A' && begin[2] == 'R'
                && (begin[3] == '1' || begin[3] == 'E');
    }

    /// Looks at the description of a file.
    ///
    /// @throws FormatException if the library is not there, or the file is damaged, has nested columns, or is
    /// compressed by what is not there
    static ParquetTable open(Path file) throws IOException {
        requireLibrary(file);
        try (ParquetGuard guard = new ParquetGuard(file); ParquetFileReader reader = reader(file)) {
            List<String> names = cells(reader.getFileSchema(), file).stream().map(ParquetCell::name).toList();
            if (names.isEmpty()) {
                throw new FormatException(file.toString(), "has no column, expected at least one");
            }
            guard.checkPages(reader.getFileMetaData());
            long groups = 0;
            for (RowGroup group : reader.getFileMetaData().rowGroups()) {
                groups = Math.addExact(groups, group.numRows());
            }
            long count = reader.getFileMetaData().numRows();
            if (count < 0 || count != groups) {
                throw new FormatException(file.toString(), "says that it has " + count + " rows, but its row groups"
                        + " have " + groups);
            }
            return new ParquetTable(ColumnNames.of(names, true, file.toString()), count);
        } catch (IOException | RuntimeException e) {
            throw unreadable(file, e);
        }
    }

    private static void requireLibrary(Path file) throws FormatException {
        try {
            Class.forName(READER, false, ParquetTable.class.getClassLoader());
        } catch (ClassNotFoundException e) {
            throw new FormatException(file.toString(), "reading Parquet needs hardwood-core (dev.hardwood) on the class"
                    + " path, expected that, or delimited text, NPY or NPZ", e);
        }
    }

    /// Opens the file again, each time with threads of its own.
    static ParquetFileReader reader(Path file) throws IOException {
        return ParquetFileReader.open(InputFile.of(file));
    }

    /// What the columns hold.
    static List<ParquetCell> cells(FileSchema schema, Path file) throws FormatException {
        List<ParquetCell> cells = new ArrayList<>();
        for (SchemaNode node : schema.getRootNode().children()) {
            if (!(node instanceof SchemaNode.PrimitiveNode plain) || node.maxRepetitionLevel() > 0) {
                throw new FormatException(file.toString(), "column " + Texts.abridged(node.name())
                        + ": is nested (a list, a map or a group), expected one value in each row");
            }
            cells.add(ParquetCell.of(plain, cells.size(), file.toString()));
        }
        return cells;
    }

    /// Whatever the library throws is about the file: it was asked for nothing that its description does not have.
    static FormatException unreadable(Path file, Throwable e) {
        if (e instanceof FormatException own) {
            return own;
        }
        String message = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
        return new FormatException(file.toString(), (e instanceof UnsupportedOperationException
                ? "is a Parquet file that hardwood-core does not read as it is here: "
                : "is no whole Parquet file: ") + message, e);
    }
}

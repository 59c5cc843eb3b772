package lanewise.vae.table;

import java.util.List;

/// How a delimited text is written.
///
/// @param delimiter between cells
/// @param decimal before the fraction of a number
/// @param comments lines before the names or the first row
/// @param header whether the line after them holds the names
/// @param named whether the names are those of the file
/// @param names of the columns
record Dialect(char delimiter, char decimal, int comments, boolean header, boolean named, List<String> names) {
}

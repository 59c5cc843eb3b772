/// Raw tables: delimited text, NPY, NPZ and Parquet, read row by row.
///
/// A [lanewise.vae.table.TableFile] knows what a file is and where its names and rows are; a
/// [lanewise.vae.table.TableRows] goes through the rows and makes no object for a cell that is a number. Time is linear
/// in the bytes of a file; memory is that of one row. What is read is treated as hostile: every refusal is a
/// [lanewise.vae.format.FormatException] that names the file, the line, the column, what is there and what was
/// expected.
package lanewise.vae.table;

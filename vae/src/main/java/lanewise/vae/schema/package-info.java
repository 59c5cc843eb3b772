/// What the columns of a table mean, and rows of it as floats and back.
///
/// A [lanewise.vae.schema.Survey] goes once through a table and says what each column is; the result is a
/// [lanewise.vae.schema.Schema], which a person can edit as JSON. A [lanewise.vae.schema.TableEncoder] is a schema with
/// statistics of the rows that it was fitted to: it turns rows of a file, of memory, maps and records into floats with
/// a mask of what was observed, and floats back into cells with the names, categories, dates and number formats of the
/// table.
///
/// Equal rows give equal bits everywhere: sums run over the rows in their order in float64, and all functions are those
/// of [StrictMath] or made of the four operations.
package lanewise.vae.schema;

/// Models of tables: a model with the encoder of its rows, from cells to answers in the table's own terms.
/// [lanewise.vae.tabular.Recipe] gives the net for a table, [lanewise.vae.tabular.Imputer] fills the gaps of
/// rows, [lanewise.vae.tabular.RowSampler] draws new ones.
package lanewise.vae.tabular;

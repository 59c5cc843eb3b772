/// Models of tables: a model with the encoder of its rows, from cells to answers in the table's own terms.
package lanewise.vae.tabular;

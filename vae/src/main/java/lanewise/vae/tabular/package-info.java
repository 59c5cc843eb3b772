/// Models of tables: what was learned from encoded rows, in the terms of the table.
package lanewise.vae.tabular;

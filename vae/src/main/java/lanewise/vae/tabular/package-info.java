/// What is done with models of tables: [lanewise.vae.tabular.Imputer] fills the gaps of rows.
package lanewise.vae.tabular;

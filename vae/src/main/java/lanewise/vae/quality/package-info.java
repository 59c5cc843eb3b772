/// How much one table is like another: drawn rows beside the rows that a model learned from.
///
/// [lanewise.vae.quality.ComparedTables] reads tables through the schema of the real one;
/// [lanewise.vae.quality.Marginals], [lanewise.vae.quality.Pairs], [lanewise.vae.quality.Neighbours] and
/// [lanewise.vae.quality.Utility] measure. All are functions of the tables and a seed alone; where work would be too
/// much, they take rows at random and say how many. [lanewise.vae.quality.Detection] measures how well scores part rows
/// whose labels are known.
package lanewise.vae.quality;

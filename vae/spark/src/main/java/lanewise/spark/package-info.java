/// Models of [lanewise.vae] on Apache Spark: a [lanewise.spark.VaeTransformer] scores a DataFrame by the conventions of
/// Spark ML, with the bits that one machine gives.
package lanewise.spark;

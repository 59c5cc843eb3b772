/// Where examples come from: data sets off-heap, MNIST's IDX files, digits that are drawn, and seeded splits.
///
/// A [lanewise.vae.data.Dataset] is rows of equal width, kept as bytes or floats outside the heap and turned into floats one batch at a time.
package lanewise.vae.data;

/// Where examples come from: data sets off-heap, MNIST's IDX files, digits that are drawn, and seeded splits.
///
/// A [lanewise.vae.data.Dataset] is rows of equal width, kept as bytes or floats outside the heap and turned into
/// floats one batch at a time; chosen rows or columns, labels as columns and drawn binary values are views of it. An
/// [lanewise.vae.data.ImageSet] is two of images, read from the files of MNIST or folders of PNG files, or drawn by
/// [lanewise.vae.data.DrawnDigits]; [lanewise.vae.data.Split] sets validation rows aside.
package lanewise.vae.data;

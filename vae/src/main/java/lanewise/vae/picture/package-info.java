/// Pictures for people: rasters, contact sheets, training curves, and PNG files, without `java.desktop`.
///
/// Start at [lanewise.vae.picture.Picture], which [lanewise.vae.picture.Png] writes;
/// [lanewise.vae.picture.ContactSheet] and [lanewise.vae.picture.ImageTable] lay out small images,
/// [lanewise.vae.picture.LineChart] and [lanewise.vae.picture.ScatterChart] draw numbers. Equal contents give equal
/// pixels on every platform, and equal files wherever the platform's zlib is the same.
package lanewise.vae.picture;

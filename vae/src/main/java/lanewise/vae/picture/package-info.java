/// Pictures for people: rasters, contact sheets, training curves, and PNG files, without `java.desktop`.
///
/// Equal contents give equal pixels on every platform, and equal files wherever the platform's zlib is the same.
package lanewise.vae.picture;

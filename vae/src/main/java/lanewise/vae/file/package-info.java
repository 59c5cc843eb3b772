/// Files: safetensors, NPY, CSV, and the atomic way in which everything is written; inside the module only.
///
/// What is written goes beside its target, is forced to disk and renamed ([lanewise.vae.file.AtomicFile]): a killed
/// process leaves the old file or the new one. Equal contents give equal bytes.
package lanewise.vae.file;

/// Files and texts: JSON, safetensors, CSV, and the atomic way in which everything is written.
///
/// What is read is treated as hostile: sizes and offsets in a file are checked against its length before
/// memory is taken, and every refusal is a [lanewise.vae.format.FormatException] that names the file, the
/// place in it and what was expected there. What is written goes beside its target, is forced to disk and
/// renamed ([lanewise.vae.file.AtomicFile]): a killed process leaves the old file or the new one. Equal
/// contents give equal bytes.
package lanewise.vae.format;

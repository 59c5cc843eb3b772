/// JSON, and how files are refused.
///
/// What is read is treated as hostile: sizes and offsets in a file are checked against its length before memory is
/// taken, and every refusal is a [lanewise.vae.format.FormatException] that names the file, the place in it and what
/// was expected there.
package lanewise.vae.format;

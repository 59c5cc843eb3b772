/// Tables written as delimited text: from rows, or as a copy of a file in which cells are replaced; inside the module
/// only.
package lanewise.vae.writing;

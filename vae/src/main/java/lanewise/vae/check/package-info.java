/// Checks of arguments that all packages share.
package lanewise.vae.check;

/// Checks of arguments that all packages share: [lanewise.vae.check.Require]. Not exported.
package lanewise.vae.check;

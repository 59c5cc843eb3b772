/// The command line. Not exported: what embedders call is in the other packages.
///
/// One file per [lanewise.vae.cli.Command]; its options are declared once, as [lanewise.vae.cli.Option] constants, from
/// which both the help text and the parsing follow. A command returns what `--json` prints and says what people read;
/// [lanewise.vae.cli.Main] turns exceptions into one line and an exit status: 0 done, 1 failed, 2 wrong usage.
package lanewise.vae.cli;

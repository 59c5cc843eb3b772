/// Models in the forms of other frameworks: [lanewise.vae.interchange.StateDict], safetensors with PyTorch's names and
/// layouts, both ways, and [lanewise.vae.interchange.Onnx], graphs of encoder and decoder. `vae/INTERCHANGE.md` shows
/// the mapping and has recipes.
package lanewise.vae.interchange;

/// Models in the forms of other frameworks: safetensors state dicts with PyTorch's names and layouts, both ways, and ONNX graphs of encoder and decoder.
/// `vae/INTERCHANGE.md` shows the mapping and has recipes.
package lanewise.vae.interchange;

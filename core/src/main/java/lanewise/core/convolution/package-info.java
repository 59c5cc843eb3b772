/// The convolution behind [lanewise.core.Convolution]: driver, packing, kernels, and the scalar loops that specify
/// them.
package lanewise.core.convolution;

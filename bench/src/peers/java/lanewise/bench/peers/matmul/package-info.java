/// Matrix products, `matmul`, and products of one row, `sgemv`: start at [lanewise.bench.peers.matmul.MatmulJob]. Its
/// contenders are BLAS libraries by [lanewise.bench.peers.matmul.Cblas], Java libraries and ND4J; the reference is a
/// product in double precision with its error bound.
package lanewise.bench.peers.matmul;

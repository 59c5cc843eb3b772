package lanewise.core.gemm;

import java.lang.foreign.MemorySegment;

/// The loops over tiles of a part of a product: blocks that fit the caches, or panels of B over all rows.
final class BlockPath {

    private BlockPath() {
    }

    /// Panel by panel of B, all rows of A for each.
    static void panels(GemmDriver p, int part, int i0, int i1, int j0, int j1) {
        MemorySegment tile = p.tile(part);
        int rows = i1 - i0;
        for (int j = j0; j < j1; j += Blocking.NR) {
            int columns = Math.min(Blocking.NR, j1 - j);
            int width = DirectPath.width(rows, columns);
            MemorySegment right = p.b;
            long step = (long) width * Float.BYTES;
            long offset = (long) j * p.k * Float.BYTES;
            if (!p.bIsPacked && p.bColumn == Float.BYTES && columns == width) {
                step = p.bRow;
                offset = j * p.bColumn;
            } else if (!p.bIsPacked) {
                right = p.packPanel(part, p.k, j, columns, width);
                offset = 0;
            }
            DirectPath.multiply(p.k, p.a, i0 * p.aRow, p.aRow, p.aColumn, right, offset, step, width, p.c,
                    p.cOffset(i0, j), p.cRow, rows, columns, tile);
        }
        p.finish(i0, rows, j0, j1 - j0);
    }

    /// Block by block: A is packed, and B where it is not packed already.
    static void blocks(GemmDriver p, int part, int i0, int i1, int j0, int j1) {
        MemorySegment tile = p.tile(part);
        // A panel that all rows pass over once is packed just before that, while it is still in the cache.
        boolean panelByPanel = !p.bIsPacked && (!Blocking.HALF_RATE || p.bColumn != Float.BYTES)
                && Blocking.whole(i1 - i0, p.k);
        int run = Blocking.balanced(p.k, Blocking.KC);
        int block = panelByPanel ? i1 - i0 : Blocking.rowsOfBlock(run, p.cRow);
        int most = ColdStart.tallest(p.beta != 0 || p.k > Blocking.KC, i1 - i0, j1 - j0, p.k, tile);
        jc:
        for (int jc = j0; jc < j1; jc += Blocking.NC) {
            int nc = Math.min(Blocking.NC, j1 - jc);
            int kc;
            pc:
            for (int pc = 0; pc < p.k; pc += kc) {
                kc = ColdStart.run(Math.min(run, p.k - pc), i1 - i0, nc);
                boolean justBefore = panelByPanel && kc == p.k;
                MemorySegment panels = p.bIsPacked ? p.b : justBefore ? null : p.packB(part, pc, kc, jc, nc);
                ic:
                for (int ic = i0; ic < i1; ic += block) {
                    int mc = Math.min(block, i1 - ic);
                    float[] left = packA(p, part, ic, mc, pc, kc, most);
                    boolean fresh = pc == 0 && p.beta == 0;
                    if (pc == 0 && !fresh) {
                        p.start(ic, mc, jc, nc);
                    }
                    jr:
                    for (int jr = 0; jr < nc; jr += Blocking.NR) {
                        int columns = Math.min(Blocking.NR, nc - jr);
                        int width = Packing.panelWidth(columns);
                        MemorySegment right = panels;
                        long panel = p.bIsPacked ? ((long) (jc + jr) * p.k + (long) pc * width) * Float.BYTES
                                : (long) jr * kc * Float.BYTES;
                        if (justBefore) {
                            right = p.packPanel(part, kc, jc + jr, columns, width);
                            panel = 0;
                        }
                        int rows;
                        int leftPanel = 0;
                        ir:
                        for (int ir = 0; ir < mc; ir += rows, leftPanel += Blocking.A_STEP * kc) {
                            rows = Blocking.rows(mc - ir, most);
                            Tiles.multiply(fresh, kc, left, leftPanel, right, panel, width, p.c,
                                    p.cOffset(ic + ir, jc + jr), p.cRow, rows, columns, tile);
                        }
                    }
                    if (pc + kc == p.k) {
                        p.finish(ic, mc, jc, nc);
                    }
                }
            }
        }
    }

    private static float[] packA(GemmDriver p, int part, int ic, int mc, int pc, int kc, int most) {
        float[] panels = p.leftScratch(part, Packing.packedFloats(mc, kc, most));
        Packing.packA(p.alpha, p.a, ic * p.aRow + pc * p.aColumn, p.aRow, p.aColumn, mc, kc, most, panels);
        return panels;
    }
}

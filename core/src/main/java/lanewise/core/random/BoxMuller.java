package lanewise.core.random;

/// Two random words make two independent standard normal numbers: r cos(theta) and r sin(theta).
///
/// The radius is r = sqrt(-2 ln u) with u = (w + 1/2) / 2^32 for the unsigned radius word w: all 32 bits count, u is
/// never 0 or 1, and r runs from 1.5e-5 to 6.76. The angle is theta = 2 pi q / 2^32 for the angle word q.
/// Source: Box and Muller, "A note on the generation of random normal deviates", Ann. Math. Statist.
/// 29(2), 1958, eq. (1).
///
/// The polynomials are minimax fits with float coefficients, made by `Minimax` (test sources of `lanewise.core.math`).
/// What they and the rounding leave against double arithmetic, over 60 million words (a sample of them in
/// `BoxMullerTest`): r within 1.5 ulp, cos and sin within 1.6e-7, products within 1.2e-6.
/// This class is the scalar specification of [BoxMullerLanes].
final class BoxMuller {

    /// (-2 ln(1 - h) - 2 h) / h^2 on [0, 1/2], lowest power first; relative error of the logarithm 2.4e-8.
    static final float L0 = 0x1.fffecp-1f;
    static final float L1 = 0x1.55a382p-1f;
    static final float L2 = 0x1.f3144ap-2f;
    static final float L3 = 0x1.0df4eap-1f;
    static final float L4 = -0x1.72165ep-2f;
    static final float L5 = 0x1.354a32p1f;
    static final float L6 = -0x1.a391a4p1f;
    static final float L7 = 0x1.6a0b5p1f;

    /// 2 ln 2.
    static final float LN4 = 0x1.62e43p0f;

    /// cos(pi y) / (1 - 4 y^2) in powers of y^2 on [0, 1/4]; relative error 1.3e-9. The constant term is 1.
    static final float C1 = -0x1.de9e6p-1f;
    static final float C2 = 0x1.472a76p-2f;
    static final float C3 = -0x1.d4786ep-5f;
    static final float C4 = 0x1.8bd854p-8f;

    /// sin(pi y) / y in powers of y^2 on [0, 1/4]; relative error 2.8e-8, that of pi as a float.
    static final float S0 = 0x1.921fb6p1f;
    static final float S1 = -0x1.4abbeep2f;
    static final float S2 = 0x1.466ed4p1f;
    static final float S3 = -0x1.32dd7p-1f;
    static final float S4 = 0x1.463338p-4f;

    private BoxMuller() {
    }

    /// r(w). With a = w + 1/2 read as signed: a > 0 is u 2^32 = m 2^(32 - n) with m in [1/2, 1); a < 0 is (u - 1) 2^32,
    /// so that u near 1 keeps its relative accuracy. Then -ln u = n ln 2 - ln(1 - h) with h = 1 - m or h = 1 - u, both
    /// terms positive: nothing cancels.
    static float radius(int word) {
        float a = word + 0.5f;
        int bits = Float.floatToRawIntBits(a);
        float m = Float.intBitsToFloat(bits & 0x7fffff | 0x3f000000);
        float n = a < 0 ? 0f : 158f - (bits >>> 23);
        float h = a < 0 ? a * -0x1p-32f : 1f - m;
        float t = Math.fma(L7, h, L6);
        t = Math.fma(t, h, L5);
        t = Math.fma(t, h, L4);
        t = Math.fma(t, h, L3);
        t = Math.fma(t, h, L2);
        t = Math.fma(t, h, L1);
        t = Math.fma(t, h, L0);
        return (float) Math.sqrt(Math.fma(t, h * h, Math.fma(n, LN4, h + h)));
    }

    /// y in [-1/2, 1/2] with theta = pi y + (0 or pi); the half turn is left to [#signed(float, int)].
    private static float turn(int word) {
        return ((word + 0x40000000 & 0x7fffffff) - 0x40000000) * 0x1p-31f;
    }

    /// The radius with the sign of the half turn that [#turn(int)] leaves out:
    /// cos(theta + pi) = -cos(theta), sin likewise.
    private static float signed(float radius, int word) {
        return Float.intBitsToFloat(Float.floatToRawIntBits(radius) ^ word + 0x40000000 & 0x80000000);
    }

    /// radius cos(theta).
    static float cosine(float radius, int word) {
        float y = turn(word);
        float z = y * y;
        float c = Math.fma(C4, z, C3);
        c = Math.fma(c, z, C2);
        c = Math.fma(c, z, C1);
        c = Math.fma(c, z, 1f);
        float twice = y + y;
        return signed(radius, word) * (c * Math.fma(-twice, twice, 1f));
    }

    /// radius sin(theta).
    static float sine(float radius, int word) {
        float y = turn(word);
        float z = y * y;
        float s = Math.fma(S4, z, S3);
        s = Math.fma(s, z, S2);
        s = Math.fma(s, z, S1);
        s = Math.fma(s, z, S0);
        return signed(radius, word) * (s * y);
    }
}

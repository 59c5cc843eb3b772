#!/usr/bin/env bash
# JDK 25: StrictMath is the less exact of the two.
#
# Behaviour: of 2,000 random arguments StrictMath.exp rounds about a tenth wrongly and StrictMath.tanh about a
# quarter, Math.exp and Math.tanh less than one in a hundred (x86-64, compiled and interpreted alike).
# Most would guess: strict means exact, or at least as good as Math.
# It matters because references and golden values are computed with StrictMath for its exactness: what it promises
# is equal bits on all machines, and the price is up to a unit in the last place and more.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.SplittableRandom;

public class Finding {
    static final MathContext DIGITS = new MathContext(60);

    /// exp(x) to some 50 digits: Taylor's series at x / 1024, squared ten times.
    static BigDecimal exp(BigDecimal x) {
        BigDecimal y = x.divide(BigDecimal.valueOf(1024), DIGITS), term = BigDecimal.ONE, sum = BigDecimal.ONE;
        for (int i = 1; i < 40; i++) {
            term = term.multiply(y, DIGITS).divide(BigDecimal.valueOf(i), DIGITS);
            sum = sum.add(term, DIGITS);
        }
        for (int i = 0; i < 10; i++) {
            sum = sum.multiply(sum, DIGITS);
        }
        return sum;
    }

    public static void main(String[] args) {
        var random = new SplittableRandom(1);
        int exp = 0, strictExp = 0, tanh = 0, strictTanh = 0, count = 2000;
        for (int i = 0; i < count; i++) {
            double x = 20 * random.nextDouble() - 10;
            double truth = exp(new BigDecimal(x)).doubleValue();
            exp += Math.exp(x) != truth ? 1 : 0;
            strictExp += StrictMath.exp(x) != truth ? 1 : 0;
            double z = 4 * random.nextDouble() - 2;
            BigDecimal e = exp(new BigDecimal(2 * z));
            truth = e.subtract(BigDecimal.ONE).divide(e.add(BigDecimal.ONE), DIGITS).doubleValue();
            tanh += Math.tanh(z) != truth ? 1 : 0;
            strictTanh += StrictMath.tanh(z) != truth ? 1 : 0;
        }
        System.out.println("seen: wrongly rounded of " + count + ": exp " + exp + ", strict " + strictExp
                + "; tanh " + tanh + ", strict " + strictTanh);
        boolean seen = exp < count / 100 && tanh < count / 100 && strictExp > count / 20 && strictTanh > count / 10;
        if (!seen) {
            System.err.println("changed: StrictMath is no longer the less exact one");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }

#!/usr/bin/env bash
# Apache Commons Math 3.6.1: whether a matrix is singular depends on the unit of its columns.
#
# Behaviour: LUDecomposition calls 1e-12 times the identity singular, CholeskyDecomposition says it is not positive
# definite: both hold pivots against an absolute bound (1e-11, 1e-10). Its condition number is 1. QRDecomposition
# and SingularValueDecomposition of the same library solve with it.
# Most would guess: a relative test, so that a change of unit changes nothing.
# It matters because Mahalanobis distances and full-covariance Gaussians of well-behaved columns with a deviation of
# 1e-6 (micrometres in metres) cannot be had, and the message blames the data.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
jdk=$(for d in "${JAVA_HOME:-/none}" /usr/lib/jvm/*; do
    if grep -qs '^JAVA_VERSION="25' "$d/release"; then echo "$d"; break; fi
done)
[ -n "$jdk" ] || { echo "needs a JDK 25, installed or in JAVA_HOME" >&2; exit 2; }

# Takes packages as GROUP:ARTIFACT:VERSION[:CLASSIFIER] into the folder lib, with what they need.
{
    echo '<project><modelVersion>4.0.0</modelVersion><groupId>finding</groupId><artifactId>finding</artifactId>'
    echo '<version>1</version><dependencies>'
    for package in org.apache.commons:commons-math3:3.6.1; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import org.apache.commons.math3.linear.CholeskyDecomposition;
import org.apache.commons.math3.linear.LUDecomposition;
import org.apache.commons.math3.linear.MatrixUtils;
import org.apache.commons.math3.linear.NonPositiveDefiniteMatrixException;
import org.apache.commons.math3.linear.QRDecomposition;
import org.apache.commons.math3.linear.RealMatrix;

public class Finding {
    static boolean cholesky(RealMatrix matrix) {
        try {
            new CholeskyDecomposition(matrix);
            return true;
        } catch (NonPositiveDefiniteMatrixException e) {
            return false;
        }
    }

    public static void main(String[] args) {
        RealMatrix metres = MatrixUtils.createRealMatrix(new double[][] {{2e-12, 1e-12}, {1e-12, 2e-12}});
        RealMatrix micrometres = metres.scalarMultiply(1e12);
        boolean lu = new LUDecomposition(metres).getSolver().isNonSingular();
        boolean luScaled = new LUDecomposition(micrometres).getSolver().isNonSingular();
        boolean qr = new QRDecomposition(metres).getSolver().isNonSingular();
        System.out.println("seen: covariance in metres: LU can solve " + lu + ", Cholesky " + cholesky(metres)
                + ", QR " + qr + "; in micrometres: LU " + luScaled + ", Cholesky " + cholesky(micrometres));
        boolean seen = !lu && !cholesky(metres) && qr && luScaled && cholesky(micrometres);
        if (!seen) {
            System.err.println("changed: the unit no longer matters");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }

#!/usr/bin/env bash
# PyTorch 2.7.1 (org.bytedeco:pytorch, CPU): with one seed, asking for more normal numbers changes the first ones.
#
# Behaviour: after manual_seed(7), randn(16) and randn(17) share their first number alone, randn(15) and randn(16) none:
# below 16 numbers are made in pairs in double precision, from 16 on in blocks of 16 in single precision, and where
# the count is no multiple of 16 the last 16 are drawn anew. Of a row of 20 latents 16 numbers are others when it is
# the first of two rows. rand, for uniform numbers, does go on where the shorter call ended.
# Most would guess: a seed fixes one sequence, of which a longer call shows more.
# It matters because the picture that a VAE drew for a seed is gone when another number of pictures is asked for, and a
# test that compares a short run with the head of a long one fails with no mistake in the code.

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
    for package in org.bytedeco:pytorch:2.7.1-1.5.12 \
        org.bytedeco:pytorch:2.7.1-1.5.12:linux-x86_64 \
        org.bytedeco:openblas:0.3.30-1.5.12:linux-x86_64 \
        org.bytedeco:javacpp:1.5.12:linux-x86_64; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.util.function.Supplier;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.pytorch.Tensor;
import org.bytedeco.pytorch.global.torch;

public class Finding {
    /// The numbers of a tensor that is drawn after the seed 7.
    static float[] draw(Supplier<Tensor> tensor) {
        torch.manual_seed(7);
        Tensor drawn = tensor.get();
        float[] numbers = new float[(int) drawn.numel()];
        new FloatPointer(drawn.data_ptr_float()).get(numbers);
        return numbers;
    }

    /// How many of the numbers of the shorter one stand at the same place of the longer one.
    static int same(String text, float[] shorter, float[] longer) {
        int same = 0;
        for (int i = 0; i < shorter.length; i++) {
            same += shorter[i] == longer[i] ? 1 : 0;
        }
        System.out.println("seen: " + text + ": equal are " + same + " of " + shorter.length);
        return same;
    }

    public static void main(String[] args) {
        int small = same("randn(15), randn(16)", draw(() -> torch.randn(15)), draw(() -> torch.randn(16)));
        int one = same("randn(16), randn(17)", draw(() -> torch.randn(16)), draw(() -> torch.randn(17)));
        int row = same("randn(1, 20), randn(2, 20)", draw(() -> torch.randn(1, 20)), draw(() -> torch.randn(2, 20)));
        int whole = same("randn(16), randn(32)", draw(() -> torch.randn(16)), draw(() -> torch.randn(32)));
        int uniform = same("rand(16), rand(17)", draw(() -> torch.rand(16)), draw(() -> torch.rand(17)));
        boolean seen = small == 0 && one <= 1 && row <= 4 && whole == 16 && uniform == 16;
        if (!seen) {
            System.err.println("changed: the first numbers of a seed no longer depend on the count like this");
            System.exit(1);
        }
        System.exit(0);
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.cachedir="$dir/cache" \
    -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }

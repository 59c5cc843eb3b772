#!/usr/bin/env bash
# ND4J 1.0.0-M2.1 (nd4j-native): an NPY file in Fortran order is read without complaint, its numbers in the wrong
# places.
#
# Behaviour: createFromNpyFile keeps the shape of a file with 'fortran_order': True, and fills it row by row. The
# matrix 0 2 4 / 1 3 5 comes back as 0 1 2 / 3 4 5. Other readers reorder, or refuse the file.
# Most would guess: the flag is honoured, since it is one of the three fields of the header.
# It matters because NumPy writes this order by itself: numpy.save of a transposed array, such as the weights of a
# layer.

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
    for package in org.nd4j:nd4j-native:1.0.0-M2.1 \
        org.nd4j:nd4j-native:1.0.0-M2.1:linux-x86_64 \
        org.bytedeco:openblas:0.3.19-1.5.7:linux-x86_64 \
        org.bytedeco:javacpp:1.5.7:linux-x86_64 \
        org.slf4j:slf4j-nop:1.7.36; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.Arrays;
import org.nd4j.linalg.factory.Nd4j;

public class Finding {
    public static void main(String[] args) throws Exception {
        String header = "{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3), }";
        header += " ".repeat(128 - 10 - 1 - header.length()) + "\n";
        ByteBuffer file = ByteBuffer.allocate(128 + 6 * 4).order(ByteOrder.LITTLE_ENDIAN);
        file.put(new byte[] {(byte) 0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0}).putShort((short) header.length());
        file.put(header.getBytes(StandardCharsets.US_ASCII));
        for (int i = 0; i < 6; i++) {
            file.putFloat(i);       // column by column: (0, 0), (1, 0), (0, 1), (1, 1), (0, 2), (1, 2)
        }
        var path = Files.createTempFile("matrix", ".npy");
        Files.write(path, file.array());
        float[][] read = Nd4j.createFromNpyFile(path.toFile()).toFloatMatrix();
        Files.delete(path);
        System.out.println("seen: " + Arrays.deepToString(read) + ", the file says [[0, 2, 4], [1, 3, 5]]");
        boolean seen = Arrays.deepEquals(read, new float[][] {{0, 1, 2}, {3, 4, 5}});
        if (!seen) {
            System.err.println("changed: Fortran order is no longer read as row by row");
            System.exit(1);
        }
        System.exit(0);
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -Dorg.bytedeco.javacpp.cachedir="$dir/cache" \
    -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }

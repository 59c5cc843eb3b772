#!/usr/bin/env bash
# ONNX Runtime 1.26.0 (Java, CPU): Sigmoid is exactly 0 from -18 down, and falls where its argument grows.
#
# Behaviour: the function is a quotient of polynomials that is cut at -18 and 18. Right at -18 is 1.5e-8, the
# smallest float above zero is reached at -103. Between -18 and -14 neighbouring values go down and up, some are 0.
# Most would guess: a small relative error, and a function that does not fall.
# It matters because a Bernoulli log-likelihood from an exported mean is 0 * log(0), NaN, for a pixel the decoder is
# sure of. From the logit l, x l - softplus(l) is right.

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
    for package in com.microsoft.onnxruntime:onnxruntime:1.26.0 \
        org.tribuo:tribuo-util-onnx:4.3.2; do
        IFS=: read -r group name version classifier <<<"$package"
        echo "<dependency><groupId>$group</groupId><artifactId>$name</artifactId><version>$version</version>"
        echo "${classifier:+<classifier>$classifier</classifier>}</dependency>"
    done
    echo '</dependencies></project>'
} >"$dir/pom.xml"
mvn -q -B -f "$dir/pom.xml" org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies \
    -DoutputDirectory="$dir/lib" >"$dir/log" 2>&1 || { cat "$dir/log" >&2; exit 2; }

cat >"$dir/Finding.java" <<'END'
import ai.onnx.proto.OnnxMl.GraphProto;
import ai.onnx.proto.OnnxMl.ModelProto;
import ai.onnx.proto.OnnxMl.NodeProto;
import ai.onnx.proto.OnnxMl.OperatorSetIdProto;
import ai.onnx.proto.OnnxMl.TypeProto;
import ai.onnx.proto.OnnxMl.ValueInfoProto;
import ai.onnxruntime.OnnxTensor;
import ai.onnxruntime.OrtEnvironment;
import java.util.Map;

public class Finding {
    static ValueInfoProto value(String name) {
        var tensor = TypeProto.Tensor.newBuilder().setElemType(1);      // float32, any shape
        return ValueInfoProto.newBuilder().setName(name).setType(TypeProto.newBuilder().setTensorType(tensor)).build();
    }

    /// What a graph of this one operator makes of a row.
    static float[] run(String operator, float... row) throws Exception {
        var graph = GraphProto.newBuilder().setName("one").addInput(value("x")).addOutput(value("y"))
                .addNode(NodeProto.newBuilder().setOpType(operator).addInput("x").addOutput("y"));
        byte[] model = ModelProto.newBuilder().setIrVersion(8).setGraph(graph)
                .addOpsetImport(OperatorSetIdProto.newBuilder().setVersion(17)).build().toByteArray();
        var environment = OrtEnvironment.getEnvironment();
        try (var session = environment.createSession(model);
                var x = OnnxTensor.createTensor(environment, new float[][] {row});
                var result = session.run(Map.of("x", x))) {
            return ((float[][]) result.get(0).getValue())[0];
        }
    }

    public static void main(String[] args) throws Exception {
        float[] logits = new float[10_000];
        for (int i = 0; i < logits.length; i++) {
            logits[i] = -18 + i * 4e-4f;
        }
        float[] means = run("Sigmoid", logits);
        int falls = 0;
        for (int i = 1; i < means.length; i++) {
            falls += means[i] < means[i - 1] ? 1 : 0;
        }
        float at18 = run("Sigmoid", -18f)[0];
        float at20 = run("Sigmoid", -20f)[0];
        double term = 0 * Math.log(at20) + Math.log1p(-at20);       // log-likelihood of a black pixel
        System.out.println("seen: Sigmoid(-18) " + at18 + ", Sigmoid(-20) " + at20 + ", term of a black pixel " + term);
        System.out.println("seen: from -18 to -14 it falls in " + falls + " of 9999 steps upwards");
        boolean seen = at18 == 0 && at20 == 0 && Double.isNaN(term) && falls > 100;
        if (!seen) {
            System.err.println("changed: Sigmoid no longer does this");
            System.exit(1);
        }
    }
}
END
"$jdk/bin/java" --enable-native-access=ALL-UNNAMED -cp "$dir/lib/*" "$dir/Finding.java" 2>"$dir/log" ||
    { cat "$dir/log" >&2; exit 1; }

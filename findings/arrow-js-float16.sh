#!/usr/bin/env bash
# apache-arrow 21.2.0 (npm): half floats of numbers near zero come back as other numbers, or as minus infinity.
#
# Behaviour: a Float16 vector built from ordinary numbers returns 4.2e-5 for 1e-9, 1.9e-5 for 1e-20, -Infinity for
# 2.9e-8 and 3.05 for 100000. Ties go away from zero (2049 becomes 2050), where IEEE 754 takes the even neighbour
# (2048).
# Most would guess: what is too small becomes 0, what is too large infinity, as in NumPy, PyTorch and the JDK.
# It matters because small weights, gradients and probabilities are just what half precision is asked to hold.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

npm install --silent --no-audit --no-fund --prefix "$dir" apache-arrow@21.2.0

cat >"$dir/finding.mjs" <<'END'
import { Float16, vectorFromArray } from "apache-arrow";

const inputs = [1e-9, 1e-20, 2.9e-8, 100000, 2049, 1.5];
const vector = vectorFromArray(inputs, new Float16());
const outputs = inputs.map((_, i) => vector.get(i));
inputs.forEach((x, i) => console.log(`seen: ${x} came back as ${outputs[i]}`));

const [small, tiny, under, large, tie, plain] = outputs;
const seen = small > 1e-5 && tiny > 1e-5 && under === -Infinity && large < 4 && tie === 2050 && plain === 1.5;
if (!seen) {
    console.error("changed: the conversion no longer does this");
    process.exit(1);
}
END
node "$dir/finding.mjs" 2>"$dir/log" || { cat "$dir/log" >&2; exit 1; }

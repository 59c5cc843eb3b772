#!/usr/bin/env bash
# simple-statistics 7.12.1 (npm): the normal distribution function never goes below 0.001.
#
# Behaviour: cumulativeStdNormalProbability looks up the printed table of textbooks: two digits of z, four of the
# result, and its last entry for all that lies beyond. At -4, -5 and -8 it gives 0.001; right are 3.2e-5, 2.9e-7 and
# 6.2e-16.
# Most would guess: a few digits lost, but a tail that goes on falling.
# It matters because p-values of anomalies live in that tail: all of them become equal, and a thousand times too
# large.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

npm install --silent --no-audit --no-fund --prefix "$dir" simple-statistics@7.12.1

cat >"$dir/finding.mjs" <<'END'
import { cumulativeStdNormalProbability as cdf } from "simple-statistics";

const truth = [[-4, 3.167124183312e-5], [-5, 2.866515718792e-7], [-8, 6.220960574272e-16]];
for (const [z, p] of truth) console.log(`seen: probability below ${z} is ${cdf(z)}, right is ${p}`);

const seen = truth.every(([z, p]) => cdf(z) === cdf(-8) && cdf(z) > 30 * p);
if (!seen) {
    console.error("changed: the tail is no longer cut");
    process.exit(1);
}
END
node "$dir/finding.mjs" 2>"$dir/log" || { cat "$dir/log" >&2; exit 1; }

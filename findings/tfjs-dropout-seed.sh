#!/usr/bin/env bash
# TensorFlow.js 4.22.0 (tfjs-layers, npm): a dropout layer with a seed drops the same units for ever.
#
# Behaviour: tf.layers.dropout({rate, seed}) starts its generator anew at every call, so each training step has the
# same mask: half of the units learn, the other half are never used. Without a seed every call draws a new mask.
# Most would guess: as in Keras, a seed makes the sequence of masks repeatable, and each step has another one.
# It matters because the setting that makes a training run repeatable turns regularisation into a smaller network.

set -euo pipefail
sed -n '2,/^$/s/^# \{0,1\}//p' "$0"
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT

npm install --silent --no-audit --no-fund --prefix "$dir" \
    @tensorflow/tfjs-core@4.22.0 \
    @tensorflow/tfjs-layers@4.22.0 \
    @tensorflow/tfjs-backend-cpu@4.22.0

cat >"$dir/finding.mjs" <<'END'
import * as tf from "@tensorflow/tfjs-core";
import * as layers from "@tensorflow/tfjs-layers";
import "@tensorflow/tfjs-backend-cpu";

await tf.setBackend("cpu");
const ones = tf.ones([1, 64]);
function masks(options) {
    const layer = layers.layers.dropout(options);
    return new Set(Array.from({ length: 50 }, () => layer.apply(ones, { training: true }).dataSync().join()));
}
const seeded = masks({ rate: 0.5, seed: 7 }).size;
const free = masks({ rate: 0.5 }).size;
console.log(`seen: different masks in 50 steps, with a seed ${seeded}, without ${free}`);

const seen = seeded === 1 && free === 50;
if (!seen) {
    console.error("changed: a seeded layer no longer repeats one mask");
    process.exit(1);
}
END
node "$dir/finding.mjs" 2>"$dir/log" || { cat "$dir/log" >&2; exit 1; }

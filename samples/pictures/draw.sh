#!/bin/sh
# Draws the pictures of the README from the lessons, into the folder of this script. PYLENS may name a program that is
# built already.
set -e
cd "$(dirname "$0")/../.."
draw() {
    ${PYLENS:-cargo run --release --quiet --} lesson "samples/$1.lesson" --pictures samples/pictures --pause "$2" --size "$3"
}
draw pipeline run 120x36
draw constants folded 110x30

#!/bin/sh
set -e
for package; do apt-get install -y --no-install-recommends "$package"; done

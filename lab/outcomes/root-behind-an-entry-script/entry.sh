#!/bin/sh
set -e
mkdir -p /var/lib/tides
exec "$@"

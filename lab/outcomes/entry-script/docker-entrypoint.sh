#!/bin/sh
set -e
printf 'set out: '
exec "$@"

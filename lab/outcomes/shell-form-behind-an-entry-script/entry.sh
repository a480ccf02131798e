#!/bin/sh
if [ "$1" = /bin/sh ]; then echo with a shell; else echo "with $1"; fi
exec "$@"

set -e
env | grep -E '^(LANG|HOST|PATH|GREETING|NOTE|OPTIONS|QUOTED|EMPTY|BACK)=' | sort | tee /tmp/at-start
cmp /at-build /tmp/at-start
echo done

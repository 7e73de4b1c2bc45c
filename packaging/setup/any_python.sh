#!/bin/sh
# any_python.sh SCRIPT [ARGS]: run SCRIPT with any Python 3. bootstrap.py then chooses the one the app will live in.
set -eu

run_script() {
    for name in ${PYTHON:-} python3 python3.11 python3.12 python3.13 python3.14; do
        # A version manager may put a name on PATH that does not run, so being there is not enough.
        if "$name" -c 'import sys; sys.exit(sys.version_info < (3, 8))' >/dev/null 2>&1; then
            exec "$name" "$@"
        fi
    done
}

run_script "$@"
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
    echo "No Python 3 here; installing it with apt-get."
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -q && apt-get install -q -y --no-install-recommends python3 python3-venv
    run_script "$@"
fi
echo "Companion needs Python 3.11 or newer, and no Python 3 was found." >&2
echo "On Debian or Ubuntu: sudo apt-get install python3 python3-venv. Elsewhere: python.org." >&2
exit 1

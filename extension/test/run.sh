#!/bin/sh
# Runs the extension's tests with Node's own runner. Without Node they are skipped with one line, or fail
# where ZEROBRIDGE_REQUIRE_ALL=1 says that nothing may be skipped.
cd "$(dirname "$0")/.." || exit 1
if ! command -v node >/dev/null 2>&1; then
  if [ "${ZEROBRIDGE_REQUIRE_ALL:-0}" = 1 ]; then
    echo "extension: Node is missing, and ZEROBRIDGE_REQUIRE_ALL=1 wants its tests to run" >&2
    exit 1
  fi
  echo "extension: tests skipped, because Node 20 or newer (https://nodejs.org) is not installed"
  exit 0
fi
exec node --test test/

#!/bin/sh
# Builds and runs the atlas that the demo's plan writes. From the root of the repository:
#   demo/atlas.sh page NAME     writes docs/atlas/NAME.md with the class of that name
#   demo/atlas.sh verify NAME   runs the test of that class, and fails unless docs/atlas/NAME.md is what it writes
#   demo/atlas.sh test NAME     runs the test of that class alone
#   demo/atlas.sh test-all      runs all tests
# Everything is compiled with all warnings as errors, into a directory that is not part of the work tree.
set -eu

build=$(mktemp -d)
trap 'rm -rf "$build"' EXIT
bin=${JAVA_HOME:+$JAVA_HOME/bin/}

compile() {
  "${bin}javac" -J-XX:+UseSerialGC -J-XX:TieredStopAtLevel=1 \
    -Xlint:all -Werror -d "$build" $(find atlas -name '*.java')
}

java_of_atlas() {
  "${bin}java" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -ea -cp "$build" "$@"
}

run_test() {
  echo "Testing $1"
  java_of_atlas "atlas.$1Test"
}

class_of() {
  printf '%s' "$1" | cut -c1 | tr '[:lower:]' '[:upper:]' | tr -d '\n'
  printf '%s' "$1" | cut -c2-
}

compile
case $1 in
  page)
    mkdir -p docs/atlas
    java_of_atlas atlas.Atlas "atlas.$(class_of "$2")" "docs/atlas/$2.md"
    ;;
  verify)
    run_test "$(class_of "$2")"
    java_of_atlas atlas.Atlas "atlas.$(class_of "$2")" "$build/$2.md"
    cmp "$build/$2.md" "docs/atlas/$2.md"
    echo "docs/atlas/$2.md is up to date"
    ;;
  test) run_test "$(class_of "$2")" ;;
  test-all)
    for file in atlas/*Test.java; do
      run_test "$(basename "$file" Test.java)"
    done
    ;;
  *)
    echo "atlas.sh: unknown command $1" >&2
    exit 2
    ;;
esac

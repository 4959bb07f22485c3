#!/usr/bin/env bash
# Builds the image: deploy/image.sh [TAG], TAG by default troupe:<version of the pom>. Its settings come from the environment:
#   TROUPE_IMAGE_BASE  the base image, one with java 17 or later in its path (default: that of the Dockerfile)
#   TROUPE_CONTEXT     where to put the context (default: target/image)
#   TROUPE_CONTEXT_ONLY=1  make the context and stop
# The same sources give the same context to the byte, and so the same layers: jars are built with a fixed time (pom.xml), files get that
# time here.
set -euo pipefail
home="$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd -P)"
cd "$home"

value() { sed -n "s|^ *<$1>\(.*\)</$1>.*|\1|p" pom.xml | head -n 1; }
version="$(value version)"
moment="$(value project.build.outputTimestamp)"
tag="${1:-troupe:$version}"
context="${TROUPE_CONTEXT:-$home/target/image}"
made="deploy/target"
[ -f "$made/sbom.cdx.json" ] || { echo "image.sh: $made/sbom.cdx.json is missing; build it first: ./mvnw -DskipTests package" >&2; exit 1; }

rm -rf "$context"
mkdir -p "$context/app" "$context/lib"
for library in "$made"/lib/*.jar; do
  case "$(basename "$library")" in
    coordinator-node-*) cp "$library" "$context/app/coordinator-node.jar" ;;
    api-gateway-* | coordinator-* | telemetry-*) cp "$library" "$context/app/" ;;
    *) cp "$library" "$context/lib/" ;;
  esac
done
cp coordinator-node/node.options deploy/container.options "$made/sbom.cdx.json" "$context/app/"
# The bill of materials names each jar of the image, and nothing else.
named() { # pkg:maven/GROUP/NAME@VERSION?classifier=CLASS&type=jar
  sed -n -e 's|^ *"purl" : "pkg:maven/[^/]*/\([^@]*\)@\([^?]*\)?\(.*\)type=jar".*|\1-\2\3.jar|' -e 's|classifier=\([^&]*\)&|-\1|' -e '/^[^ ].*\.jar$/p' "$made/sbom.cdx.json"
}
diff <(ls "$made/lib" | LC_ALL=C sort) <(named | LC_ALL=C sort) >&2 \
  || { echo "image.sh: $made/sbom.cdx.json and $made/lib differ; build anew: ./mvnw -DskipTests clean package" >&2; exit 1; }
cp deploy/Dockerfile "$context/Dockerfile"
find "$context" -type f -exec chmod 644 {} +
find "$context" -type d -exec chmod 755 {} +
find "$context" -exec touch -d "$moment" {} +
[ "${TROUPE_CONTEXT_ONLY:-}" != 1 ] || exit 0

arguments=(--build-arg "VERSION=$version" --build-arg "REVISION=$(git rev-parse HEAD 2>/dev/null || echo unknown)")
[ -z "${TROUPE_IMAGE_BASE:-}" ] || arguments+=(--build-arg "BASE=$TROUPE_IMAGE_BASE")
SOURCE_DATE_EPOCH="$(date -d "$moment" +%s)" docker build -q "${arguments[@]}" -t "$tag" "$context"

#!/usr/bin/env bash
# The stack as written, plus deploy/lab-override.yml, on the three engines of lab.sh, while agents work on it: deployed, scaled, a node lost, updated,
# a broken image rolled back. Prints a table of times and failed calls; exits with 1 when a call failed beyond one repetition where none
# may, or a step did not end. Needs root and what lab.sh needs.
#   swarm-test.sh [STEP …]   steps: deploy update broken rollback scale loss (default: all, in this order); "down" removes everything at the end
set -euo pipefail
here="$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd -P)"
home="$(dirname "$(dirname "$here")")"
lab="${TROUPE_LAB:-/tmp/troupe-lab}"
work="$lab/test"
export DOCKER_HOST="unix://$lab/1/docker.sock"
rows=() bad=0
say() { printf '%s %s\n' "$(date +%T)" "$*" >&2; }

# ---- small tools

await() { # seconds what command…: how long it took; fails when it takes longer
  local limit="$1" what="$2" begun=$SECONDS; shift 2
  until "$@" >/dev/null 2>&1; do
    if [ $((SECONDS - begun)) -ge "$limit" ]; then say "$what: not within $limit s"; return 1; fi
    sleep 1
  done
  echo $((SECONDS - begun))
}

gone() { [ -z "$(docker ps -aq --filter label=com.docker.stack.namespace=troupe)$(docker network ls -q --filter label=com.docker.stack.namespace=troupe)" ]; }
status() { docker run --rm --network troupe_edge -v "$work/secrets:/in:ro" -e TROUPE_API_KEY_FILE=/in/admin_key --entrypoint java troupe-lab/traffic \
  -XX:TieredStopAtLevel=1 -Djdk.internal.httpclient.disableHostnameVerification=true -cp '/lib-troupe/*' dev.troupe.load.Main members \
  --at https://tasks.troupe-edge:8080 --authority /in/https-ca.crt; }
members() { [ "$(status 2>/dev/null)" = "$1" ]; }
update_state() { docker service inspect troupe_node --format '{{if .UpdateStatus}}{{.UpdateStatus.State}}{{end}}'; }
state_is() { [ "$(update_state)" = "$1" ]; }

traffic() { # name: in the background, until traffic_ends
  docker run -d --name "traffic-$1" --network troupe_edge -v "$work:/out" -v "$work/secrets:/in:ro" -e TROUPE_API_KEY_FILE=/in/admin_key troupe-lab/traffic \
    --at https://tasks.troupe-edge:8080 --authority /in/https-ca.crt --agents 4 --period 1000 --seconds 1800 --report "/out/$1.json" >/dev/null
  sleep 10
}

traffic_ends() { # name
  sleep 5
  docker stop -t 20 "traffic-$1" >/dev/null
  docker logs "traffic-$1" > "$work/$1.log" 2>&1
  docker rm "traffic-$1" >/dev/null
}

number() { sed -n "s/.*\"$2\" : \([0-9.]*\).*/\1/p" "$work/$1.json"; }

row() { # step seconds traffic-name-or-minus failures-allowed
  local calls=- repeated=- failed=- outage=-
  if [ "$3" != - ]; then
    calls="$(number "$3" calls)" repeated="$(number "$3" answered_after_one_repetition)" failed="$(number "$3" failed_beyond_one_repetition)"
    outage="$(number "$3" longest_outage_of_a_call_seconds)"
    [ "$failed" -le "$4" ] || bad=1
  fi
  rows+=("$(printf '%-44s %7s %7s %9s %7s %9s' "$1" "$2" "$calls" "$repeated" "$failed" "$outage")")
  say "${rows[-1]}"
}

# ---- steps

images() {
  local context="$work/traffic-image"
  "$home/troupe" --version >/dev/null # builds what is out of date, so that no deployment below does so within its time
  TROUPE_IMAGE_BASE=troupe-lab/java "$home/deploy/image.sh" troupe:lab >/dev/null 2>&1
  rm -rf "$context"; mkdir -p "$context/lib"
  cp "$home"/load-tests/target/load-tests-*.jar "$home"/load-tests/target/lib/{coordinator-cli,jackson,picocli}*.jar "$context/lib/"
  docker build -q -t troupe-lab/traffic -f - "$context" >/dev/null 2>&1 <<'DOCKERFILE'
FROM troupe-lab/java
COPY lib/ /lib-troupe/
ENTRYPOINT ["java", "-Xmx256m", "-XX:+UseSerialGC", "-Djdk.internal.httpclient.disableHostnameVerification=true", "-cp", "/lib-troupe/*", "dev.troupe.load.Main", "traffic"]
DOCKERFILE
  # A new version: the same program under another image. A broken one: it lives, and never becomes ready.
  printf 'FROM troupe:lab\nLABEL lab.version=2\n' | docker build -q -t troupe:lab2 - >/dev/null 2>&1
  printf 'FROM troupe:lab\nENTRYPOINT ["sleep", "infinity"]\n' | docker build -q -t troupe:broken - >/dev/null 2>&1
  local image
  for image in troupe:lab troupe:lab2 troupe:broken; do "$here/lab.sh" share "$image"; done
}

secrets() {
  local name
  [ -f "$work/secrets/admin_key" ] && return
  "$home/deploy/make-dev-ca.sh" "$work/secrets" troupe-edge
  for name in db_password admin_key grafana_password; do openssl rand -hex 24 > "$work/secrets/$name"; done
  chmod 755 "$work/secrets"; chmod 644 "$work/secrets"/*
  for name in db_password admin_key grafana_password; do docker secret create "troupe_$name" "$work/secrets/$name" >/dev/null; done
  for name in node_ca node_cert node_key https_cert https_key; do docker secret create "troupe_${name}_1" "$work/secrets/$name" >/dev/null; done
  docker node update --label-add troupe.database=true "$(docker info --format '{{.Swarm.NodeID}}')" >/dev/null
}

stack() { # deploys with the image $1; fails when the deployment does
  "$home/troupe" deploy --env lab --override "$home/deploy/lab-override.yml" --no-resolve --image "$1" --data "$work"
}

step_deploy() {
  local begun row_seconds
  docker stack rm troupe >/dev/null 2>&1 || true
  await 120 "the last stack is gone" gone >/dev/null
  begun=$SECONDS
  stack troupe:lab
  await 300 "three members up" members "3/3" >/dev/null
  row "deploy, until three members are up" "$((SECONDS - begun))" - 0
}

step_scale() {
  local took
  traffic up
  docker service scale -d troupe_node=5 >/dev/null
  took="$(await 300 "five members" members 5/5)"
  traffic_ends up
  row "scale 3 to 5" "$took" up 0
  traffic down
  docker service scale -d troupe_node=3 >/dev/null
  took="$(await 300 "three members" members 3/3)"
  traffic_ends down
  row "scale 5 to 3" "$took" down 0
}

step_loss() {
  local took
  traffic loss
  "$here/lab.sh" kill 3
  took="$(await 300 "three members again" members 3/3)"
  traffic_ends loss
  # What is held for seconds by a machine that lost its power is repeated more than once; nothing may be lost.
  row "an engine dies, until three members are up" "$took" loss 1000000
  "$here/lab.sh" start 3
  await 60 "the engine is back" docker node ls >/dev/null
}

step_update() {
  local begun row_seconds
  traffic update
  begun=$SECONDS
  stack troupe:lab2
  row_seconds=$((SECONDS - begun))
  traffic_ends update
  row "rolling update of three nodes" "$row_seconds" update 0
}

step_broken() {
  local begun row_seconds
  traffic broken
  begun=$SECONDS
  if stack troupe:broken; then say "a broken image was deployed"; bad=1; fi
  row_seconds=$((SECONDS - begun))
  state_is rollback_completed || bad=1
  traffic_ends broken
  [ "$row_seconds" -lt 120 ] || bad=1
  row "broken image, until rolled back" "$row_seconds" broken 0
}

step_rollback() { # to what ran before the last deployment, by hand
  local begun row_seconds
  stack troupe:lab
  traffic rollback
  begun=$SECONDS
  "$home/troupe" rollback --env lab --data "$work"
  row_seconds=$((SECONDS - begun))
  traffic_ends rollback
  [ "$row_seconds" -lt 120 ] || bad=1
  row "rollback of three good nodes, by hand" "$row_seconds" rollback 0
}

steps=("$@")
[ $# -gt 0 ] || steps=(deploy update broken rollback scale loss)
mkdir -p "$work"
"$here/lab.sh" up
[ -n "${TROUPE_LAB_NO_BUILD:-}" ] || images
secrets
for step in "${steps[@]}"; do
  if [ "$step" = down ]; then "$here/lab.sh" down; else say "step $step"; "step_$step" || { bad=1; rows+=("$step did not end as expected"); }; fi
done
printf '\n%-44s %7s %7s %9s %7s %9s\n' step seconds calls repeated failed 'longest s'
printf '%s\n' "${rows[@]}"
exit "$bad"

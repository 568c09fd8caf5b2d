# Sourced by .ci/run: a Docker and a Podman of its own for the tests, with data of their own, ended by their process ids.
# Both get the image debian:bookworm-slim from the machine's Debian mirror, since nothing is pulled.

engines=
podman_pid=
bridge=

# The programs come with services that nobody asked for here.
without_services() {
  local policy=/usr/sbin/policy-rc.d made=
  if [[ ! -e $policy ]]; then
    printf '#!/bin/sh\nexit 101\n' >"$policy"
    chmod 755 "$policy"
    made=1
  fi
  local code=0
  "$@" || code=$?
  if [[ -n $made ]]; then rm -f "$policy"; fi
  return "$code"
}

start_engines() {
  engines=$(mktemp -d /var/lib/lockkeeper-ci.XXXXXX)
  mkdir "$engines/docker" "$engines/podman" "$engines/run"
  # A socket's path has 107 bytes at the most.
  export TEST_DOCKER_SOCKET=$engines/run/docker.sock TEST_PODMAN_SOCKET=$engines/run/podman.sock
  cgroups
  local network=()
  if ip link show docker0 >/dev/null 2>&1; then
    bridge=lkci$$
    ip link add "$bridge" type bridge && ip addr add 10.213.77.1/24 dev "$bridge" && ip link set "$bridge" up
    network=(--bridge "$bridge")
  fi
  # Tests end it and start it again by this; only of an engine of their own.
  export TEST_DOCKER_CONTROL=$engines/control-docker
  cat >"$TEST_DOCKER_CONTROL" <<CONTROL
#!/bin/sh
case \$1 in
start)
  setsid dockerd -H "unix://$TEST_DOCKER_SOCKET" --data-root "$engines/docker" --exec-root "$engines/run/docker" \\
    --pidfile "$engines/run/docker.pid" ${network[*]} >>"$logs/dockerd.log" 2>&1 </dev/null &
  ;;
stop | kill)
  pid=\$(cat "$engines/run/docker.pid") || exit 0
  if [ "\$1" = kill ]; then kill -KILL "\$pid"; else kill -TERM "\$pid"; fi
  timeout 60 tail --pid="\$pid" -f /dev/null
  ;;
esac
CONTROL
  chmod 755 "$TEST_DOCKER_CONTROL"
  "$TEST_DOCKER_CONTROL" start
  cat >"$engines/containers.conf" <<'CONF'
[containers]
default_ulimits = ["nofile=4096:4096", "nproc=4096:4096"]
[engine]
runtime = "runc"
cgroup_manager = "cgroupfs"
events_logger = "file"
CONF
  CONTAINERS_CONF=$engines/containers.conf podman --root "$engines/podman" --runroot "$engines/run/podman" \
    system service --time=0 "unix://$TEST_PODMAN_SOCKET" >"$logs/podman.log" 2>&1 &
  podman_pid=$!
}

# A machine without an init, such as a container, has no control groups mounted.
cgroups() {
  if ! mountpoint -q /sys/fs/cgroup; then
    mount -t tmpfs cgroup /sys/fs/cgroup
    local name
    for name in $(awk '!/^#/ && $4 == 1 { print $1 }' /proc/cgroups); do
      mkdir -p "/sys/fs/cgroup/$name"
      mount -t cgroup -o "$name" cgroup "/sys/fs/cgroup/$name" || rmdir "/sys/fs/cgroup/$name"
    done
  fi
}

until_answering() {
  local socket=$1 tries=0
  until docker -H "unix://$socket" version >/dev/null 2>&1; do
    tries=$((tries + 1))
    if ((tries > 120)); then
      echo "Nothing answers at $socket."
      return 1
    fi
    sleep 0.5
  done
}

# The base of every image, from where this machine gets its own packages.
import_base() {
  local mirror
  mirror=$(apt-get indextargets --format '$(SITE) $(CODENAME) $(COMPONENT)' 'Created-By: Packages' |
    awk '$2 == "bookworm" && $3 == "main" { print $1; exit }')
  eatmydata debootstrap --variant=minbase bookworm "$engines/base" "${mirror:-http://deb.debian.org/debian}"
  # As in the image of that name: what is lost when the machine dies is built again.
  echo force-unsafe-io >"$engines/base/etc/dpkg/dpkg.cfg.d/docker-apt-speedup"
  # The way there, where it leads through a proxy.
  apt-config dump | grep -E '^Acquire::https?::.*[Pp]roxy.* "..*";' >"$engines/base/etc/apt/apt.conf.d/90proxy" || true
  tar -C "$engines/base" --exclude=./var/cache/apt/archives/*.deb --exclude=./var/lib/apt/lists/* -cf "$engines/base.tar" .
  rm -rf "$engines/base"
  until_answering "$TEST_DOCKER_SOCKET"
  docker -H "unix://$TEST_DOCKER_SOCKET" import "$engines/base.tar" debian:bookworm-slim
  until_answering "$TEST_PODMAN_SOCKET"
  docker -H "unix://$TEST_PODMAN_SOCKET" import "$engines/base.tar" debian:bookworm-slim
  rm "$engines/base.tar"
  docker -H "unix://$TEST_DOCKER_SOCKET" version --format 'Docker {{.Server.Version}}, API {{.Server.APIVersion}}' |
    tee "$engines/versions"
  podman --version | tee -a "$engines/versions"
  docker-compose version --short | sed 's/^/docker-compose /' | tee -a "$engines/versions"
}

# What tests of ours left, one line each: on the engines by our label, and processes and sockets of this machine by
# where they come from and lie.
list_left() {
  list_left_on_engines
  list_left_processes
  # A browser that is ended leaves its own.
  find "${TMPDIR:-/tmp}" -ignore_readdir_race -newer "$logs/check.log" -type s -not -path '*/org.chromium.*' -printf 'socket %p\n'
}

list_left_processes() {
  local folder command
  for folder in /proc/[0-9]*; do
    # One that ends meanwhile has left nothing.
    command=$({ tr '\0' ' ' <"$folder/cmdline"; } 2>/dev/null) || continue
    case $command in
    *"$engines"*) ;;
    *"$PWD/"* | *"${TMPDIR:-/tmp}/lk"* | *"${TMPDIR:-/tmp}/lockkeeper"*) echo "process ${folder#/proc/} $command" ;;
    esac
  done
}

list_left_on_engines() {
  local socket kind label=label=dev.lockkeeper.installation
  for socket in "$TEST_DOCKER_SOCKET" "$TEST_PODMAN_SOCKET"; do
    docker -H "unix://$socket" ps --all --filter "$label" --format "container {{.Names}} on $socket"
    for kind in volume network; do
      docker -H "unix://$socket" "$kind" ls --filter "$label" --format "$kind {{.Name}} on $socket"
    done
  done
}

stop_engines() {
  [[ -n $engines ]] || return 0
  CONTAINERS_CONF=$engines/containers.conf timeout 60 podman --root "$engines/podman" --runroot "$engines/run/podman" \
    rm --all --force --time 0 >/dev/null 2>&1 || true
  "$TEST_DOCKER_CONTROL" stop || true
  kill "$podman_pid" 2>/dev/null && wait "$podman_pid" 2>/dev/null || true
  if [[ -n $bridge ]]; then ip link delete "$bridge" || true; fi
  # What is still mounted below must not be followed into.
  awk -v below="$engines/" 'index($2, below) == 1 { print $2 }' /proc/mounts | sort -r | xargs -r -n1 umount -l || true
  rm -rf --one-file-system "$engines"
  engines=
}

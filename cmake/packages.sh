# Sourced by the two commands of the README: makes sure that what the build needs is there.
#
# On Debian and its kin missing packages are installed when we may (as root, or with sudo that asks
# nothing); anywhere else, or when we may not, one line says what to install.
zg_packages="gcc cmake ninja-build pkg-config python3 liblua5.4-dev libuv1-dev libcjson-dev \
libsqlite3-dev libutf8proc-dev libopencc-dev libpcre2-dev libcsv-dev libedit-dev uthash-dev \
libcmocka-dev tzdata"

zg_need_packages() {
  command -v dpkg-query >/dev/null 2>&1 || {
    echo "This needs, by Debian's names: $zg_packages $*" >&2
    return 0 # some other system: perhaps it has them all; the build will tell
  }
  missing=""
  for package in $zg_packages "$@"; do
    dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q "install ok installed" ||
      missing="$missing $package"
  done
  [ -z "$missing" ] && return 0
  if [ "$(id -u)" = 0 ]; then
    root=""
  elif command -v sudo >/dev/null 2>&1 && sudo -n true 2>/dev/null; then
    root="sudo"
  else
    echo "Please install what is missing first:  sudo apt-get install$missing" >&2
    return 1
  fi
  echo "Installing:$missing"
  $root apt-get update -qq &&
    DEBIAN_FRONTEND=noninteractive $root apt-get install -y -qq --no-install-recommends $missing \
      >/dev/null
}

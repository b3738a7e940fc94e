# Sourced by ./stagedoor, bench/run and .ci/run: finds a JDK that is new enough, at JAVA_HOME, then on the PATH, then in the usual places of
# Linux and macOS. Works with bash 3.2. STAGEDOOR_JDK_PATH, directories or patterns with colons between them, replaces the usual places.

REQUIRED_JAVA=25

# Follows symbolic links to the file itself (readlink -f is not everywhere).
resolve() {
  local file=$1 link
  while [ -L "$file" ]; do
    link=$(readlink "$file")
    case $link in
      /*) file=$link ;;
      *) file=$(dirname "$file")/$link ;;
    esac
  done
  printf '%s\n' "$file"
}

# Whether a directory holds a JDK that is new enough. Reads its release file: starting each candidate would take longer than serving.
is_jdk() {
  local home=$1 line version=
  [ -x "$home/bin/java" ] && [ -x "$home/bin/javac" ] || return 1
  if [ -r "$home/release" ]; then
    while IFS= read -r line || [ -n "$line" ]; do
      case $line in JAVA_VERSION=*) version=${line#JAVA_VERSION=} ;; esac
    done <"$home/release"
  else
    version=$("$home/bin/java" -version 2>&1 | sed -n 's/.* version \("[^"]*"\).*/\1/p' | head -n 1)
  fi
  version=${version#\"}
  version=${version%%[!0-9]*}
  [ -n "$version" ] && [ "$version" -ge "$REQUIRED_JAVA" ]
}

# The home of the java on the PATH; asks it when it is a shim.
home_of_path_java() {
  local found home
  found=$(command -v java 2>/dev/null) || return 1
  home=$(dirname "$(dirname "$(resolve "$found")")")
  if [ -x "$home/bin/javac" ] && [ -r "$home/release" ]; then
    printf '%s\n' "$home"
    return
  fi
  "$found" -XshowSettings:properties -version 2>&1 | sed -n 's/^ *java\.home = //p' | head -n 1
}

# Where Linux distributions, macOS and the usual installers put JDKs, newest LTS layouts first; one directory or pattern a line.
usual_places() {
  if [ -n "${STAGEDOOR_JDK_PATH:-}" ]; then
    printf '%s\n' "$STAGEDOOR_JDK_PATH" | tr ':' '\n'
    return
  fi
  [ -x /usr/libexec/java_home ] && /usr/libexec/java_home -v "$REQUIRED_JAVA+" 2>/dev/null
  printf '%s\n' '/usr/lib/jvm/*' '/usr/lib64/jvm/*' '/usr/java/*' '/opt/*' '/opt/java/*' '/opt/jdk/*' '/usr/local/*jdk*' \
    '/Library/Java/JavaVirtualMachines/*/Contents/Home' '/opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home' \
    '/usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home'
  [ -n "${HOME:-}" ] && printf '%s\n' "$HOME/.sdkman/candidates/java/*" "$HOME/.jdks/*" "$HOME/.asdf/installs/java/*" \
    "$HOME/.local/share/mise/installs/java/*" "$HOME/Library/Java/JavaVirtualMachines/*/Contents/Home"
}

find_jdk() {
  local candidate place
  if [ -n "${JAVA_HOME:-}" ] && is_jdk "$JAVA_HOME"; then
    printf '%s\n' "$JAVA_HOME"
    return
  fi
  candidate=$(home_of_path_java)
  if [ -n "$candidate" ] && is_jdk "$candidate"; then
    printf '%s\n' "$candidate"
    return
  fi
  usual_places | while IFS= read -r place; do
    IFS= # a place may hold spaces; only its pattern is to be expanded
    for candidate in $place; do
      if is_jdk "$candidate"; then
        printf '%s\n' "$candidate"
        return
      fi
    done
  done | head -n 1
}

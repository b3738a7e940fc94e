#!/usr/bin/env bash
# OpenJDK 17 and 25 on Linux: ProcessHandle.info().arguments() is empty for a process whose command line is longer than 4096 bytes.
#
# The JDK reads /proc/PID/cmdline, which has the whole line, but no more of it than one page. When there is more, arguments() is an empty
# Optional, and commandLine() is present and ends after 4096 characters in the middle of an argument, without a word.
# A class path of some forty jars is that long: a program that looks up its own flags to start a second JVM with them finds none.
# RuntimeMXBean.getInputArguments() has them all.
#
# Seen:
#   an argument of 1000 characters: arguments present true, command line present true, cut at 4096 false, flag told by the bean true
#   an argument of 5000 characters: arguments present false, command line present true, cut at 4096 true, flag told by the bean true
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > Ask.java <<'JAVA'
import java.lang.management.ManagementFactory;

public class Ask {
    public static void main(String[] arguments) {
        var info = ProcessHandle.current().info();
        System.out.println("an argument of " + arguments[0].length() + " characters: arguments present " + info.arguments().isPresent()
                + ", command line present " + info.commandLine().isPresent() + ", cut at 4096 "
                + (info.commandLine().orElse("").length() == 4096) + ", flag told by the bean "
                + ManagementFactory.getRuntimeMXBean().getInputArguments().contains("-Dflag=1"));
    }
}
JAVA

for length in 1000 5000; do
  "${JAVA_HOME:+$JAVA_HOME/bin/}java" -Dflag=1 Ask.java "$(head -c $length /dev/zero | tr '\0' a)" 2> errors || { cat errors >&2; exit 1; }
done | tee seen

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
an argument of 1000 characters: arguments present true, command line present true, cut at 4096 false, flag told by the bean true
an argument of 5000 characters: arguments present false, command line present true, cut at 4096 true, flag told by the bean true
EXPECTED

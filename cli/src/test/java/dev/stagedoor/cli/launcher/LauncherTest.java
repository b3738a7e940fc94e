package dev.stagedoor.cli.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Runs the real launcher in a checkout of its own, with JDKs and a Maven that only look like them. */
final class LauncherTest {
    private static final Path LAUNCHER = Path.of("..", "stagedoor");
    private static final List<String> TOOLS = List.of("bash", "env", "readlink", "dirname", "basename", "sed", "head", "tr", "find", "cat",
            "mkdir", "rm", "sleep", "date", "cp", "ln", "touch", "mv", "cksum", "grep");

    @TempDir
    private Path directory;

    private Path checkout;
    private Path tools;
    private final Map<String, String> environment = new HashMap<>();

    private record Outcome(int exitCode, String out, String err) {}

    @BeforeEach
    void prepare() throws IOException {
        assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no /bin/bash");
        checkout = Files.createDirectories(directory.resolve("check out"));
        Files.copy(LAUNCHER, checkout.resolve("stagedoor"));
        Files.copy(LAUNCHER.resolveSibling("launcher").resolve("jdk.sh"), Files.createDirectories(checkout.resolve("launcher"))
                .resolve("jdk.sh"));
        checkout.resolve("stagedoor").toFile().setExecutable(true);
        Files.writeString(checkout.resolve("pom.xml"), "<project/>");
        tools = Files.createDirectories(directory.resolve("tools"));
        for (String tool : TOOLS) {
            script(tools.resolve(tool), "exec " + whereIs(tool) + " \"$@\"");
        }
        environment.put("PATH", tools.toString());
        environment.put("HOME", directory.toString());
        environment.put("STAGEDOOR_JDK_PATH", directory.resolve("nothing").toString());
    }

    @Test
    void machine_without_a_jdk_gets_one_line_that_says_what_to_install() throws Exception {
        Outcome outcome = launch("--version");
        assertThat(outcome.exitCode()).isEqualTo(69);
        assertThat(outcome.err()).isEqualTo("stagedoor: no JDK 25 or newer found; install one (for example Eclipse Temurin 25,"
                + " https://adoptium.net) or set JAVA_HOME to it\n");
    }

    @Test
    void machine_without_maven_gets_one_line_that_says_what_to_install() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        Outcome outcome = launch("--version");
        assertThat(outcome.exitCode()).isEqualTo(69);
        assertThat(outcome.err()).isEqualTo(
                "stagedoor: Maven is not on the PATH; install Maven 3.8 or newer (https://maven.apache.org) to build Stagedoor\n");
    }

    @Test
    void maven_that_is_too_old_is_named() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        script(tools.resolve("mvn"), "echo 'Apache Maven 3.6.3 (cecedd343)'");
        Outcome outcome = launch("--version");
        assertThat(outcome.exitCode()).isEqualTo(69);
        assertThat(outcome.err()).isEqualTo("stagedoor: Maven 3.6 is too old; install Maven 3.8 or newer (https://maven.apache.org)\n");
    }

    @Test
    void old_java_home_and_old_java_on_the_path_are_passed_over() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-17", "17.0.15").toString());
        Files.createSymbolicLink(tools.resolve("java"), jdk("jdk-21", "21.0.2").resolve("bin/java"));
        jdk("places/jdk 24", "24.0.1");
        jdk("places/jdk 25", "25.0.1");
        environment.put("STAGEDOOR_JDK_PATH", directory.resolve("places") + "/*");
        working(tools.resolve("mvn"));
        assertThat(launch("serve", "--port", "1").out()).endsWith("jdk 25: serve --port 1\n");
    }

    @Test
    void java_home_wins_over_the_path_and_the_path_over_the_usual_places() throws Exception {
        working(tools.resolve("mvn"));
        jdk("places/jdk-27", "27");
        environment.put("STAGEDOOR_JDK_PATH", directory.resolve("places") + "/*");
        Files.createSymbolicLink(tools.resolve("java"), jdk("jdk-26", "26-ea").resolve("bin/java"));
        assertThat(launch("demo").out()).endsWith("jdk-26: demo\n");
        environment.put("JAVA_HOME", jdk("jdk-25", "25").toString());
        assertThat(launch("demo").out()).endsWith("jdk-25: demo\n");
    }

    @Test
    void runtime_without_a_compiler_is_passed_over() throws Exception {
        Path home = jdk("jre-25", "25.0.1");
        Files.delete(home.resolve("bin/javac"));
        environment.put("JAVA_HOME", home.toString());
        assertThat(launch("demo").exitCode()).isEqualTo(69);
    }

    @Test
    void it_builds_once_and_again_when_a_source_is_newer() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        working(tools.resolve("mvn"));
        assertThat(launch("demo").err()).contains("building (first run only)");
        assertThat(launch("demo").err()).isEmpty();
        Files.writeString(Files.createDirectories(checkout.resolve("engine/src/main")).resolve("New.java"), "class New {}");
        assertThat(launch("demo").err()).contains("building (sources have changed)");
        assertThat(launch("demo").err()).isEmpty();
    }

    @Test
    void failed_build_shows_the_errors_and_is_tried_again() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        script(tools.resolve("mvn"),
                "case $1 in -version) echo 'Apache Maven 3.9.1';; *) echo '[ERROR] it does not compile'; exit 1;; esac");
        Outcome outcome = launch("demo");
        assertThat(outcome.exitCode()).isEqualTo(70);
        assertThat(outcome.err()).contains("[ERROR] it does not compile").contains("the build failed; all of its output is in ");
        working(tools.resolve("mvn"));
        assertThat(launch("demo").exitCode()).isZero();
    }

    @Test
    void two_first_runs_at_once_build_once() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        working(tools.resolve("mvn"));
        Process one = start("demo");
        Process two = start("demo");
        assertThat(finish(one).exitCode()).isZero();
        assertThat(finish(two).exitCode()).isZero();
        assertThat(Files.readAllLines(checkout.resolve("builds"))).hasSize(1);
    }

    @Test
    void lock_of_a_builder_that_died_is_taken_over() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        working(tools.resolve("mvn"));
        Process dead = new ProcessBuilder("/bin/bash", "-c", "exit 0").start();
        dead.waitFor();
        Path lock = Files.createDirectories(checkout.resolve("target/stagedoor/lock"));
        Files.writeString(lock.resolve("pid"), dead.pid() + "\n");
        assertThat(launch("demo").exitCode()).isZero();
    }

    @Test
    void it_works_through_a_symbolic_link_from_any_directory() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        working(tools.resolve("mvn"));
        Path link = Files.createSymbolicLink(directory.resolve("link"), Path.of("check out", "stagedoor"));
        Process process = processBuilder(link, "demo").directory(Files.createDirectories(directory.resolve("elsewhere")).toFile()).start();
        assertThat(finish(process).out()).endsWith("jdk-25: demo\n");
    }

    @Test
    void copied_checkout_runs_its_own_jars_and_makes_its_own_cache() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        working(tools.resolve("mvn"));
        assertThat(launch("demo").out()).contains(checkout.resolve("target").toString());
        Path copy = directory.resolve("copy");
        new ProcessBuilder("cp", "-Rp", checkout.toString(), copy.toString()).inheritIO().start().waitFor();

        Outcome outcome = finish(processBuilder(copy.resolve("stagedoor"), "demo").start());

        assertThat(outcome.out()).contains(copy.resolve("target").toString(), "lib/stagedoor-cli-1.jar:")
                .doesNotContain(checkout.toString());
        assertThat(outcome.err()).contains("preparing a cache for faster starts").doesNotContain("building");
        assertThat(copy.resolve("builds")).hasContent("built");
    }

    @Test
    void collector_the_user_names_replaces_the_launchers() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        working(tools.resolve("mvn"));
        assertThat(launch("demo").out()).contains("-XX:+UseSerialGC");
        environment.put("STAGEDOOR_JAVA_OPTS", "-Xmx64m -XX:+UseG1GC");
        assertThat(launch("demo").out()).contains("-Xmx64m", "-XX:+UseG1GC").doesNotContain("-XX:+UseSerialGC");
    }

    @Test
    void heap_the_user_bounds_replaces_the_launchers() throws Exception {
        environment.put("JAVA_HOME", jdk("jdk-25", "25.0.1").toString());
        working(tools.resolve("mvn"));
        assertThat(launch("demo").out()).contains("-Xms");
        environment.put("STAGEDOOR_JAVA_OPTS", "-Xmx64m");
        assertThat(launch("demo").out()).contains("-Xmx64m").doesNotContain("-Xms");
    }

    /** A JDK whose java prints its options and, on the last line, its directory and the command's arguments. */
    private Path jdk(String name, String version) throws IOException {
        Path home = directory.resolve(name);
        Files.createDirectories(home.resolve("bin"));
        Files.writeString(home.resolve("release"), "IMPLEMENTOR=\"Nobody\"\nJAVA_VERSION=\"" + version + "\"\nOS_NAME=\"Linux\"");
        script(home.resolve("bin/java"), """
                while [ $# -gt 0 ] && [ "$1" != dev.stagedoor.cli.Main ]; do echo "$1"; shift; done
                shift
                echo "%s: $*"
                """.formatted(home.getFileName()));
        script(home.resolve("bin/javac"), "exit 0");
        return home;
    }

    /** A Maven that takes a moment, counts its builds and leaves jars. */
    private static void working(Path mvn) throws IOException {
        script(mvn, """
                case $1 in -version) echo 'Apache Maven 3.9.1'; exit;; esac
                sleep 0.3
                echo built >>builds
                mkdir -p cli/target/lib && touch cli/target/stagedoor-cli-1.jar cli/target/lib/library-1.jar
                """);
    }

    private static void script(Path file, String body) throws IOException {
        Files.deleteIfExists(file);
        Files.writeString(file, "#!/bin/bash\n" + body);
        Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private static Path whereIs(String tool) {
        for (String place : List.of("/usr/bin", "/bin", "/usr/local/bin")) {
            Path file = Path.of(place, tool);
            if (Files.isExecutable(file)) {
                return file;
            }
        }
        throw new IllegalStateException(tool + " is not installed");
    }

    private Outcome launch(String... arguments) throws Exception {
        return finish(start(arguments));
    }

    private Process start(String... arguments) throws IOException {
        return processBuilder(checkout.resolve("stagedoor"), arguments).start();
    }

    private ProcessBuilder processBuilder(Path launcher, String... arguments) throws IOException {
        var command = new java.util.ArrayList<>(List.of(launcher.toString()));
        command.addAll(List.of(arguments));
        var builder = new ProcessBuilder(command)
                .redirectOutput(Files.createTempFile(directory, "out", "").toFile())
                .redirectError(Files.createTempFile(directory, "err", "").toFile());
        builder.environment().clear();
        builder.environment().putAll(environment);
        outputs.add(builder);
        return builder;
    }

    private final List<ProcessBuilder> outputs = new java.util.ArrayList<>();
    private int finished;

    private Outcome finish(Process process) throws Exception {
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).as("ends").isTrue();
        ProcessBuilder builder = outputs.get(finished++);
        return new Outcome(process.exitValue(), Files.readString(builder.redirectOutput().file().toPath()),
                Files.readString(builder.redirectError().file().toPath()));
    }
}

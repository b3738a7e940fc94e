package dev.stagedoor.bench.staged;

import dev.stagedoor.bench.system.Home;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Spark in a process of its own. */
final class LocalSpark {
    private static final String HEAP = "-Xmx4g";

    /** What Spark's own launcher opens. */
    private static final List<String> OPENED = List.of(
            "java.base/java.lang", "java.base/java.lang.invoke", "java.base/java.lang.reflect", "java.base/java.io", "java.base/java.net",
            "java.base/java.nio", "java.base/java.util", "java.base/java.util.concurrent", "java.base/java.util.concurrent.atomic",
            "java.base/jdk.internal.ref", "java.base/sun.nio.ch", "java.base/sun.nio.cs", "java.base/sun.security.action",
            "java.base/sun.util.calendar");

    private LocalSpark() {}

    /**
     * In the JDK that runs this, with the class path that {@code bench/run} has made from {@code bench/spark/pom.xml}. Its log is kept.
     *
     * @param settings of its session, as {@code name=value}
     */
    static AskedPeer start(List<String> settings, Map<String, String> environment) throws IOException {
        Path home = Home.root().resolve("bench/spark");
        String jars = Files.readString(home.resolve("target/classpath")).strip();
        Path classes = Home.root().resolve("bench/target/classes");
        var command = new ArrayList<>(List.of(Home.java(), HEAP, "--sun-misc-unsafe-memory-access=allow"));
        command.add("--enable-native-access=ALL-UNNAMED");
        OPENED.forEach(opened -> command.add("--add-opens=" + opened + "=ALL-UNNAMED"));
        command.addAll(List.of("-cp", jars + ":" + classes, home.resolve("SparkPeer.java").toString()));
        command.add(String.valueOf(StagedServer.THREADS));
        command.addAll(settings);
        return AskedPeer.start(command, environment, Home.root().resolve("bench/target/spark.log"));
    }
}

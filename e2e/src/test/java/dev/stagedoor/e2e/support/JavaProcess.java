package dev.stagedoor.e2e.support;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Command lines for another JVM of the JDK that runs the tests. */
public final class JavaProcess {
    private static final String MAIN_CLASS = "dev.stagedoor.cli.Main";

    private JavaProcess() {}

    /** Runs the {@code stagedoor} command, on exactly the libraries it has. */
    public static List<String> stagedoor(List<String> jvmFlags, List<String> arguments) {
        List<String> flags = new ArrayList<>(ServerCache.flags());
        flags.addAll(jvmFlags);
        return stagedoor(flags, System.getProperty("server.class.path"), arguments);
    }

    /** Runs it with these flags alone. */
    static List<String> stagedoor(List<String> jvmFlags, String classPath, List<String> arguments) {
        return command(jvmFlags, classPath, MAIN_CLASS, arguments);
    }

    /** Runs a main class of the tests. */
    public static List<String> test(List<String> jvmFlags, Class<?> mainClass, List<String> arguments) {
        return command(jvmFlags, testClassPath(), mainClass.getName(), arguments);
    }

    /** Runs one source file with the libraries of the tests. */
    public static List<String> source(Path file, List<String> arguments) {
        return source(List.of(), file, arguments);
    }

    /** As {@link #source(Path, List)}, with flags of the JVM. */
    public static List<String> source(List<String> jvmFlags, Path file, List<String> arguments) {
        return command(jvmFlags, testClassPath(), file.toString(), arguments);
    }

    /** Runs one source file with the library that a class is from, and no other. */
    public static List<String> sourceWith(Class<?> ofLibrary, Path file, List<String> arguments) {
        String library = ofLibrary.getProtectionDomain().getCodeSource().getLocation().getPath();
        return command(List.of(), library, file.toString(), arguments);
    }

    private static List<String> command(List<String> jvmFlags, String classPath, String mainClass, List<String> arguments) {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("--enable-native-access=ALL-UNNAMED");
        command.addAll(jvmFlags);
        command.addAll(List.of("-cp", classPath, mainClass));
        command.addAll(arguments);
        return command;
    }

    /** Surefire starts its JVM with a jar that only names the class path, and keeps the real one in a property. */
    private static String testClassPath() {
        return System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    }
}

package dev.stagedoor.storage.contract;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ExtensionContext.Namespace;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.opentest4j.TestAbortedException;

/**
 * Writes what a run of the contract found to {@code target/store-contract/<store>.tsv}: the store's name, then, in the
 * order of {@link Feature}, a line for each test and feature: the feature's title, the outcome, the test, and how the store differs. The
 * compatibility table in docs/stores.md is made of these files.
 */
public final class ContractResults implements AfterEachCallback, AfterAllCallback, ParameterResolver {
    /** Where the files go, in the directory of the module whose tests run. */
    public static final Path DIRECTORY = Path.of("target", "store-contract");

    private static final Namespace NAMESPACE = Namespace.create(ContractResults.class);

    private record Line(Feature feature, Outcome outcome, String test, String remark) {
        String text() {
            return String.join("\t", feature.title(), outcome.name(), test, remark);
        }
    }

    /** What a test that ran to its end may say of its store. */
    public static final class Remark {
        private Outcome outcome = Outcome.PASSED;
        private String text = "";

        /** The store refused, as it should without that capability. */
        public void refused(String capability) {
            say(Outcome.REFUSED, capability);
        }

        /** The store differs as declared. */
        public void deviates(Deviation deviation) {
            say(Outcome.DEVIATES, deviation.text());
        }

        /** The store differs in a way of its own. */
        public void deviates(String how) {
            say(Outcome.DEVIATES, how);
        }

        private void say(Outcome what, String how) {
            if (what.compareTo(outcome) > 0) {
                outcome = what;
                text = how;
            }
        }
    }

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
        return parameter.getParameter().getType() == Remark.class;
    }

    @Override
    public Remark resolveParameter(ParameterContext parameter, ExtensionContext context) {
        return context.getStore(NAMESPACE).computeIfAbsent(Remark.class, type -> new Remark(), Remark.class);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Covers covers = context.getRequiredTestMethod().getAnnotation(Covers.class);
        if (covers == null) {
            return;
        }
        Remark remark = Optional.ofNullable(context.getStore(NAMESPACE).get(Remark.class, Remark.class)).orElseGet(Remark::new);
        Outcome outcome = context.getExecutionException()
                .map(e -> e instanceof TestAbortedException ? Outcome.SKIPPED : Outcome.FAILED)
                .orElse(remark.outcome);
        for (Feature feature : covers.value()) {
            lines(context).add(new Line(feature, outcome, context.getRequiredTestMethod().getName(), remark.text));
        }
    }

    @SuppressWarnings("unchecked")
    private static List<Line> lines(ExtensionContext context) {
        ExtensionContext ofClass = context;
        while (ofClass.getTestMethod().isPresent()) {
            ofClass = ofClass.getParent().orElseThrow();
        }
        return (List<Line>) ofClass.getStore(NAMESPACE)
                .computeIfAbsent("lines", key -> Collections.synchronizedList(new ArrayList<Line>()), List.class);
    }

    @Override
    public void afterAll(ExtensionContext context) throws IOException {
        write(context.getRequiredTestClass(), lines(context).stream().distinct().toList());
    }

    /** Notes that a store's whole suite did not run. */
    public static void writeSkipped(Class<?> suite, String reason) throws IOException {
        List<Line> lines = new ArrayList<>();
        for (Feature feature : Feature.values()) {
            lines.add(new Line(feature, Outcome.SKIPPED, "*", reason));
        }
        write(suite, lines);
    }

    private static void write(Class<?> suite, List<Line> lines) throws IOException {
        StoreName name = suite.getAnnotation(StoreName.class);
        String store = name == null ? suite.getSimpleName() : name.value();
        List<String> file = new ArrayList<>(List.of(store));
        lines.stream().sorted(Comparator.comparing(Line::feature).thenComparing(Line::test)).forEach(line -> file.add(line.text()));
        Files.createDirectories(DIRECTORY);
        Files.write(DIRECTORY.resolve(store.replaceAll("[^A-Za-z0-9]+", "-") + ".tsv"), file);
    }
}

package dev.stagedoor.cli.verify;

import dev.stagedoor.storage.embedded.VerifyReport;
import dev.stagedoor.storage.embedded.VerifyReport.Finding;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** How the result of a scrub is printed. */
public enum VerifyOutput {
    /** A line for each piece of damage, when it is found, and a last one with the sum. */
    TEXT {
        @Override
        public void found(Finding finding, PrintWriter out) {
            out.println("damaged: " + printable(finding.what()) + ": " + printable(finding.detail()));
            out.flush();
        }

        @Override
        public void summary(VerifyReport report, PrintWriter out) {
            if (report.strayFiles() > 0) {
                out.printf(
                        Locale.ROOT,
                        "%,d files with %,d bytes belong to nothing; the next start deletes them%n",
                        report.strayFiles(),
                        report.strayBytes());
            }
            String verdict = report.isWhole() ? "everything is whole" : String.format(Locale.ROOT, "%,d damaged", report.damage());
            out.printf(Locale.ROOT, "%,d files, %,d bytes: %s%n", report.objects(), report.bytes(), verdict);
        }
    },
    /** One object, in the end. */
    JSON {
        @Override
        public void found(Finding finding, PrintWriter out) {
            // with the summary
        }

        @Override
        public void summary(VerifyReport report, PrintWriter out) {
            Map<String, Object> object = new LinkedHashMap<>();
            object.put("whole", report.isWhole());
            object.put("files", report.objects());
            object.put("bytes", report.bytes());
            object.put("damage", report.damage());
            object.put("findings", report.findings().stream().map(VerifyOutput::finding).toList());
            object.put("stray_files", report.strayFiles());
            object.put("stray_bytes", report.strayBytes());
            // What a terminal obeys stands only within strings, where it may be spelled out.
            out.println(printable(JsonMapper.shared().writeValueAsString(object)));
        }
    };

    private static final List<Integer> SPELLED_OUT = List.of(
            (int) Character.CONTROL,
            (int) Character.FORMAT,
            (int) Character.SURROGATE,
            (int) Character.LINE_SEPARATOR,
            (int) Character.PARAGRAPH_SEPARATOR);

    /** Damage was found just now. */
    public abstract void found(Finding finding, PrintWriter out);

    /** Everything has been read. */
    public abstract void summary(VerifyReport report, PrintWriter out);

    private static Map<String, Object> finding(Finding finding) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("kind", finding.kind().name().toLowerCase(Locale.ROOT));
        object.put("what", finding.what());
        object.put("detail", finding.detail());
        return object;
    }

    /** A key may hold what a terminal obeys. */
    private static String printable(String text) {
        var printable = new StringBuilder();
        text.codePoints().forEach(c -> {
            if (SPELLED_OUT.contains(Character.getType(c))) {
                for (char unit : Character.toChars(c)) {
                    printable.append(String.format(Locale.ROOT, "\\u%04X", (int) unit));
                }
            } else {
                printable.appendCodePoint(c);
            }
        });
        return printable.toString();
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}

package dev.stagedoor.cli.files;

import dev.stagedoor.client.transfer.FileMove;
import dev.stagedoor.client.transfer.TransferSummary;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.json.JsonMapper;

/** A JSON object a line, on standard output: one for each file when its fate is known, and one at the end. */
public final class JsonReport implements TransferReport {
    private final PrintWriter out;

    public JsonReport(PrintWriter out) {
        this.out = out;
    }

    @Override
    public void found(FileMove move) {
        // Its fate is told.
    }

    @Override
    public void begun(FileMove move, long alreadyThere) {
        // Its fate is told.
    }

    @Override
    public void moved(FileMove move, long bytes) {
        // Its fate is told.
    }

    @Override
    public void done(FileMove move, String etag) {
        Map<String, Object> object = file(move, "done");
        object.put("etag", etag);
        print(object);
    }

    @Override
    public void skipped(FileMove move, String why) {
        Map<String, Object> object = file(move, "skipped");
        object.put("reason", why);
        print(object);
    }

    @Override
    public void failed(FileMove move, String why) {
        Map<String, Object> object = file(move, "failed");
        object.put("reason", why);
        print(object);
    }

    @Override
    public void missing(String source) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event", "missing");
        object.put("from", source);
        print(object);
    }

    @Override
    public void summary(TransferSummary summary) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event", "summary");
        object.put("moved", summary.moved());
        object.put("bytes", summary.bytes());
        object.put("skipped", summary.skipped());
        object.put("failed", summary.failed());
        object.put("missing", summary.missing());
        print(object);
    }

    private static Map<String, Object> file(FileMove move, String event) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("event", event);
        object.put("from", move.from());
        object.put("to", move.to());
        object.put("bytes", move.bytes());
        return object;
    }

    /** From any thread. */
    private synchronized void print(Map<String, Object> object) {
        out.println(JsonMapper.shared().writeValueAsString(object));
        out.flush();
    }
}

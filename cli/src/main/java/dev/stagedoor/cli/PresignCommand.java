package dev.stagedoor.cli;

import dev.stagedoor.client.transfer.PresignClauses;
import dev.stagedoor.client.transfer.SignedUrl;
import dev.stagedoor.client.transfer.StageClient;
import dev.stagedoor.client.transfer.StageLocation;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Signs one URL. */
@Command(
        name = "presign",
        description = {
            "Prints a URL with which anybody may download, or upload, one file.",
            "Headers that a request must have are told on standard error; -o json prints all."},
        mixinStandardHelpOptions = true,
        versionProvider = Version.class)
final class PresignCommand implements Callable<Integer> {
    /** How the URL is printed. */
    enum Output { URL, JSON, CURL }

    @Spec
    private CommandSpec spec;

    @Mixin
    private ConnectionOptions connection;

    @Parameters(paramLabel = "@STAGE/FILE", description = "The file; it need not be there.")
    private String file = "";

    @Option(names = "--upload", description = "For an upload (PUT) instead of a download (GET).")
    private boolean upload;

    @Option(names = "--expire", paramLabel = "TIME", description = "How long it is good: 90, '10m', '1h 30m' (default: 1h, or less).")
    private @Nullable String expire;

    @Option(names = "--content-type", paramLabel = "TYPE", description = "With --upload: the Content-Type that must be sent.")
    private @Nullable String contentType;

    @Option(names = "--max-size", paramLabel = "SIZE", description = "With --upload: no more than this, such as '2 GiB'.")
    private @Nullable String maxSize;

    @Option(names = "--no-clobber", description = "With --upload: must not replace a file.")
    private boolean noClobber;

    @Option(names = "--one-time", description = "Works once.")
    private boolean oneTime;

    @Option(names = "--from-ip", paramLabel = "NETWORKS", description = "Works from there alone, such as '10.0.0.0/8, 192.0.2.7'.")
    private @Nullable String fromIp;

    @Option(names = {"-o", "--output"}, paramLabel = "FORMAT", defaultValue = "url",
            description = "url, json, or curl for a command line (default: url).")
    private Output output = Output.URL;

    @Override
    public Integer call() {
        StageLocation location = StageArguments.location(spec, file);
        if (location.isDirectory()) {
            throw new ParameterException(spec.commandLine(), location + " is a directory; a URL is for one file");
        }
        try (StageClient client = connection.stages(FileOptions.DEFAULT_PATIENCE)) {
            print(client.statements().presign(upload ? "UPLOAD" : "DOWNLOAD", location, clauses()), location);
        }
        return ExitCode.OK;
    }

    private String clauses() {
        var clauses = new PresignClauses();
        clauses.text("EXPIRE", expire);
        clauses.text("CONTENT_TYPE", contentType);
        clauses.text("MAX_SIZE", maxSize);
        clauses.flag("OVERWRITE = FALSE", noClobber);
        clauses.flag("ONE_TIME = TRUE", oneTime);
        clauses.text("FROM_IP", fromIp);
        return clauses.toString();
    }

    private void print(SignedUrl signed, StageLocation location) {
        PrintWriter out = spec.commandLine().getOut();
        Map<String, String> headers = signed.headersToSend();
        switch (output) {
            case URL -> {
                out.println(signed.url());
                headers.forEach((name, value) -> spec.commandLine().getErr().println("send the header " + name + ": " + value));
            }
            case JSON -> out.println(json(signed));
            case CURL -> out.println(curl(signed, headers, location));
        }
        out.flush();
    }

    private static String json(SignedUrl signed) {
        Map<String, Object> object = new LinkedHashMap<>();
        object.put("method", signed.method());
        object.put("headers", signed.headers());
        object.put("url", signed.url().toString());
        return JsonMapper.shared().writeValueAsString(object);
    }

    private static String curl(SignedUrl signed, Map<String, String> headers, StageLocation location) {
        var command = new StringBuilder("curl -fsS");
        headers.forEach((name, value) -> command.append(" -H ").append(shellQuoted(name + ": " + value)));
        command.append(signed.method().equals("PUT") ? " -T " : " -o ").append(shellQuoted(location.name()));
        return command.append(' ').append(shellQuoted(signed.url().toString())).toString();
    }

    private static String shellQuoted(String text) {
        return "'" + text.replace("'", "'\\''") + "'";
    }
}

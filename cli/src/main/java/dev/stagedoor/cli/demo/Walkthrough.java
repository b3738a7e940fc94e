package dev.stagedoor.cli.demo;

import dev.stagedoor.cli.shell.OutputFormat;
import dev.stagedoor.cli.shell.ResultPrinter;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.FetchedRows;
import dev.stagedoor.client.QueryResult;
import dev.stagedoor.signing.S3Credential;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.Pattern;

/** The README's walk: upload, list, download, for the user stage and an internal stage, each answer checked. */
public final class Walkthrough {
    private static final String INTERNAL_STAGE = "my_internal_stage";
    private static final String EXTERNAL_STAGE = "my_external_stage";
    private static final Pattern LAST_MODIFIED = Pattern.compile("\\d{4}-\\d{2}-\\d{2} \\d{2}:\\d{2}:\\d{2}\\.\\d{3} \\+0000");

    /** Names that break what encodes carelessly. */
    private static final List<String> AWKWARD_NAMES =
            List.of("summer reading/books 2026.parquet", "a+b=100%.parquet", "📚/книги & bücher.parquet");

    private final DatabendClient client;
    private final Curl curl;
    private final Path file;
    private final Path directory;
    private final PrintWriter out;
    private final byte[] content;
    private int downloads;

    private Walkthrough(DatabendClient client, Curl curl, Path file, Path directory, PrintWriter out) {
        this.client = client;
        this.curl = curl;
        this.file = file;
        this.directory = directory;
        this.out = out;
        this.content = read(file);
    }

    /**
     * @param client of a server without files
     * @param file to upload
     * @param directory where downloads go
     * @param path the PATH variable, on which curl is looked for
     * @throws DemoFailure saying what differs, or that there is no curl
     */
    public static Walkthrough of(DatabendClient client, Path file, Path directory, String path, PrintWriter out) {
        Curl curl = Curl.find(path, out)
                .orElseThrow(() -> new DemoFailure("curl is not on the PATH; install it, the demo uploads with it"));
        return new Walkthrough(client, curl, file, directory, out);
    }

    /** Walks. */
    public void run() {
        title("Your own stage, @~");
        upload("@~/books.parquet");
        checkListing(run("LIST @~"), List.of("books.parquet"));
        download("@~/books.parquet");

        title("An internal stage");
        run("CREATE STAGE " + INTERNAL_STAGE);
        upload("@" + INTERNAL_STAGE + "/books.parquet");
        checkListing(run("LIST @" + INTERNAL_STAGE), List.of("books.parquet"));
        download("@" + INTERNAL_STAGE + "/books.parquet");

        title("Any name a file can have");
        for (String name : AWKWARD_NAMES) {
            upload("'@" + INTERNAL_STAGE + "/" + name + "'");
            download("'@" + INTERNAL_STAGE + "/" + name + "'");
        }
        checkListing(run("LIST @" + INTERNAL_STAGE),
                List.of(AWKWARD_NAMES.get(1), "books.parquet", AWKWARD_NAMES.get(0), AWKWARD_NAMES.get(2)));

        title("A table, loaded once and unloaded");
        run("CREATE TABLE books (title VARCHAR, author VARCHAR, date VARCHAR)");
        String copy = "COPY INTO books FROM @~/books.parquet FILE_FORMAT = (TYPE = PARQUET)";
        expect("Rows_loaded", "4", run(copy).cell(0, 1));
        expect("the files that are loaded again", 0, run(copy).rows().size());
        expect("the books", 3, run("SELECT title, date FROM books WHERE date > '1993' ORDER BY date").rows().size());
        FetchedRows unloaded = run("COPY INTO @~/out/ FROM (SELECT * FROM books WHERE date > '1993') FILE_FORMAT = (TYPE = CSV)"
                + " OUTPUT_HEADER = TRUE");
        expect("rows_unloaded", "3", unloaded.cell(0, 0));
        FetchedRows again = run("SELECT count($1) AS books FROM @~/out/ (FILE_FORMAT => 'csv') WHERE $1 <> 'title'");
        expect("the books that were unloaded", "3", again.cell(0, 0));

        title("Listings are tables");
        FetchedRows totals = run("SELECT count(*) AS files, sum(size) AS bytes FROM list_stage(location => '@" + INTERNAL_STAGE + "')");
        expect("the totals", List.of("4", Long.toString(4L * content.length)), List.of(totals.cell(0, 0), totals.cell(0, 1)));
    }

    /**
     * Walks on, over a bucket of the user's.
     *
     * @param endpoint where the bucket's store answers
     * @param key what opens it; stands in a statement that is printed, so it must be one that opens nothing else
     */
    public void external(URI endpoint, String bucket, S3Credential key) {
        title("An external stage: your own bucket");
        run("CREATE STAGE " + EXTERNAL_STAGE + " url = 's3://" + bucket + "' CONNECTION =(ENDPOINT_URL= '" + endpoint + "' aws_key_id='"
                + key.accessKeyId() + "' aws_secret_key='" + key.secretAccessKey().reveal() + "')");
        String url = upload("@" + EXTERNAL_STAGE + "/books.parquet");
        expect("the store that the URL points to", endpoint + "/" + bucket + "/books.parquet", url.substring(0, url.indexOf('?')));
        checkListing(run("LIST @" + EXTERNAL_STAGE), List.of("books.parquet"));
        download("@" + EXTERNAL_STAGE + "/books.parquet");
        FetchedRows shown = run("SELECT url, storage_params FROM system.stages WHERE name = '" + EXTERNAL_STAGE + "'");
        expect("the url of the stage", "s3://" + bucket + "/", shown.cell(0, 0));
        expect("that storage_params shows the secret", false, shown.cell(0, 1).contains(key.secretAccessKey().reveal()));
    }

    /** Gives the URL. */
    private String upload(String location) {
        FetchedRows presigned = run("PRESIGN UPLOAD " + location);
        expect("the method of PRESIGN UPLOAD", "PUT", presigned.cell(0, 0));
        curl.run("-fsS", "-X", "PUT", "-T", file.toString(), presigned.cell(0, 2));
        out.println();
        return presigned.cell(0, 2);
    }

    private void download(String location) {
        FetchedRows presigned = run("PRESIGN " + location);
        expect("the method of PRESIGN", "GET", presigned.cell(0, 0));
        downloads++;
        Path copy = directory.resolve("copy-" + downloads + ".parquet");
        curl.run("-fsS", "-o", copy.toString(), presigned.cell(0, 2));
        byte[] received = read(copy);
        long difference = java.util.Arrays.mismatch(content, received);
        if (difference >= 0) {
            throw new DemoFailure(location + " came back different: " + received.length + " bytes instead of " + content.length
                    + ", first difference at byte " + difference);
        }
        out.println("  the same " + content.length + " bytes came back");
        out.println();
    }

    /** Runs a statement, prints both, and keeps the rows. */
    private FetchedRows run(String sql) {
        out.println(client.database() + "> " + sql + ";");
        try (QueryResult result = client.execute(sql)) {
            FetchedRows rows = FetchedRows.of(result);
            ResultPrinter.of(OutputFormat.TABLE, 0, true).print(rows.reader(), out);
            out.println();
            out.flush();
            return rows;
        }
    }

    private void checkListing(FetchedRows listing, List<String> names) {
        expect("the columns of LIST", List.of("name", "size", "md5", "last_modified", "creator"), listing.columnNames());
        expect("the names in LIST", names, listing.rows().stream().map(row -> String.valueOf(row[0])).toList());
        String etag = "\"" + md5() + "\"";
        for (int row = 0; row < names.size(); row++) {
            expect("the size of " + names.get(row), Integer.toString(content.length), listing.cell(row, 1));
            expect("the md5 of " + names.get(row), etag, listing.cell(row, 2));
            expect("the shape of last_modified", true, LAST_MODIFIED.matcher(listing.cell(row, 3)).matches());
            expect("the creator of " + names.get(row), true, listing.rows().get(row)[4] == null);
        }
    }

    private String md5() {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("MD5").digest(content));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has MD5", e);
        }
    }

    private static void expect(String what, Object expected, Object actual) {
        if (!expected.equals(actual)) {
            throw new DemoFailure(what + " should be " + expected + " and is " + actual);
        }
    }

    private void title(String text) {
        out.println("-- " + text);
        out.println();
    }

    private static byte[] read(Path file) {
        try {
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

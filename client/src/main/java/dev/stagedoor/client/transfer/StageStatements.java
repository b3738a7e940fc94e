package dev.stagedoor.client.transfer;

import dev.stagedoor.client.ClientException;
import dev.stagedoor.client.DatabendClient;
import dev.stagedoor.client.FetchedRows;
import dev.stagedoor.client.QueryResult;
import dev.stagedoor.client.Rows;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Statements on files of stages. Any number of threads may run them; some run at the same time, and the others wait. One that a server did
 * not answer is sent again, once a server has answered the first.
 */
public final class StageStatements {
    private static final int SESSIONS = 4;

    /** Matches nothing but the file that a location names exactly. */
    private static final String ITSELF = "()";

    /** A quota that is used up, and a store that does not answer now. */
    private static final Set<Integer> PASSING_CODES = Set.of(2903, 3901);

    private final BlockingQueue<DatabendClient> free;
    private final Retry retry;
    private volatile boolean answered;

    /** @param sessions gives a session each time */
    StageStatements(Supplier<DatabendClient> sessions, Retry retry) {
        this.free = new ArrayBlockingQueue<>(SESSIONS, false, Stream.generate(sessions).limit(SESSIONS).toList());
        this.retry = retry;
    }

    private interface Reader<T> {
        T read(QueryResult result);
    }

    /**
     * All rows.
     *
     * @throws ClientException when the server refuses it, or does not answer
     */
    FetchedRows rows(String sql) {
        return run(sql, FetchedRows::of);
    }

    /** What the server says beside the result. */
    List<String> warnings(String sql) {
        return run(sql, result -> {
            FetchedRows.of(result);
            return result.warnings();
        });
    }

    /**
     * Runs a query and has its rows read as they come. One that breaks off after the first row is not sent again.
     *
     * @throws ClientException when the server refuses it, or does not answer
     */
    public <T> T query(String sql, Function<Rows, T> reader) {
        return run(sql, result -> {
            var rows = new BegunRows(result);
            try {
                return reader.apply(rows);
            } catch (ClientException.Unreachable e) {
                if (rows.isBegun()) {
                    throw new TransferException("the result broke off: " + e.getMessage(), e);
                }
                throw e;
            }
        });
    }

    private <T> T run(String sql, Reader<T> reader) {
        try {
            return retry.run(() -> attempt(sql, reader));
        } catch (StoreFailure e) {
            for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
                if (cause instanceof ClientException failed) {
                    throw failed;
                }
            }
            throw new TransferException(String.valueOf(e.getMessage()), e);
        }
    }

    private <T> T attempt(String sql, Reader<T> reader) throws StoreFailure {
        DatabendClient session = take();
        try (QueryResult result = session.execute(sql)) {
            T read = reader.read(result);
            answered = true;
            return read;
        } catch (ClientException e) {
            StoreFailure.Kind kind = answered && mayPass(e) ? StoreFailure.Kind.PASSING : StoreFailure.Kind.FINAL;
            throw new StoreFailure(kind, String.valueOf(e.getMessage()), Optional.empty(), e);
        } finally {
            free.add(session);
        }
    }

    private static boolean mayPass(ClientException e) {
        return switch (e) {
            case ClientException.Unreachable _ -> true;
            case ClientException.ServerError error -> PASSING_CODES.contains(error.code());
            case ClientException.Cancelled _ -> false;
        };
    }

    private DatabendClient take() throws StoreFailure {
        try {
            return free.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new StoreFailure(StoreFailure.Kind.FINAL, "interrupted");
        }
    }

    /** The file that a location names exactly. */
    public Optional<RemoteFile> find(StageLocation location) {
        if (location.isDirectory()) {
            return Optional.empty();
        }
        return rows(listOf(location)).rows().stream()
                .map(StageStatements::file)
                .filter(file -> file.path().equals(location.path()))
                .findFirst();
    }

    /**
     * Tells of each file below a prefix, in the order of their paths.
     *
     * @param pattern a regular expression for what follows the prefix
     */
    public void list(StageLocation prefix, Optional<String> pattern, Consumer<RemoteFile> files) {
        query(list(prefix, pattern), rows -> {
            for (@Nullable String[] row = rows.next(); row != null; row = rows.next()) {
                files.accept(file(row));
            }
            return true;
        });
    }

    /** The statement that lists files. */
    static String list(StageLocation prefix, Optional<String> pattern) {
        return "LIST " + prefix.toSql() + clause(pattern);
    }

    /** The statement that lists the file that a location names exactly, and no other. */
    static String listOf(StageLocation file) {
        return list(file, Optional.of(ITSELF));
    }

    /** Removes the file that a location names exactly. @return what the server says of it */
    public List<String> remove(StageLocation file) {
        return warnings("REMOVE " + file.toSql() + clause(Optional.of(ITSELF)));
    }

    /** Removes files below a prefix. @return what the server says of them */
    public List<String> remove(StageLocation prefix, Optional<String> pattern) {
        return warnings("REMOVE " + prefix.toSql() + clause(pattern));
    }

    private static String clause(Optional<String> pattern) {
        return pattern.map(regex -> " PATTERN = " + SqlQuoting.quote(regex)).orElse("");
    }

    private static RemoteFile file(@Nullable String[] row) {
        return new RemoteFile(String.valueOf(row[0]), Long.parseLong(String.valueOf(row[1])), Optional.ofNullable(row[2]));
    }

    /**
     * Signs one request.
     *
     * @param clauses of PRESIGN, such as {@code EXPIRE = 60}
     */
    public SignedUrl presign(String direction, StageLocation file, String clauses) {
        FetchedRows rows = rows("PRESIGN " + direction + " " + file.toSql() + (clauses.isEmpty() ? "" : " " + clauses));
        return SignedUrl.of(rows.cell(0, 0), rows.cell(0, 1), rows.cell(0, 2));
    }

    /**
     * A file of a batch.
     *
     * @param file as it was named
     * @param url empty when there is none
     * @param error why there is none
     */
    record Signed(String file, Optional<SignedUrl> url, String error) {}

    /**
     * Signs a request for each of many files.
     *
     * @param files their paths below the directory
     */
    List<Signed> presignAll(String direction, StageLocation directory, List<String> files, PresignClauses clauses) {
        String names = files.stream().map(SqlQuoting::quote).collect(Collectors.joining(", "));
        FetchedRows rows = rows("PRESIGN " + direction + " " + directory.toSql() + " FILES = (" + names + ") " + clauses);
        return rows.rows().stream().map(StageStatements::signed).toList();
    }

    private static Signed signed(@Nullable String[] row) {
        Optional<SignedUrl> url = row[3] == null
                ? Optional.empty()
                : Optional.of(SignedUrl.of(String.valueOf(row[1]), String.valueOf(row[2]), row[3]));
        return new Signed(String.valueOf(row[0]), url, String.valueOf(row[4]));
    }
}

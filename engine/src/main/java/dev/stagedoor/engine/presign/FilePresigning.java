package dev.stagedoor.engine.presign;

import dev.stagedoor.catalog.Catalog;
import dev.stagedoor.engine.access.Authorization;
import dev.stagedoor.engine.access.Need;
import dev.stagedoor.engine.access.StatementNeeds;
import dev.stagedoor.engine.file.StageListing;
import dev.stagedoor.engine.statement.StageLookup;
import dev.stagedoor.engine.statement.StatementContext;
import dev.stagedoor.engine.statement.StatementResult;
import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.ledger.PresignLedger;
import dev.stagedoor.query.row.Column;
import dev.stagedoor.query.row.DataType.Scalar;
import dev.stagedoor.query.row.Row;
import dev.stagedoor.query.row.RowCursor;
import dev.stagedoor.signing.term.TermName;
import dev.stagedoor.sql.StagePath;
import dev.stagedoor.sql.Statement.Presign;
import dev.stagedoor.sql.Statement.PresignFiles;
import dev.stagedoor.storage.PresignId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Function;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * PRESIGN of several files: a row a file, each as a statement of its own would have made it, or with the error that would have come of that
 * statement. Rows are made as they are asked for, some at a time. Each time the stage and the rights of that moment count, so that a result
 * which is read slowly hands out nothing that was taken away meanwhile.
 */
public final class FilePresigning {
    /** How many files a statement may name. */
    static final int MAX_FILES = 10_000;

    /** How many files a pattern may match: each has an entry in the ledger. */
    static final int MAX_MATCHED = 1_000_000;

    /** How many URLs are made between two looks at the stage. */
    static final int FILES_AT_A_TIME = 64;

    private static final List<Column> SCHEMA = List.of(
            Column.string("file"),
            Column.nullableString("method"),
            Column.nullable("headers", Scalar.VARIANT),
            Column.nullableString("url"),
            Column.nullableString("error"));

    private static final List<Integer> NAMES = List.of(0);

    private final Presigning presigning;
    private final StageListing listing;
    private final Authorization authorization;
    private final PresignLedger ledger;
    private final Catalog catalog;

    public FilePresigning(
            Presigning presigning, StageListing listing, Authorization authorization, PresignLedger ledger, Catalog catalog) {
        this.presigning = presigning;
        this.listing = listing;
        this.authorization = authorization;
        this.ledger = ledger;
        this.catalog = catalog;
    }

    /**
     * Makes the first URLs; the others with the rows.
     *
     * @throws StagedoorException what concerns all of the files: an unknown stage, a term that is refused, a store that cannot sign
     */
    public StatementResult presign(PresignFiles statement, StatementContext context) {
        refuseTermsOfOneFile(statement);
        StagePath location = statement.location();
        Presign each = new Presign(statement.action(), location, statement.terms());
        NarrowedTerms narrowed = presigning.narrowed(each, context);
        return switch (statement.files()) {
            case PresignFiles.Named(List<String> names) -> {
                requireBounded(names);
                RowCursor files = RowCursor.of(names.stream().map(Row::of).iterator());
                yield begin(new Urls(each, files, location::file, names.size(), context), narrowed.warnings());
            }
            case PresignFiles.Matching(String pattern) -> {
                StatementResult.Rows found = listing.rows(location, Optional.of(pattern), NAMES, context);
                List<String> warnings = Stream.concat(narrowed.warnings().stream(), found.warnings().stream()).toList();
                // Names of a listing are not read as locations are: what is there has the key that it has.
                yield begin(
                        new Urls(each, found.cursor(), name -> new StagePath(location.stage(), name), MAX_MATCHED, context), warnings);
            }
        };
    }

    private static StatementResult begin(Urls urls, List<String> warnings) {
        boolean begun = false;
        try {
            urls.make();
            begun = true;
        } finally {
            if (!begun) {
                urls.close();
            }
        }
        return new StatementResult.Rows(SCHEMA, urls, urls.warnings().orElse(warnings), Optional.empty(), List.of());
    }

    private static void refuseTermsOfOneFile(PresignFiles statement) {
        Stream.of(TermName.CONTENT_LENGTH, TermName.CHECKSUM_SHA256).filter(statement.terms()::containsKey).findFirst().ifPresent(term -> {
            throw bad(term + " is of one file, and this statement is of several: leave it out, or presign that file by itself.");
        });
    }

    private static void requireBounded(List<String> names) {
        if (names.size() > MAX_FILES) {
            throw bad("FILES names " + names.size() + " files; at most " + MAX_FILES + " are presigned by one statement.");
        }
    }

    /** The rows, some of them made ahead. */
    private final class Urls implements RowCursor {
        private final Presign each;
        private final RowCursor files;
        private final Function<String, StagePath> place;
        private final int most;
        private final StatementContext context;
        private final Queue<Row> made = new ArrayDeque<>(FILES_AT_A_TIME);
        private Presigning.@Nullable Issued first;
        private int count;
        private boolean exhausted;

        /**
         * @param files rows of one name each
         * @param place of the file with a name
         * @param most how many files there may be
         */
        Urls(Presign each, RowCursor files, Function<String, StagePath> place, int most, StatementContext context) {
            this.each = each;
            this.files = files;
            this.place = place;
            this.most = most;
            this.context = context;
        }

        /** Of the first URL, if there is one. */
        Optional<List<String>> warnings() {
            return Optional.ofNullable(first).map(Presigning.Issued::warnings);
        }

        @Override
        public @Nullable Row next() {
            if (made.isEmpty() && !exhausted) {
                make();
            }
            return made.poll();
        }

        /** Makes the next rows. */
        void make() {
            context.cancellation().check();
            List<String> names = names();
            if (names.isEmpty()) {
                return;
            }
            // Before the stage is looked up: DROP STAGE revokes what was given an id until the stage was gone.
            List<PresignId> ids = names.stream().map(_ -> ledger.nextId()).toList();
            StatementContext now = context.withStages(new StageLookup(catalog::stage));
            NarrowedTerms narrowed = presigning.narrowed(each, now);
            for (int i = 0; i < names.size(); i++) {
                made.add(row(names.get(i), narrowed, ids.get(i), now));
            }
        }

        private List<String> names() {
            List<String> names = new ArrayList<>(FILES_AT_A_TIME);
            while (names.size() < FILES_AT_A_TIME && !exhausted) {
                Row file = files.next();
                if (file == null) {
                    exhausted = true;
                } else {
                    if (++count > most) {
                        throw bad("PATTERN matches more than " + most + " files, for which URLs were made by now. Of no more does one"
                                + " statement make them: give a path in the stage, or a pattern that matches less.");
                    }
                    names.add((String) file.cell(0));
                }
            }
            return names;
        }

        private Row row(String name, NarrowedTerms narrowed, PresignId id, StatementContext now) {
            try {
                StagePath path = place.apply(name);
                authorization.require(needs(path), now);
                Presigning.Issued issued = presigning.issue(each, path, narrowed, id, now);
                if (first == null) {
                    first = issued;
                }
                var request = issued.request();
                return Row.of(name, request.method().name(), PresignJson.headers(request.headers()), request.url(), null);
            } catch (StagedoorException e) {
                if (e.code() != ErrorCode.BAD_ARGUMENTS && e.code() != ErrorCode.PERMISSION_DENIED) {
                    throw e; // of the stage or the ledger, and so of all files
                }
                return Row.of(name, null, null, null, e.code().number() + ": " + e.getMessage());
            }
        }

        private List<Need> needs(StagePath path) {
            return switch (each.action()) {
                case UPLOAD -> StatementNeeds.write(path, Need.Reach.FILE);
                case DOWNLOAD -> StatementNeeds.read(path, Need.Reach.FILE);
            };
        }

        @Override
        public void close() {
            exhausted = true;
            made.clear();
            files.close();
        }
    }

    private static StagedoorException bad(String sentence) {
        return new StagedoorException(ErrorCode.BAD_ARGUMENTS, sentence);
    }
}

package dev.stagedoor.catalog.format;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import dev.stagedoor.sql.FormatClause;
import dev.stagedoor.sql.FormatClause.Value;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Turns file format clauses, as written in SQL, into {@link FileFormat}s. */
public final class FileFormats {
    private static final String TYPE = "TYPE";
    private static final String FORMAT_NAME = "FORMAT_NAME";

    private FileFormats() {}

    /**
     * The format a clause of CREATE STAGE, ALTER STAGE or CREATE FILE FORMAT describes. It names a {@code TYPE} with options, or by {@code
     * FORMAT_NAME} a built-in type or a named format; built-in types win. The answer is a copy: it does not follow later changes of the
     * named format.
     *
     * @param namedFormat looks up a named format; asked only when no built-in type has the name
     * @throws StagedoorException
     *     <ul>
     *       <li>{@code ILLEGAL_FILE_FORMAT} (2508) for neither TYPE nor FORMAT_NAME, both, an unknown type or compression, or an option the
     *           type does not have
     *       <li>{@code UNKNOWN_FILE_FORMAT} (2507) when nothing has that FORMAT_NAME
     *       <li>{@code ILLEGAL_STAGE_FILE_FORMAT} (2505) for LANCE, which only unloading takes
     *       <li>{@code BAD_ARGUMENTS} (1006) or {@code INVALID_ARGUMENT} (2004, options with a closed list of words) for a value the option
     *           does not take
     *     </ul>
     */
    public static FileFormat resolve(FormatClause clause, Function<String, Optional<FileFormat>> namedFormat) {
        Map<String, Value> written = new LinkedHashMap<>(clause.options());
        Optional<String> name = Optional.ofNullable(written.remove(FORMAT_NAME)).map(FormatErrors::shown);
        Optional<String> typeName = Optional.ofNullable(written.remove(TYPE)).map(FormatErrors::shown);
        if (name.isPresent()) {
            if (typeName.isPresent() || !written.isEmpty()) {
                throw FormatErrors.nameWithOptions();
            }
            return named(name.get(), namedFormat);
        }
        String wantedType = typeName.orElseThrow(FormatErrors::noType);
        FileFormatType type = FileFormatType.named(wantedType).orElseThrow(() -> FormatErrors.unknownType(wantedType));
        requireStorable(type);
        return FormatOptions.of(type, written);
    }

    /**
     * The format a bare type name stands for, as in {@code FORMAT_NAME = 'ndjson'} or {@code file_format => 'ndjson'}. For NDJSON this is
     * not what {@code TYPE = NDJSON} gives: NULL_FIELD_AS is FIELD_DEFAULT here, NULL there.
     */
    public static FileFormat builtIn(FileFormatType type) {
        return FormatOptions.builtIn(type);
    }

    /** Whether a built-in type or an alias of one has this name, in upper or lower case, so that no named format may. */
    public static boolean isReservedName(String name) {
        return FileFormatType.named(name).isPresent();
    }

    /**
     * The format of that name: a built-in type's, else a named one.
     *
     * @param namedFormat looks up a named format
     * @throws StagedoorException {@code UNKNOWN_FILE_FORMAT} (2507) when nothing has that name; {@code ILLEGAL_STAGE_FILE_FORMAT} (2505)
     *     for LANCE
     */
    public static FileFormat named(String name, Function<String, Optional<FileFormat>> namedFormat) {
        Optional<FileFormatType> type = FileFormatType.named(name);
        if (type.isEmpty()) {
            return namedFormat.apply(name).orElseThrow(() -> FormatErrors.unknownName(name));
        }
        requireStorable(type.get());
        return builtIn(type.get());
    }

    /**
     * As {@link #named}, for files that a query reads: a built-in type reads them compressed as {@code COMPRESSION = AUTO} says.
     *
     * @param namedFormat looks up a named format
     * @throws StagedoorException as {@link #named}
     */
    public static FileFormat namedForReading(String name, Function<String, Optional<FileFormat>> namedFormat) {
        FileFormat format = named(name, namedFormat);
        return isReservedName(name) ? FormatOptions.builtInForReading(format.type()) : format;
    }

    private static void requireStorable(FileFormatType type) {
        if (type == FileFormatType.LANCE) {
            throw new StagedoorException(
                    ErrorCode.ILLEGAL_STAGE_FILE_FORMAT, "LANCE file format is only supported in COPY INTO <location>");
        }
    }
}

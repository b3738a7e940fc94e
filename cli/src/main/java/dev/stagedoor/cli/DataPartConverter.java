package dev.stagedoor.cli;

import dev.stagedoor.storage.embedded.DataPart;
import java.util.Iterator;
import java.util.stream.Collectors;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** The parts of a data directory whose loss can be accepted, by their names on the command line. */
final class DataPartConverter implements ITypeConverter<DataPart>, Iterable<String> {
    @Override
    public DataPart convert(String name) {
        return DataPart.losable().stream()
                .filter(part -> part.toString().equals(name))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException("'" + name + "' is no part that can be given up; there are "
                        + DataPart.losable().stream().map(DataPart::toString).collect(Collectors.joining(", "))));
    }

    @Override
    public Iterator<String> iterator() {
        return DataPart.losable().stream().map(DataPart::toString).iterator();
    }
}

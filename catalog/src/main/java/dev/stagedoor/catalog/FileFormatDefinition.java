package dev.stagedoor.catalog;

import dev.stagedoor.catalog.format.FileFormat;
import java.time.Instant;

/** A named file format. */
public record FileFormatDefinition(String name, FileFormat format, String creator, Instant createdOn) {}

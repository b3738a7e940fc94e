/** What a query needs of a Parquet file: which column chunks of which row groups, read from the file's footer. Values in, values out. */
@NullMarked
package dev.stagedoor.storage.parquet;

import org.jspecify.annotations.NullMarked;

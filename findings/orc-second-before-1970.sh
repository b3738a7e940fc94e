#!/usr/bin/env bash
# ORC 2.3.1 (Java): a timestamp in the last second before 1970 is read as one in the first second after.
#
# The writer divides the milliseconds by 1,000 towards zero, and stores the fraction beside the seconds.
# For all other moments before 1970 the reader takes a second off again, since it sees that the seconds are negative.
# In the last second they are 0, so nothing tells it from the first second of 1970.
# Both kinds of timestamp are concerned, with and without a local time zone.
#
# Seen:
#   1969-12-31T23:59:58.500Z is read as 1969-12-31T23:59:58.500Z
#   1969-12-31T23:59:59.500Z is read as 1970-01-01T00:00:00.500Z
#   1970-01-01T00:00:00.500Z is read as 1970-01-01T00:00:00.500Z
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

cat > pom.xml <<'POM'
<project xmlns="http://maven.apache.org/POM/4.0.0">
  <modelVersion>4.0.0</modelVersion>
  <groupId>example</groupId>
  <artifactId>example</artifactId>
  <version>1</version>
  <dependencies>
    <dependency>
      <groupId>org.apache.orc</groupId><artifactId>orc-core</artifactId><version>2.3.1</version><classifier>nohive</classifier>
      <exclusions><exclusion><groupId>org.apache.orc</groupId><artifactId>orc-format</artifactId></exclusion></exclusions>
    </dependency>
    <dependency>
      <groupId>org.apache.orc</groupId><artifactId>orc-format</artifactId><version>1.1.1</version><classifier>shaded-protobuf</classifier>
    </dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-api</artifactId><version>3.4.3</version></dependency>
    <dependency><groupId>org.apache.hadoop</groupId><artifactId>hadoop-client-runtime</artifactId><version>3.4.3</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Moments.java <<'JAVA'
import java.time.Instant;
import java.util.List;
import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.apache.orc.OrcFile;
import org.apache.orc.Reader;
import org.apache.orc.RecordReader;
import org.apache.orc.TypeDescription;
import org.apache.orc.Writer;
import org.apache.orc.storage.ql.exec.vector.TimestampColumnVector;
import org.apache.orc.storage.ql.exec.vector.VectorizedRowBatch;

public class Moments {
    public static void main(String[] arguments) throws Exception {
        List<Instant> moments = List.of(
                Instant.parse("1969-12-31T23:59:58.500Z"),
                Instant.parse("1969-12-31T23:59:59.500Z"),
                Instant.parse("1970-01-01T00:00:00.500Z"));
        Configuration settings = new Configuration();
        Path file = new Path("moments.orc");
        TypeDescription schema = TypeDescription.fromString("struct<m:timestamp with local time zone>");
        try (Writer writer = OrcFile.createWriter(file, OrcFile.writerOptions(settings).setSchema(schema))) {
            VectorizedRowBatch batch = schema.createRowBatch();
            TimestampColumnVector column = (TimestampColumnVector) batch.cols[0];
            for (Instant moment : moments) {
                column.time[batch.size] = moment.toEpochMilli();
                column.nanos[batch.size++] = moment.getNano();
            }
            writer.addRowBatch(batch);
        }
        try (Reader reader = OrcFile.createReader(file, OrcFile.readerOptions(settings));
                RecordReader rows = reader.rows()) {
            VectorizedRowBatch batch = schema.createRowBatch();
            rows.nextBatch(batch);
            TimestampColumnVector column = (TimestampColumnVector) batch.cols[0];
            for (int i = 0; i < batch.size; i++) {
                Instant read = Instant.ofEpochSecond(Math.floorDiv(column.time[i], 1000L), column.nanos[i]);
                System.out.println(moments.get(i) + " is read as " + read);
            }
        }
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Moments.java 2> warnings | tee seen || { cat warnings >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
1969-12-31T23:59:58.500Z is read as 1969-12-31T23:59:58.500Z
1969-12-31T23:59:59.500Z is read as 1970-01-01T00:00:00.500Z
1970-01-01T00:00:00.500Z is read as 1970-01-01T00:00:00.500Z
EXPECTED

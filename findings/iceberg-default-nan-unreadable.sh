#!/usr/bin/env bash
# Iceberg 1.12.0 (Java): the metadata of a table whose column has the default NaN can be written, and not be read again.
#
# The writer of defaults gives NaN and infinity as JSON strings, and the reader takes numbers alone.
# The builder of the field takes the value without a word, and so does the writer, so the table is lost with the commit.
# Float and double are concerned, the default of old rows and that of new ones.
#
# Seen:
#   1.5 is written as 1.5 and read as 1.5
#   NaN is written as "NaN" and refused: Cannot parse default as a double value: "NaN"
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
    <dependency><groupId>org.apache.iceberg</groupId><artifactId>iceberg-core</artifactId><version>1.12.0</version></dependency>
  </dependencies>
</project>
POM
mvn -q -B org.apache.maven.plugins:maven-dependency-plugin:3.6.1:copy-dependencies -DoutputDirectory="$work/lib" > maven.log 2>&1 \
    || { cat maven.log >&2; exit 1; }

cat > Defaults.java <<'JAVA'
import org.apache.iceberg.Schema;
import org.apache.iceberg.SchemaParser;
import org.apache.iceberg.expressions.Literal;
import org.apache.iceberg.types.Types;

public class Defaults {
    public static void main(String[] arguments) {
        show(1.5);
        show(Double.NaN);
    }

    private static void show(double value) {
        Types.NestedField field =
                Types.NestedField.optional("d").withId(1).ofType(Types.DoubleType.get()).withInitialDefault(Literal.of(value)).build();
        String json = SchemaParser.toJson(new Schema(field));
        String written = json.replaceAll(".*\"initial-default\":([^,}]*).*", "$1");
        String read;
        try {
            read = "read as " + SchemaParser.fromJson(json).findField(1).initialDefault();
        } catch (IllegalArgumentException e) {
            read = "refused: " + e.getMessage();
        }
        System.out.println(value + " is written as " + written + " and " + read);
    }
}
JAVA

"${JAVA_HOME:+$JAVA_HOME/bin/}java" -cp "lib/*" Defaults.java 2> warnings | tee seen || { cat warnings >&2; exit 1; }

diff seen - <<'EXPECTED' || { echo "this is not what was seen before" >&2; exit 1; }
1.5 is written as 1.5 and read as 1.5
NaN is written as "NaN" and refused: Cannot parse default as a double value: "NaN"
EXPECTED

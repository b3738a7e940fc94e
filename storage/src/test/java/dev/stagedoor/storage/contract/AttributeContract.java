package dev.stagedoor.storage.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.stagedoor.storage.Bodies;
import dev.stagedoor.storage.Capability;
import dev.stagedoor.storage.ContentHeader;
import dev.stagedoor.storage.KeyPrefix;
import dev.stagedoor.storage.ObjectAttributes;
import dev.stagedoor.storage.ObjectKey;
import dev.stagedoor.storage.PutConditions;
import dev.stagedoor.storage.StorageException.Kind;
import dev.stagedoor.storage.contract.ContractResults.Remark;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Content type, headers and user metadata: kept, or refused. */
public interface AttributeContract extends StoreUnderTest {
    @Test
    @Covers(Feature.CONTENT_TYPE)
    default void content_type_is_kept() {
        ObjectKey key = new ObjectKey("typed");
        PutConditions typed = new PutConditions(false, List.of(), Optional.of("text/csv; charset=utf-8"));

        store().put(key, Bodies.announced(Bodies.utf8("1,2")), typed);

        assertThat(store().capabilities()).contains(Capability.KEEPS_CONTENT_TYPE);
        assertThat(attributes(key).contentType()).contains("text/csv; charset=utf-8");
    }

    static Stream<Arguments> contentHeaders() {
        return Stream.of(
                Arguments.of(ContentHeader.CONTENT_ENCODING, "gzip"),
                Arguments.of(ContentHeader.CONTENT_DISPOSITION, "attachment; filename=\"a b.csv\""),
                Arguments.of(ContentHeader.CONTENT_LANGUAGE, "de-CH, fr"),
                Arguments.of(ContentHeader.CACHE_CONTROL, "private, max-age=60"),
                Arguments.of(ContentHeader.EXPIRES, "Thu, 01 Dec 2044 16:00:00 GMT"));
    }

    @ParameterizedTest
    @MethodSource("dev.stagedoor.storage.contract.AttributeContract#contentHeaders")
    @Covers(Feature.CONTENT_HEADERS)
    default void header_of_the_content_comes_back_as_it_was_put_or_is_refused(ContentHeader header, String value, Remark remark) {
        var attributes = new ObjectAttributes(Map.of(ContentHeader.CONTENT_TYPE, "text/csv", header, value), Map.of());
        if (refusesToKeep(attributes, header.capability(), header.headerName(), remark)) {
            return;
        }
        ObjectKey key = new ObjectKey("attributed");

        store().put(key, Bodies.announced(Bodies.random(4, 100_000)), new PutConditions(false, List.of(), attributes));

        assertThat(attributes(key)).isEqualTo(attributes);
        put(key, Bodies.utf8("another"));
        assertThat(attributes(key).header(header)).as("attributes of the object before").isEmpty();
    }

    /** Also of a body whose length is not announced, which some stores take in parts. */
    @ParameterizedTest
    @ValueSource(ints = {0, 10, 100_000, 3_000_000})
    @Covers(Feature.USER_METADATA)
    default void user_metadata_comes_back_as_it_was_put_or_is_refused(int size, Remark remark) {
        Map<String, String> user = Map.of("mtime", "1795430400.123456789", "b.c-e", "two  words", "full", "x".repeat(1_900));
        ObjectAttributes attributes = new ObjectAttributes(Map.of(ContentHeader.CONTENT_TYPE, "text/csv"), user);
        if (refusesToKeep(attributes, Capability.KEEPS_USER_METADATA, "user metadata", remark)) {
            return;
        }
        ObjectKey key = new ObjectKey("attributed");
        byte[] bytes = Bodies.random(4, size);

        store().put(key, Bodies.unannounced(bytes), new PutConditions(false, List.of(), attributes));

        assertThat(attributes(key)).isEqualTo(attributes);
        assertThat(read(key)).isEqualTo(bytes);
        put(key, Bodies.utf8("another"));
        assertThat(attributes(key).user()).as("metadata of the object before").isEmpty();
    }

    @Test
    @Covers(Feature.USER_METADATA)
    default void underscore_in_the_name_of_user_metadata_is_kept(Remark remark) {
        var attributes = new ObjectAttributes(Map.of(ContentHeader.CONTENT_TYPE, "text/csv"), Map.of("a_b", "1"));
        if (refusesToKeep(attributes, Capability.KEEPS_USER_METADATA, "user metadata", remark)) {
            return;
        }
        ObjectKey key = new ObjectKey("attributed");
        store().put(key, Bodies.announced(Bodies.utf8("x")), new PutConditions(false, List.of(), attributes));
        String name = deviates(Deviation.METADATA_NAMES_WITHOUT_UNDERSCORES, remark) ? "a-b" : "a_b";
        assertThat(attributes(key).user()).isEqualTo(Map.of(name, "1"));
    }

    @Test
    @Covers(Feature.USER_METADATA)
    default void more_user_metadata_than_s3_allows_is_refused() {
        int value = ObjectAttributes.MAX_USER_BYTES - "name".length();
        for (Map<String, String> user : List.of(
                Map.of("name", "x".repeat(value + 1)),
                Map.of("name", "\u00e9".repeat(value / 2 + 1)),
                Map.of("name", "line\nfeed"),
                Map.of("Name", "x"),
                Map.of("", "x"))) {
            var conditions = new PutConditions(false, List.of(), new ObjectAttributes(Map.of(), user));
            assertKind(Kind.UNSUPPORTED, () -> store().put(new ObjectKey("refused"), Bodies.announced(Bodies.utf8("x")), conditions));
        }
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
    }

    /** Whether the store lacks the capability; then it must refuse the put, and not leave out what it cannot keep. */
    private boolean refusesToKeep(ObjectAttributes attributes, Capability capability, String what, Remark remark) {
        if (store().capabilities().contains(capability)) {
            return false;
        }
        var conditions = new PutConditions(false, List.of(), attributes);
        assertKind(Kind.UNSUPPORTED, () -> store().put(new ObjectKey("refused"), Bodies.announced(Bodies.utf8("x")), conditions));
        assertThat(keys(KeyPrefix.ALL)).isEmpty();
        remark.refused(what);
        return true;
    }
}

package dev.stagedoor.server.door;

import java.util.ArrayList;
import java.util.List;
import javax.xml.stream.XMLStreamException;

/**
 * The body of DeleteObjects (Amazon S3 API reference): {@code <Delete><Object><Key>…</Key></Object>…<Quiet>…</Quiet></Delete>}. Versions
 * and conditions are refused, since they would be ignored.
 *
 * @param quiet whether only failures are to be answered
 */
record DeleteRequest(List<String> keys, boolean quiet) {
    /** S3's limit on one request. */
    static final int MAX_KEYS = 1_000;

    /** Room for a thousand keys of 1,024 bytes, each byte of most of them escaped. */
    static final int MAX_BYTES = 2 << 20;

    DeleteRequest {
        keys = List.copyOf(keys);
    }

    /** @throws S3Error {@code MalformedXML}; {@code NotImplemented} for a version or a condition */
    static DeleteRequest parse(byte[] body) {
        return XmlBody.read(body, "Delete", DeleteRequest::document);
    }

    private static DeleteRequest document(XmlBody body) throws XMLStreamException {
        var keys = new ArrayList<String>();
        boolean quiet = false;
        while (body.next()) {
            switch (body.name()) {
                case "Object" -> {
                    if (keys.size() == MAX_KEYS) {
                        throw XmlBody.malformed("it names more than " + MAX_KEYS + " keys");
                    }
                    keys.add(key(body));
                }
                case "Quiet" -> quiet = Boolean.parseBoolean(body.text().strip());
                default -> throw XmlBody.malformed("it holds an unknown element");
            }
        }
        if (keys.isEmpty()) {
            throw XmlBody.malformed("it names no key");
        }
        return new DeleteRequest(keys, quiet);
    }

    private static String key(XmlBody body) throws XMLStreamException {
        String key = "";
        while (body.next()) {
            switch (body.name()) {
                case "Key" -> {
                    if (!key.isEmpty()) {
                        throw XmlBody.malformed("an object has two keys");
                    }
                    key = body.text();
                }
                case "VersionId", "ETag", "LastModifiedTime", "Size" ->
                    throw S3Error.notImplemented("Deleting a version, or on a condition, is not supported.");
                default -> throw XmlBody.malformed("it holds an unknown element");
            }
        }
        if (key.isEmpty()) {
            throw XmlBody.malformed("an object has no key");
        }
        return key;
    }
}

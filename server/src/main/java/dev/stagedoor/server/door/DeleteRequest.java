package dev.stagedoor.server.door;

import java.io.ByteArrayInputStream;
import java.util.ArrayList;
import java.util.List;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

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

    /** One for each request: factories are not safe for many threads. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    /** @throws S3Error {@code MalformedXML}; {@code NotImplemented} for a version or a condition */
    static DeleteRequest parse(byte[] body) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(body));
            try {
                return document(reader);
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw malformed("it is not well-formed");
        }
    }

    private static DeleteRequest document(XMLStreamReader reader) throws XMLStreamException {
        if (!nextElement(reader) || !reader.getLocalName().equals("Delete")) {
            throw malformed("its root is not Delete");
        }
        var keys = new ArrayList<String>();
        boolean quiet = false;
        while (nextElement(reader)) {
            switch (reader.getLocalName()) {
                case "Object" -> {
                    if (keys.size() == MAX_KEYS) {
                        throw malformed("it names more than " + MAX_KEYS + " keys");
                    }
                    keys.add(key(reader));
                }
                case "Quiet" -> quiet = Boolean.parseBoolean(reader.getElementText().strip());
                default -> throw malformed("it holds an unknown element");
            }
        }
        if (keys.isEmpty()) {
            throw malformed("it names no key");
        }
        // Whatever follows the root must be well-formed too.
        while (reader.hasNext()) {
            reader.next();
        }
        return new DeleteRequest(keys, quiet);
    }

    private static String key(XMLStreamReader reader) throws XMLStreamException {
        String key = "";
        while (nextElement(reader)) {
            switch (reader.getLocalName()) {
                case "Key" -> {
                    if (!key.isEmpty()) {
                        throw malformed("an object has two keys");
                    }
                    key = reader.getElementText();
                }
                case "VersionId", "ETag", "LastModifiedTime", "Size" ->
                    throw S3Error.notImplemented("Deleting a version, or on a condition, is not supported.");
                default -> throw malformed("it holds an unknown element");
            }
        }
        if (key.isEmpty()) {
            throw malformed("an object has no key");
        }
        return key;
    }

    /** Goes to the next element below the present one; false at its end. */
    private static boolean nextElement(XMLStreamReader reader) throws XMLStreamException {
        while (true) {
            switch (reader.next()) {
                case XMLStreamConstants.START_ELEMENT -> {
                    return true;
                }
                case XMLStreamConstants.END_ELEMENT, XMLStreamConstants.END_DOCUMENT -> {
                    return false;
                }
                case XMLStreamConstants.DTD, XMLStreamConstants.ENTITY_REFERENCE -> throw malformed("it has a DTD or an entity of its own");
                case XMLStreamConstants.CHARACTERS, XMLStreamConstants.CDATA -> {
                    if (!reader.isWhiteSpace()) {
                        throw malformed("it holds text where none belongs");
                    }
                }
                default -> {} // comments, white space
            }
        }
    }

    private static S3Error malformed(String problem) {
        return new S3Error(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema: " + problem + ".");
    }
}

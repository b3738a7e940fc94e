package dev.stagedoor.server.door;

import java.io.ByteArrayInputStream;
import javax.xml.XMLConstants;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamReader;

/** An XML document that a client sent, read element by element. No DTD, no entities, no text where none belongs. */
final class XmlBody {
    private final XMLStreamReader reader;

    private XmlBody(XMLStreamReader reader) {
        this.reader = reader;
    }

    interface Reading<T> {
        T read(XmlBody body) throws XMLStreamException;
    }

    /**
     * Reads a document whole.
     *
     * @param root the name that its root must have
     * @param reading of what is below the root
     * @throws S3Error {@code MalformedXML}
     */
    static <T> T read(byte[] document, String root, Reading<T> reading) {
        try {
            XMLStreamReader reader = factory().createXMLStreamReader(new ByteArrayInputStream(document));
            try {
                var body = new XmlBody(reader);
                if (!body.next() || !body.name().equals(root)) {
                    throw malformed("its root is not " + root);
                }
                T read = reading.read(body);
                // Whatever follows the root must be well-formed too.
                while (reader.hasNext()) {
                    reader.next();
                }
                return read;
            } finally {
                reader.close();
            }
        } catch (XMLStreamException e) {
            throw malformed("it is not well-formed");
        }
    }

    /** One for each request: factories are not safe for many threads. */
    private static XMLInputFactory factory() {
        XMLInputFactory factory = XMLInputFactory.newDefaultFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLConstants.ACCESS_EXTERNAL_DTD, "");
        return factory;
    }

    /** Goes to the next element below the present one; false at its end. */
    boolean next() throws XMLStreamException {
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

    /** Of the present element, without its namespace. */
    String name() {
        return reader.getLocalName();
    }

    /** All of the present element, which must hold nothing but text. */
    String text() throws XMLStreamException {
        return reader.getElementText();
    }

    static S3Error malformed(String problem) {
        return new S3Error(
                400,
                "MalformedXML",
                "The XML you provided was not well-formed or did not validate against our published schema: " + problem + ".");
    }
}

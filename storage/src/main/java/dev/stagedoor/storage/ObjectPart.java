package dev.stagedoor.storage;

/**
 * Which part of which object was opened.
 *
 * @param summary of the whole object, whatever part was asked for
 * @param attributes what the object was put with, as far as the store keeps it
 * @param offset of the first byte of the part within the object
 * @param length bytes in the part
 */
public record ObjectPart(ObjectSummary summary, ObjectAttributes attributes, long offset, long length) {
    public ObjectPart(ObjectSummary summary, ObjectAttributes attributes, Extent extent) {
        this(summary, attributes, extent.offset(), extent.length());
    }

    /** What is open when this is: an object of which everything but its bytes is known. */
    public interface Content extends ObjectContent {
        ObjectPart part();

        @Override
        default ObjectSummary summary() {
            return part().summary();
        }

        @Override
        default ObjectAttributes attributes() {
            return part().attributes();
        }

        @Override
        default long offset() {
            return part().offset();
        }

        @Override
        default long length() {
            return part().length();
        }
    }
}

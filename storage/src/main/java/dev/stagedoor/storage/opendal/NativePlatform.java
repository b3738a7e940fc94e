package dev.stagedoor.storage.opendal;

import dev.stagedoor.storage.StorageException;
import dev.stagedoor.storage.StorageException.Kind;
import java.util.Optional;
import org.apache.opendal.NativeLibrary;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whether OpenDAL's native library runs here. Nothing asks before a store that needs it is opened. */
@FunctionalInterface
interface NativePlatform {
    /** Loads the library, unless it is loaded. What hinders it, or empty. */
    Optional<Throwable> load();

    /** The library in the jar of this platform's classifier. */
    NativePlatform BUNDLED = () -> Bundled.HINDRANCE;

    /**
     * @param store as errors name it
     * @throws StorageException {@code UNSUPPORTED}, naming the platform
     */
    default void require(String store) {
        if (load().isPresent()) {
            throw new StorageException(
                    Kind.UNSUPPORTED,
                    store + ": this kind of store needs a native library that does not run on " + Bundled.platform()
                            + "; other kinds of store are not concerned");
        }
    }

    /** Loaded once, at first use: OpenDAL waits for ever when it is asked again after a library that would not link. */
    final class Bundled {
        private static final Logger LOG = LoggerFactory.getLogger(NativePlatform.class);
        static final Optional<Throwable> HINDRANCE = tryToLoad();

        private Bundled() {}

        private static Optional<Throwable> tryToLoad() {
            try {
                NativeLibrary.loadLibrary();
                return Optional.empty();
            } catch (RuntimeException | LinkageError e) {
                LOG.warn("OpenDAL's native library cannot be loaded on {}", platform(), e);
                return Optional.of(e);
            }
        }

        static String platform() {
            return System.getProperty("os.name") + " " + System.getProperty("os.arch");
        }
    }
}

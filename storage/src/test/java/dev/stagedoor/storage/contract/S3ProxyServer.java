package dev.stagedoor.storage.contract;

import dev.stagedoor.signing.S3Credential;
import dev.stagedoor.signing.Secret;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;

/**
 * s3proxy in this JVM, verifying every signature. It comes as one jar and runs in a class loader that sees none of our libraries, so that
 * neither gets the other's versions.
 */
public final class S3ProxyServer implements AutoCloseable {
    /** Where the build puts the jar, as seen from a module's directory. */
    private static final List<Path> JARS = List.of(Path.of("target/peers/s3proxy.jar"), Path.of("../storage/target/peers/s3proxy.jar"));

    private static final S3Credential CREDENTIAL = new S3Credential("ROOTUSER", Secret.of("CHANGEME123"));
    private static final String REGION = "us-east-1";

    /** The server itself refuses signed requests above 32 MiB otherwise. */
    private static final long MAX_BODY_BYTES = 6L << 30;

    private final URLClassLoader loader;
    private final Object proxy;
    private final S3Server server;

    private S3ProxyServer(URLClassLoader loader, Object proxy, S3Server server) {
        this.loader = loader;
        this.proxy = proxy;
        this.server = server;
    }

    /** Keeps everything in memory. */
    public static S3ProxyServer inMemory() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.provider", "transient-nio2");
        return start(properties);
    }

    /**
     * Keeps everything in memory; buckets are hosts below {@code localhost}, which curl and {@link S3Server#http} find on this machine.
     * What it is not called by these names, it takes for a bucket's.
     */
    public static S3ProxyServer virtualHosted() throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.provider", "transient-nio2");
        properties.setProperty("s3proxy.virtual-host", "localhost");
        return start(properties);
    }

    /** Keeps objects as files. */
    public static S3ProxyServer in(Path directory) throws Exception {
        Properties properties = new Properties();
        properties.setProperty("jclouds.provider", "filesystem-nio2");
        properties.setProperty("jclouds.filesystem.basedir", Files.createDirectories(directory).toString());
        return start(properties);
    }

    private static S3ProxyServer start(Properties properties) throws Exception {
        properties.setProperty("jclouds.identity", CREDENTIAL.accessKeyId());
        properties.setProperty("jclouds.credential", CREDENTIAL.secretAccessKey().reveal());
        properties.setProperty("s3proxy.endpoint", "http://127.0.0.1:0");
        properties.setProperty("s3proxy.authorization", "aws-v2-or-v4");
        properties.setProperty("s3proxy.identity", CREDENTIAL.accessKeyId());
        properties.setProperty("s3proxy.credential", CREDENTIAL.secretAccessKey().reveal());
        properties.setProperty("s3proxy.v4-max-non-chunked-request-size", String.valueOf(MAX_BODY_BYTES));
        URLClassLoader loader = new URLClassLoader("s3proxy", new URL[] {jar().toUri().toURL()}, ClassLoader.getPlatformClassLoader());
        ClassLoader before = Thread.currentThread().getContextClassLoader();
        Thread.currentThread().setContextClassLoader(loader);
        try {
            quiet(loader);
            Object blobStore = loader.loadClass("org.gaul.s3proxy.BlobStores")
                    .getMethod("create", String.class, Properties.class)
                    .invoke(null, properties.getProperty("jclouds.provider"), properties);
            Class<?> builderClass = loader.loadClass("org.gaul.s3proxy.S3Proxy$Builder");
            Object builder = builderClass.getMethod("fromProperties", Properties.class).invoke(null, properties);
            builderClass.getMethod("blobStore", loader.loadClass("org.gaul.s3proxy.blobstore.BlobStore")).invoke(builder, blobStore);
            Object proxy = builderClass.getMethod("build").invoke(builder);
            proxy.getClass().getMethod("start").invoke(proxy);
            String host = properties.getProperty("s3proxy.virtual-host", "127.0.0.1");
            int port = (int) proxy.getClass().getMethod("getPort").invoke(proxy);
            return new S3ProxyServer(loader, proxy, new S3Server(URI.create("http://" + host + ":" + port), CREDENTIAL, REGION));
        } finally {
            Thread.currentThread().setContextClassLoader(before);
        }
    }

    private static Path jar() {
        return JARS.stream()
                .filter(Files::exists)
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("build the storage module first: its build fetches s3proxy"));
    }

    /** Its jar logs to standard output. */
    private static void quiet(ClassLoader loader) throws ReflectiveOperationException {
        Object root = loader.loadClass("org.slf4j.LoggerFactory").getMethod("getLogger", String.class).invoke(null, "ROOT");
        root.getClass().getMethod("detachAndStopAllAppenders").invoke(root);
    }

    /** Where it is and who may use it. */
    public S3Server server() {
        return server;
    }

    @Override
    public void close() throws Exception {
        proxy.getClass().getMethod("stop").invoke(proxy);
        loader.close();
    }
}

package dev.stagedoor.storage.embedded;

import java.nio.file.Path;

/** Another process that holds a data directory until its input ends or it is killed. */
final class DataDirectoryHolder {
    private DataDirectoryHolder() {}

    public static void main(String[] arguments) throws Exception {
        try (DataDirectory directory = DataDirectory.open(Path.of(arguments[0]))) {
            System.out.print('!');
            System.out.flush();
            System.in.read();
        }
    }
}

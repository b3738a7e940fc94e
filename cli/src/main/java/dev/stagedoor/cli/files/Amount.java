package dev.stagedoor.cli.files;

import java.util.Locale;

/** Numbers of bytes for people. */
final class Amount {
    private static final String[] UNITS = {"bytes", "KiB", "MiB", "GiB", "TiB"};
    private static final int STEP = 1024;

    private Amount() {}

    /** In the largest unit of which there is at least one. */
    static String bytes(long count) {
        int unit = 0;
        double amount = count;
        while (amount >= STEP && unit < UNITS.length - 1) {
            amount /= STEP;
            unit++;
        }
        return unit == 0 ? count + (count == 1 ? " byte" : " bytes") : String.format(Locale.ROOT, "%.1f %s", amount, UNITS[unit]);
    }
}

package dev.stagedoor.server.http;

import dev.stagedoor.errors.ErrorCode;
import dev.stagedoor.errors.StagedoorException;
import java.net.InetAddress;
import java.net.UnknownHostException;

/**
 * The address to listen on. A name is looked up once, when this is made. So the address that is asked whether others reach it is the one
 * the server listens on, whatever DNS answers later.
 *
 * @param text as configured
 * @param resolved what the text meant when it was looked up
 */
public record ListenAddress(String text, InetAddress resolved) {
    public static final ListenAddress LOOPBACK = of("127.0.0.1");

    /**
     * Asks DNS when the text is a name.
     *
     * @param text an address of IPv4 or IPv6, or a name
     * @throws StagedoorException {@code INVALID_CONFIG} for a name that nobody knows
     */
    public static ListenAddress of(String text) {
        try {
            return new ListenAddress(text, InetAddress.getByName(text));
        } catch (UnknownHostException e) {
            throw new StagedoorException(ErrorCode.INVALID_CONFIG, "the address '" + text + "' to listen on is not known", e);
        }
    }

    /** Whether only this machine can reach it. */
    public boolean isLoopback() {
        return resolved.isLoopbackAddress();
    }

    /** The numbers, which are never looked up again. */
    public String literal() {
        return resolved.getHostAddress();
    }
}

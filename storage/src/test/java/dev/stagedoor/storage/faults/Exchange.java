package dev.stagedoor.storage.faults;

import java.io.IOException;
import java.net.InetSocketAddress;
import java.net.Socket;

/** A request on its way through the proxy. */
public final class Exchange {
    private final ProxiedRequest request;
    private final Socket client;
    private final InetSocketAddress server;

    Exchange(ProxiedRequest request, Socket client, InetSocketAddress server) {
        this.request = request;
        this.client = client;
        this.server = server;
    }

    /** As it came. */
    public ProxiedRequest request() {
        return request;
    }

    /** Asks the server. */
    public byte[] answer() throws IOException {
        try (Socket upstream = new Socket(server.getAddress(), server.getPort())) {
            upstream.getOutputStream().write(request.bytes());
            upstream.getOutputStream().flush();
            return upstream.getInputStream().readAllBytes();
        }
    }

    /** Sends bytes to the client as they are. */
    public void send(byte[] bytes) throws IOException {
        client.getOutputStream().write(bytes);
        client.getOutputStream().flush();
    }

    /** Ends the connection with RST. */
    public void reset() throws IOException {
        client.setSoLinger(true, 0);
        client.close();
    }
}
